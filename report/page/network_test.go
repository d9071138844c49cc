package page

import (
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestSampleOfConnections: old and new connections, short and long ones have the same
// chance to be drawn.
func TestSampleOfConnections(t *testing.T) {
	var all []span
	for i := range 20_000 {
		c := span{t: int64(i), took: int64(i % 100), from: i % 2}
		if i%2 == 1 {
			c.took = -1
		}
		all = append(all, c)
	}
	drawn := sample(all, 5_000)
	early, open := 0, 0
	for i, c := range drawn {
		if i > 0 && c.t <= drawn[i-1].t {
			t.Fatal("not in order, or twice")
		}
		if c.t < 10_000 {
			early++
		}
		if c.took == -1 {
			open++
		}
	}
	for what, n := range map[string]int{"early": early, "open": open} { // 2500 ± 31
		if len(drawn) != 5_000 || n < 2_350 || n > 2_650 {
			t.Errorf("of %d drawn, %d are %s, want half", len(drawn), n, what)
		}
	}
}

// TestSampleIsSaid: the page knows how many connections and operations there are.
func TestSampleIsSaid(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 30, 300)
	few := standard
	few.conns, few.ops = 7, 11
	page, d := rendered(t, l.Write(), few)
	if len(d.Conns.T) != 7 || d.Connections <= 7 || len(d.Ops.ID) != 11 || d.Operations != 300 {
		t.Errorf("%d of %d connections, %d of %d operations", len(d.Conns.T), d.Connections, len(d.Ops.ID), d.Operations)
	}
	if !strings.Contains(page, "connections it shows 7, chosen at random.") {
		t.Error("Method does not say that connections are a sample")
	}
}

// TestEveryPeerIsCounted: peers that never come up are in all counts, or in none.
func TestEveryPeerIsCounted(t *testing.T) {
	l := lab.New(t, "late")
	for _, name := range []string{"a-0", "a-1", "b-0"} {
		l.Peer(name, name[:1], "")
	}
	l.Manifest.Hosts = 3
	l.Event(trace.Event{T: 0, Kind: trace.Up, P: "a-0"})
	page, d := rendered(t, l.Write(), standard)
	if len(d.Peers) != 3 || len(d.Region) != 3 || len(d.Places) != 3 {
		t.Errorf("peers %q", d.Peers)
	}
	if !strings.Contains(page, "3 peers (2 a, 1 b) ran") {
		t.Error("the first sentence counts other peers")
	}
}

// TestDials: those that failed, those of operations, and those that operations waited
// for, each from its beginning to its end.
func TestDials(t *testing.T) {
	l := lab.New(t, "dials")
	for _, e := range []trace.Event{
		{T: 1, Kind: trace.Dial, P: "a", Q: "b"},
		{T: 2, Kind: trace.OpStart, P: "a", Proto: "x", ID: 1},
		{T: 3, Kind: trace.Dial, P: "a", Q: "c", Op: 1},
		{T: 5, Kind: trace.DialFailed, P: "a", Q: "c", Op: 1, Detail: "timed out"},
		{T: 6, Kind: trace.Dial, P: "a", Q: "d", Op: 1},
		{T: 7, Kind: trace.Connect, P: "a", Q: "d", ID: 1},
		{T: 9, Kind: trace.Connect, P: "a", Q: "b", ID: 2},
		{T: 9, Kind: trace.OpEnd, P: "a", Proto: "x", ID: 1, Detail: "ok"},
		{T: 9, Kind: trace.Dial, P: "a", Q: "e"},
		{T: 12, Kind: trace.Connect, P: "a", Q: "e", ID: 3}, // nobody asks for it
	} {
		l.Event(e)
	}
	_, d := rendered(t, l.Write(), standard)
	type row struct {
		to        string
		end, took int64
		op        int64
		failed    bool
	}
	var got []row
	at := int64(0)
	for i, by := range d.Dials.T {
		at += by
		got = append(got, row{d.Peers[d.Dials.To[i]], at, d.Dials.Took[i], d.Dials.Op[i], d.Dials.Why[i] >= 0})
	}
	want := []row{{"c", 5, 2, 1, true}, {"d", 7, 1, 1, false}, {"b", 9, 8, 0, false}}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%+v, want %+v", got, want)
	}
	if len(d.Waits.Op) != 1 || d.Waits.Op[0] != 1 || d.Waits.Dial[0] != 2 {
		t.Errorf("waits %+v, want operation 1 for the dial of b", d.Waits)
	}
}
