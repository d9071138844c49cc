package log

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/trace"
)

// spentOf returns what each operation of a log has spent its time on, in words.
func spentOf(t testing.TB, events ...trace.Event) map[string]string {
	t.Helper()
	var l Ledger
	out := map[string]string{}
	for i := range events {
		_, _, _, s := l.Add(&events[i])
		if s == nil {
			continue
		}
		text := ""
		for _, x := range s.Stretches {
			text += fmt.Sprintf("%d–%d %s; ", x.From, x.To, x.Why)
		}
		out[s.Op.String()] = text
	}
	return out
}

// TestLedger: an operation's time goes to what its peer waits for.
func TestLedger(t *testing.T) {
	start := trace.Event{T: 10, Kind: trace.OpStart, P: "a", ID: 1}
	end := func(at int64) trace.Event { return trace.Event{T: at, Kind: trace.OpEnd, P: "a", ID: 1} }
	send := func(at int64, from, to string, id, arrive int64) trace.Event {
		return trace.Event{T: at, Kind: trace.Send, P: from, Q: to, ID: id, Arrive: arrive, Op: 1, Of: opOf("a", from)}
	}
	recv := func(at int64, from, to string, ref int64) trace.Event {
		return trace.Event{T: at, Kind: trace.Recv, P: to, Q: from, Ref: ref}
	}
	for _, c := range []struct {
		why    string
		events []trace.Event
		want   string
	}{
		{"request and answer", []trace.Event{
			start, send(10, "a", "b", 1, 15), recv(17, "a", "b", 1), send(20, "b", "a", 1, 25), recv(25, "b", "a", 1), end(25),
		}, "10–15 messages on the way; 15–17 messages not yet read; 17–20 other peers at work; 20–25 messages on the way; "},
		{"a time-out, and another request", []trace.Event{
			start, send(10, "a", "b", 1, -1), send(40, "a", "c", 2, 45), recv(45, "a", "c", 2), send(45, "c", "a", 1, 50), recv(50, "c", "a", 1), end(50),
		}, "10–40 answers that do not come; 40–50 messages on the way; "},
		{"a processing delay", []trace.Event{
			start, send(10, "a", "b", 1, 15), recv(15, "a", "b", 1), send(15, "b", "a", 1, 20), recv(20, "b", "a", 1), end(30),
		}, "10–20 messages on the way; 20–30 timers (processing, retries); "},
		{"a dial that fails, and one that connects", []trace.Event{
			start, {T: 10, Kind: trace.Dial, P: "a", Q: "b", Op: 1}, {T: 30, Kind: trace.DialFailed, P: "a", Q: "b", Detail: "timeout", Op: 1},
			{T: 30, Kind: trace.Dial, P: "a", Q: "c", Op: 1}, {T: 35, Kind: trace.Connect, P: "a", Q: "c", ID: 1, Op: 1}, end(35),
		}, "10–30 dials that fail; 30–35 dials; "},
		{"a dial of nobody's", []trace.Event{
			{T: 5, Kind: trace.Dial, P: "a", Q: "b"}, start, {T: 20, Kind: trace.Connect, P: "a", Q: "b", ID: 1},
			send(20, "a", "b", 1, 22), recv(22, "a", "b", 1), send(22, "b", "a", 1, 24), recv(24, "b", "a", 1), end(24),
		}, "10–20 dials; 20–24 messages on the way; "},
		{"a request behind another", []trace.Event{
			{T: 5, Kind: trace.OpStart, P: "a", ID: 2}, {T: 5, Kind: trace.Send, P: "a", Q: "b", ID: 7, Arrive: 8, Op: 2}, recv(8, "a", "b", 7),
			start, {T: 12, Kind: trace.Send, P: "b", Q: "a", ID: 9, Arrive: 20, Op: 2, Of: "a"}, recv(20, "b", "a", 9),
			send(20, "a", "b", 8, 22), recv(22, "a", "b", 8), send(22, "b", "a", 10, 24), recv(24, "b", "a", 10), end(24),
		}, "10–20 earlier requests to the same peer; 20–24 messages on the way; "},
		{"something else", []trace.Event{start, {T: 20, Kind: trace.Accept, P: "a", Q: "c"}, end(20)}, "10–20 something else; "},
		{"messages whose arrival is not known", []trace.Event{
			start, send(10, "a", "b", 1, 0), recv(17, "a", "b", 1), send(17, "b", "a", 1, 0), recv(25, "b", "a", 1), end(25),
		}, "10–25 messages on the way; "},
	} {
		if got := spentOf(t, c.events...)["a/1"]; got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// opOf is the owner of an operation as events of from name it.
func opOf(owner, from string) string {
	if owner == from {
		return ""
	}
	return owner
}

// TestLedgerLaws: stretches are in order, within their operation, and of a reason.
func TestLedgerLaws(tt *testing.T) {
	rapid.Check(tt, func(t *rapid.T) {
		var l Ledger
		for _, e := range collect(tt, drawLog(t)) {
			_, _, _, s := l.Add(&e.Event)
			if s == nil {
				continue
			}
			at := s.Begin
			for _, x := range s.Stretches {
				if x.From < at || x.To <= x.From || x.To > s.End || x.Why < 0 || x.Why >= whys {
					t.Fatalf("%+v of %+v", x, s)
				}
				at = x.To
			}
			if e := s.Explained(); e < 0 || e > 1 {
				t.Fatalf("%v of %+v is explained", e, s)
			}
		}
	})
}

func TestLongest(t *testing.T) {
	s := Spent{Stretches: []Stretch{{0, 5, Timer}, {5, 6, Dialling}, {6, 9, AtWork}, {9, 10, Timer}}}
	if got := s.longest(2); !slices.Equal(got, []Stretch{{0, 5, Timer}, {6, 9, AtWork}}) {
		t.Errorf("got %v", got)
	}
	if got := s.longest(4); len(got) != 4 {
		t.Errorf("got %v of four", got)
	}
}
