package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestFaults: a fault lasts until the log says that it is over, to the end of
// the run, or no time.
func TestFaults(t *testing.T) {
	l := lab.New(t, "faults")
	for _, e := range []trace.Event{
		{T: 10, Kind: trace.Fault, ID: 1, Detail: "partition a | b"},
		{T: 20, Kind: trace.Fault, ID: 2, Detail: "slow 3 peers"},
		{T: 30, Kind: trace.Fault, ID: 3, Detail: "restart 2 peers"},
		{T: 30, Kind: trace.FaultEnd, ID: 3, Detail: "restart 2 peers"},
		{T: 40, Kind: trace.FaultEnd, ID: 1, Detail: "partition a | b"},
		{T: 50, Kind: trace.Fault, ID: 2, P: "a", Detail: "pause"},
		{T: 60, Kind: trace.FaultEnd, ID: 2, P: "b", Detail: "never begun"},
		{T: 99, Kind: trace.FaultEnd, ID: 9, Detail: "never begun"},
	} {
		l.Event(e)
	}
	_, d := rendered(t, l.Write(), standard)
	want := []fault{
		{10, 40, "partition a | b", -1}, {20, 99, "slow 3 peers", -1}, {30, 30, "restart 2 peers", -1},
		{50, 99, "pause a", 0},
	}
	if !slices.Equal(d.Faults, want) {
		t.Errorf("faults %v\nwant %v", d.Faults, want)
	}
}

// TestEnd: a run whose manifest stopped short of its log is drawn to the log's end.
func TestEnd(t *testing.T) {
	l := lab.New(t, "end")
	l.Message(10, 90, "a", "b", "/x", lab.None)
	l.Manifest.VirtualNS = 50
	if _, d := rendered(t, l.Write(), standard); d.End != 100 {
		t.Errorf("it ends at %d, want 100", d.End)
	}
}

// TestMessages: lost, deferred, unread, late and dropped messages.
func TestMessages(t *testing.T) {
	l := lab.New(t, "messages")
	send := func(t, id, arrive int64) {
		l.Event(trace.Event{T: t, Kind: trace.Send, P: "a", Q: "b", Proto: "/x", ID: id, Size: 1, Arrive: arrive})
	}
	send(1, 1, -1) // lost
	send(2, 2, -1) // not as long as the fault lasts
	send(3, 3, 9)  // never read
	send(4, 4, 9)  // read late
	send(5, 5, 9)  // its reader is gone by then
	l.Event(trace.Event{T: 5, Kind: trace.Defer, P: "a", Q: "b", Ref: 2, Arrive: 8})
	l.Event(trace.Event{T: 8, Kind: trace.Recv, P: "b", Q: "a", Ref: 2, Size: 1})
	l.Event(trace.Event{T: 9, Kind: trace.Drop, P: "a", Q: "b", Ref: 5})
	l.Event(trace.Event{T: 30, Kind: trace.Recv, P: "b", Q: "a", Ref: 4, Size: 1})
	html, d := rendered(t, l.Write(), standard)
	if want := []int64{-1, 6, 6, 5, -1}; !slices.Equal(d.Messages.Way, want) {
		t.Errorf("on their way %v, want %v", d.Messages.Way, want)
	}
	if want := []int64{-1, 0, -1, 21, -1}; !slices.Equal(d.Messages.Wait, want) {
		t.Errorf("waited %v, want %v", d.Messages.Wait, want)
	}
	for _, want := range []string{"to be lost when sent</dt><dd>2<", "where nobody took them</dt><dd>1<"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if want := []int64{1, 1, 1, 1, 1}; !slices.Equal(d.Messages.T, want) {
		t.Errorf("differences of times %v, want %v", d.Messages.T, want)
	}
}

// TestCut: it goes through a process where that recorded its state, and has the
// states that processes recorded of themselves and of channels, each for its own
// snapshot.
func TestCut(t *testing.T) {
	l := lab.New(t, "snapshot")
	l.Manifest.Protocols = []trace.Show{{Cut: &trace.Cut{Op: "chandylamport.snapshot", State: "chandylamport.state", Channel: "chandylamport.channel"}}}
	note := func(t int64, kind, p, q string, op trace.Nth, text string) {
		e := trace.Event{T: t, Kind: trace.Note, P: p, Q: q, Proto: kind, Detail: text}
		e.Within(op)
		l.Event(e)
	}
	for _, p := range []string{"a", "b", "c"} {
		l.Peer(p, p, "")
		l.Event(trace.Event{T: 10, Kind: trace.OpStart, P: p, Proto: "chandylamport.snapshot", ID: 1, Detail: p + "/1"})
	}
	a, b := trace.Nth{Peer: "a", N: 1}, trace.Nth{Peer: "b", N: 1}
	note(10, "chandylamport.state", "a", "", a, "1931 units")
	note(10, "chandylamport.state", "b", "", b, "8 units")
	note(15, "chandylamport.state", "b", "", a, "7 units")
	note(16, "chandylamport.channel", "b", "a", a, "3 units")
	note(17, "another.state", "b", "", a, "?")
	note(18, "chandylamport.state", "b", "", lab.None, "of no operation")
	l.Event(trace.Event{T: 25, Kind: trace.OpEnd, P: "a", Proto: "chandylamport.snapshot", ID: 1, Detail: "ok"})
	_, d := rendered(t, l.Write(), standard)
	var got []string
	for _, c := range d.Cuts {
		for i, p := range c.Peer {
			got = append(got, fmt.Sprintf("%d: %s at %d has %s", c.Op, d.Peers[p], c.At[i], c.State[i]))
		}
		for _, h := range c.Held {
			got = append(got, fmt.Sprintf("%d: %s to %s at %d had %s", c.Op, d.Peers[h.From], d.Peers[h.To], h.T, h.Text))
		}
	}
	want := []string{"1: a at 10 has 1931 units", "1: b at 15 has 7 units", "1: a to b at 16 had 3 units", "2: b at 10 has 8 units"}
	if !slices.Equal(got, want) { // the third began, but its initiator recorded nothing
		t.Errorf("%q\nwant %q", got, want)
	}
}
