package log

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/report/internal/logtest"
	"github.com/libp2p-sim/sim/sim/trace"
)

// newRun makes a run directory with a log and a manifest.
func newRun(t testing.TB, dir, events string, m trace.Manifest) *Log {
	t.Helper()
	logtest.Write(t, dir, events, m)
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// everything selects all events.
func everything(t testing.TB) *Filter {
	t.Helper()
	f, err := Query{}.Filter()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func collect(t testing.TB, events string) []Event {
	t.Helper()
	var out []Event
	for e, err := range Read(strings.NewReader(events)) {
		if err != nil {
			t.Fatal(err)
		}
		e := *e
		e.Raw = nil
		out = append(out, e)
	}
	return out
}

// drawLog draws a log that a trace.Validator accepts: peers that operate, dial,
// send and read in any order, lose messages, and die.
func drawLog(t *rapid.T) string {
	peers := []string{"a-0", "a-1", "b-0", "pod"}
	var b []byte
	now := int64(0)
	up, ops := map[string]bool{}, map[trace.Nth]trace.Event{}
	begun := []trace.Nth{{}}
	var flying, dials []trace.Event
	messages, operations, faults, conns := map[string]int64{}, map[string]int64{}, map[string]int64{}, map[string]int64{}
	lasts := map[string]bool{} // the last fault of a peer, or of the network
	write := func(e trace.Event) {
		e.T = now
		b = e.AppendJSON(b)
	}
	some := func(live []string) string { return rapid.SampledFrom(live).Draw(t, "peer") }
	anyOp := func() trace.Nth { return rapid.SampledFrom(begun).Draw(t, "op") }
	for range rapid.IntRange(0, 60).Draw(t, "steps") {
		now += rapid.Int64Range(0, 3).Draw(t, "pause") * 1_000_000
		var live []string
		for _, p := range peers {
			if up[p] {
				live = append(live, p)
			}
		}
		step := rapid.SampledFrom([]string{"up", "send", "send", "send", "recv", "recv", "recv", "op", "opend", "dial", "dialled", "down", "note", "fault"}).Draw(t, "step")
		switch {
		case step == "fault":
			p := rapid.SampledFrom(append(live, "")).Draw(t, "of whom")
			switch {
			case lasts[p]:
				write(trace.Event{Kind: trace.FaultEnd, P: p, ID: faults[p], Detail: "cut"})
			default:
				faults[p]++
				write(trace.Event{Kind: trace.Fault, P: p, ID: faults[p], Arrive: rapid.SampledFrom([]int64{0, now + 1}).Draw(t, "planned"), Detail: "cut"})
			}
			lasts[p] = !lasts[p]
		case step == "up" || len(live) < 2:
			for _, p := range peers {
				if !up[p] {
					up[p] = true
					write(trace.Event{Kind: trace.Up, P: p})
					break
				}
			}
		case step == "down":
			p := some(live)
			delete(up, p)
			write(trace.Event{Kind: trace.Down, P: p, Detail: "crash"})
			dials = slices.DeleteFunc(dials, func(e trace.Event) bool { return e.P == p })
			flying = slices.DeleteFunc(flying, func(e trace.Event) bool { return e.Q == p })
		case step == "note":
			e := trace.Event{Kind: trace.Note, P: some(live), Q: rapid.SampledFrom(append(live, "")).Draw(t, "about"), Proto: "x.state", Detail: "7 units"}
			e.Within(anyOp())
			write(e)
		case step == "op":
			p := some(live)
			operations[p]++
			e := trace.Event{Kind: trace.OpStart, P: p, Proto: fmt.Sprintf("x.op%d", len(begun)%3), ID: operations[p], Detail: "key"}
			begun = append(begun, e.Operation())
			ops[e.Operation()] = e
			write(e)
		case step == "opend":
			if op, ok := ops[anyOp()]; ok {
				delete(ops, op.Operation())
				op.Kind, op.Detail = trace.OpEnd, rapid.SampledFrom([]string{"ok", "ok 3 peers", "failed: x", "okay"}).Draw(t, "outcome")
				write(op)
			}
		case step == "dial":
			e := trace.Event{Kind: trace.Dial, P: some(live), Q: some(live)}
			e.Within(anyOp())
			if !slices.ContainsFunc(dials, func(d trace.Event) bool { return d.P == e.P && d.Q == e.Q }) {
				dials = append(dials, e)
				write(e)
			}
		case step == "dialled" && len(dials) > 0:
			e := dials[0]
			dials = dials[1:]
			e.Op, e.Of = 0, ""
			if rapid.Bool().Draw(t, "fails") {
				e.Kind, e.Detail = trace.DialFailed, "timed out"
			} else {
				conns[e.P]++
				e.Kind, e.ID = trace.Connect, conns[e.P]
			}
			write(e)
		case step == "send":
			p := some(live)
			messages[p]++
			q := some(slices.DeleteFunc(slices.Clone(live), func(x string) bool { return x == p }))
			e := trace.Event{
				Kind: trace.Send, P: p, Q: q, Proto: "/x/1", ID: messages[p], Size: 9,
				Arrive: now + 1_000_000,
			}
			// Each has two streams to each, of which their numbers say where they lead.
			switch s := rapid.Int64Range(-2, 2).Draw(t, "stream"); {
			case s > 0:
				e.Stream = s + 2*int64(slices.Index(peers, q))
			case s < 0:
				e.Stream = s - 2*int64(slices.Index(peers, p))
			}
			e.Within(anyOp())
			if rapid.IntRange(0, 5).Draw(t, "lost") == 0 {
				e.Arrive = -1
			} else {
				flying = append(flying, e)
			}
			write(e)
		case step == "recv" && len(flying) > 0:
			i := rapid.IntRange(0, len(flying)-1).Draw(t, "which")
			e := flying[i]
			if e.Stream != 0 { // the first of those that one reads there
				i = slices.IndexFunc(flying, func(f trace.Event) bool { return f.OnStream() == e.OnStream() && f.Q == e.Q })
				e = flying[i]
			}
			if e.Arrive <= now && up[e.Q] {
				flying = slices.Delete(flying, i, i+1)
				write(trace.Event{Kind: trace.Recv, P: e.Q, Q: e.P, Proto: e.Proto, Ref: e.ID, Stream: -e.Stream, Size: e.Size})
			}
		}
	}
	return string(b)
}

// TestDrawnLogsAreValid: the logs that other tests are fed could have happened.
func TestDrawnLogsAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var v trace.Validator
		for line := range strings.Lines(drawLog(t)) {
			e, err := trace.ParseEvent([]byte(line))
			if err == nil {
				err = v.Add(&e)
			}
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
	})
}

func nth(peer string, n int64) trace.Nth { return trace.Nth{Peer: peer, N: n} }
