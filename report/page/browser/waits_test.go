//go:build browser

package browser

import (
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestWaits: a provide whose walk is answered, whose stores ask for no answer, and which
// waits for a dial that another operation began, has none of it as a failure but the
// dial, and that with its length; and topology and list count all that there is.
func TestWaits(t *testing.T) {
	const s = int64(1e9)
	l := lab.New(t, "waits")
	for _, p := range []string{"clients-0", "servers-0", "servers-1", "nat-0", "nat-1"} {
		l.Peer(p, p[:len(p)-2], "")
		if p != "nat-1" { // which never comes up
			l.Event(trace.Event{T: 0, Kind: trace.Up, P: p})
		}
	}
	l.Event(trace.Event{T: s, Kind: trace.OpStart, P: "clients-0", Proto: "kademlia.get", ID: 1, Detail: "record-0"})
	l.Event(trace.Event{T: s, Kind: trace.Dial, P: "clients-0", Q: "nat-0", Op: 1})
	l.Event(trace.Event{T: 2 * s, Kind: trace.OpStart, P: "clients-0", Proto: "kademlia.provide", ID: 2, Detail: "content-0"})
	provide := trace.Nth{Peer: "clients-0", N: 2}
	for _, p := range []string{"servers-0", "servers-1"} {
		l.Message(l.Message(2*s, 1e7, "clients-0", p, kad, provide), 1e7, p, "clients-0", kad, provide)
	}
	l.Event(trace.Event{T: 61 * s, Kind: trace.DialFailed, P: "clients-0", Q: "nat-0", Op: 1, Detail: "sim: dial timed out"})
	for _, p := range []string{"servers-0", "servers-1"} {
		l.Message(61*s, 1e7, "clients-0", p, kad, provide)
	}
	l.Event(trace.Event{T: 61 * s, Kind: trace.OpEnd, P: "clients-0", Proto: "kademlia.provide", ID: 2, Detail: "ok 2 peers"})
	l.InOrder()
	b, _ := made(t, l)
	b.selectOp(2)
	wantText(t, "told", b.text("#l-told"), "It asked 3 peers in 5 requests: 2 answered, 2 read, with nothing sent back, 1 to peers that could not be dialled. "+
		"It waited, without having begun it, for a dial of nat-0 until +59s.")
	want(t, "crosses in the lookup", b.count("#l-picture .request path"), 1)
	want(t, "dials in the waterfall", b.count("#waterfall .dial"), 1)
	wantText(t, "the dial", b.text("#waterfall .dial title"), "begun 1s by #1")
	wantText(t, "the dial", b.text("#waterfall .dial title"), "sim: dial timed out after 1m")
	// From the beginning of the operation to its end.
	if dial, op := eval[float64](b, `+document.querySelector('#waterfall .dial rect').getAttribute('width')`),
		eval[float64](b, `+document.querySelector('#waterfall .bar').getAttribute('width')`); dial < .99*op || dial > 1.01*op {
		t.Errorf("the dial is %g wide, the operation %g", dial, op)
	}
	wantText(t, "the note", b.text("#waterfall .note"), "dashed the one that it waited for and did not begin")
	wantText(t, "the topology", b.text("#n-detail"), "4 of 5 peers up")
	b.selectOp(1)
	want(t, "dials of the get", b.count("#waterfall .dial"), 1)
	b.quiet()
}
