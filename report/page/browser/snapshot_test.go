//go:build browser

package browser

import (
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestSnapshot: a snapshot's cut is drawn through the lines, with the markers that
// made it, and the message in flight across it if there is one.
func TestSnapshot(t *testing.T) {
	const channel = "/sim/chandylamport/channel/1.0.0"
	for _, flight := range []int{0, 1} {
		l := lab.New(t, "snapshot")
		snapshot := trace.Nth{Peer: "a", N: 1}
		for _, p := range []string{"a", "b", "c"} {
			l.Event(trace.Event{Kind: trace.Up, P: p})
		}
		if flight > 0 {
			l.Message(5e6, 30e6, "c", "b", channel, lab.None)
		}
		l.Event(trace.Event{T: 10e6, Kind: trace.OpStart, P: "a", Proto: "chandylamport.snapshot", ID: 1, Detail: "a/1"})
		recorded := func(at int64, peer, state string) {
			e := trace.Event{T: at, Kind: trace.Note, P: peer, Proto: "chandylamport.state", Detail: state}
			e.Within(snapshot)
			l.Event(e)
		}
		recorded(10e6, "a", "10 units")
		l.Message(10e6, 5e6, "a", "b", channel, snapshot)
		recorded(15e6, "b", "900 units")
		l.Message(15e6, 5e6, "b", "c", channel, snapshot)
		recorded(20e6, "c", "80 units")
		l.Message(20e6, 15e6, "c", "b", channel, snapshot)
		if flight > 0 {
			l.Event(trace.Event{T: 35e6, Kind: trace.Note, P: "b", Q: "c", Proto: "chandylamport.channel", Op: 1, Of: "a", Detail: "10 units"})
		}
		l.Event(trace.Event{T: 35e6, Kind: trace.OpEnd, P: "a", Proto: "chandylamport.snapshot", ID: 1, Detail: "ok"})
		b, _ := made(t, l)
		want(t, "states", b.data("space", "states"), 3)
		want(t, "first markers", b.data("space", "first"), 2)
		want(t, "in flight", b.data("space", "flight"), flight)
		if n := b.pixels("space", "#cc79a7"); n < 300 {
			t.Errorf("%d pixels of cut and markers", n)
		}
		if n := b.pixels("space", "#d55e00"); n > 100 != (flight > 0) {
			t.Errorf("%d pixels of messages in flight, of which there are %d", n, flight)
		}
		wantText(t, "told", b.text("#d-detail"), "3 processes recorded their states within 10ms")
		wantText(t, "sum", b.text("#d-detail"), []string{"hold 990 units", "hold 1,000 units"}[flight])
		b.quiet()
	}
}
