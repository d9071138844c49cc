package page

import (
	"slices"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestFaults: a fault lasts until the log says that it is over, to the end of
// the run, or no time.
func TestFaults(t *testing.T) {
	l := lab.New(t, "faults")
	for _, e := range []trace.Event{
		{T: 10, Detail: "partition a | b for 10m"},
		{T: 20, Detail: "slow 3 peers"},
		{T: 30, Detail: "restart 2 peers"},
		{T: 40, Detail: "partition a | b is over"},
		{T: 50, Detail: "partition a | b for 10m"},
		{T: 99, Detail: "never begun is over"},
	} {
		e.Kind = trace.Fault
		l.Event(e)
	}
	_, d := rendered(t, l.Write(), standard)
	want := []fault{
		{10, 40, "partition a | b for 10m", -1}, {20, 99, "slow 3 peers", -1}, {30, 30, "restart 2 peers", -1},
		{50, 99, "partition a | b for 10m", -1}, {99, 99, "never begun is over", -1},
	}
	if !slices.Equal(d.Faults, want) {
		t.Errorf("faults %v\nwant %v", d.Faults, want)
	}
}

// TestEnd: a run whose manifest stopped short of its log is drawn to the log's end.
func TestEnd(t *testing.T) {
	l := lab.New(t, "end")
	l.Message(10, 90, "a", "b", "/x", 0)
	l.Manifest.VirtualNS = 50
	if _, d := rendered(t, l.Write(), standard); d.End != 100 {
		t.Errorf("it ends at %d, want 100", d.End)
	}
}

// TestMessages: lost, deferred, unread and late messages.
func TestMessages(t *testing.T) {
	l := lab.New(t, "messages")
	send := func(t, id, arrive int64) {
		l.Event(trace.Event{T: t, Kind: trace.Send, P: "a", Q: "b", Proto: "/x", ID: id, Size: 1, Arrive: arrive})
	}
	send(1, 1, -1) // lost
	send(2, 2, -1) // not as long as the fault lasts
	send(3, 3, 9)  // never read
	send(4, 4, 9)  // read late
	l.Event(trace.Event{T: 5, Kind: trace.Defer, P: "a", Q: "b", Ref: 2, Arrive: 8})
	l.Event(trace.Event{T: 8, Kind: trace.Recv, P: "b", Q: "a", Ref: 2, Size: 1})
	l.Event(trace.Event{T: 30, Kind: trace.Recv, P: "b", Q: "a", Ref: 4, Size: 1})
	_, d := rendered(t, l.Write(), standard)
	if want := []int64{-1, 6, 6, 5}; !slices.Equal(d.Messages.Way, want) {
		t.Errorf("on their way %v, want %v", d.Messages.Way, want)
	}
	if want := []int64{-1, 0, -1, 21}; !slices.Equal(d.Messages.Wait, want) {
		t.Errorf("waited %v, want %v", d.Messages.Wait, want)
	}
	if want := []int64{1, 1, 1, 1}; !slices.Equal(d.Messages.T, want) {
		t.Errorf("differences of times %v, want %v", d.Messages.T, want)
	}
}

// TestCut: it goes through a process when that first sends a marker or report.
func TestCut(t *testing.T) {
	const channel, reports = "/sim/chandylamport/channel/1.0.0", "/sim/chandylamport/report/1.0.0"
	l := lab.New(t, "snapshot")
	l.Message(5, 30, "c", "b", channel, 0) // a transfer, in flight across the cut
	l.Event(trace.Event{T: 10, Kind: trace.OpStart, P: "a", Proto: snapshotOp, ID: 1, Detail: "a/1"})
	l.Message(10, 5, "a", "b", channel, 1)
	l.Message(12, 5, "b", "c", channel, 0) // a transfer
	l.Message(15, 5, "b", "c", channel, 1)
	l.Message(16, 5, "b", "a", reports, 1)
	l.Message(17, 5, "c", "a", "/ipfs/id/1.0.0", 1) // says nothing of a state
	l.Message(20, 5, "c", "a", reports, 1)
	l.Event(trace.Event{T: 25, Kind: trace.OpEnd, P: "a", Proto: snapshotOp, ID: 1, Detail: "ok, 3 processes"})
	_, d := rendered(t, l.Write(), standard)
	if len(d.Cuts) != 1 {
		t.Fatalf("%d cuts, want 1", len(d.Cuts))
	}
	at := map[string]int64{}
	for i, p := range d.Cuts[0].Peer {
		at[d.Peers[p]] = d.Cuts[0].At[i]
	}
	if at["a"] != 10 || at["b"] != 15 || at["c"] != 20 || len(at) != 3 {
		t.Errorf("the cut is %v, want a:10 b:15 c:20", at)
	}
}
