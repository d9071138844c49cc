package log

import (
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestStoryTellsOfSpans: the spans of protocols stand between the events of the
// fabric, in the order of time, with the names of the peers in them.
func TestStoryTellsOfSpans(t *testing.T) {
	l := knownRun(t, t.TempDir())
	x, err := NewIndex(l.Events())
	if err != nil {
		t.Fatal(err)
	}
	op, err := x.FindOp("a-0/1")
	if err != nil {
		t.Fatal(err)
	}
	peers, _, err := l.Peers()
	if err != nil {
		t.Fatal(err)
	}
	own := []trace.Span{{Start: 5.1e9, End: 5.1e9, P: "a-0", Name: "After", Scope: "kad", Attributes: []trace.Attribute{{Key: "to", Value: "12D3Koob-1"}}}}
	for s, err := range l.Spans() {
		if err != nil {
			t.Fatal(err)
		}
		if s.Operation() == op.Operation() {
			own = append(own, *s)
		}
	}
	var b strings.Builder
	if err := x.Story(&b, op, l.Events(), own, peers); err != nil {
		t.Fatal(err)
	}
	const want = `x.get#1 (operation a-0/1) of key at a-0: failed: not found, after 4s

           +0s  a-0 begins x.get of key
           +0s  a-0 enters Lookup of kad
           +0s  a-0 dials b-1
           +1s  a-0 is connected to b-1, 1s after it dialled
           +1s  a-0 enters Ask of kad
           +1s  a-0 sends b-1 10 B of /x/1, message 1
         +1.5s  a-0 enters OfOneThatDidNotEnd of kad
         +1.6s  a-0 leaves OfOneThatDidNotEnd, after 100ms
 +2.000000001s      b-1 reads message 1 from a-0, 1.000000001s after it was sent
 +2.000000001s      b-1 dials c
         +2.1s      b-1 enters Asked of kad
         +2.2s      b-1 leaves Asked, after 100ms
         +2.2s      b-1 enters Serve of kad
         +2.3s      b-1 leaves Serve, after 100ms
         +2.5s      b-1 cannot reach c: timed out, 499.999999ms after it dialled
         +2.5s      b-1 sends c 20 B of /y/1, message 1
           +3s      c reads message 1 from b-1, 500ms after it was sent
           +3s      b-1 answers a-0 999.999999ms after it read: 30 B of /x/1, message 2
           +4s  a-0 has the answer of b-1, message 2, 1s after it was sent, 3s after it asked
           +4s  a-0 leaves Ask, after 3s: error: no
           +4s  a-0 leaves Lookup, after 4s
           +4s  a-0 ends it: failed: not found
         +4.1s  a-0 passes After of kad (to b-1)

3 messages, 60 bytes, 3 of them read; 1 failed of 2 dials
2 requests to 2 other peers: 1 answered, 1 read, with nothing sent back

Where its 4s went, 100 % of it with a reason
           +0s  ▕████████                        ▏ 1s: dials
           +1s  ▕        ████████                ▏ 1.000000001s: messages on the way
 +2.000000001s  ▕                ████            ▏ 499.999999ms: other peers at work
         +2.5s  ▕                    ████████████▏ 1.5s: messages on the way
`
	if b.String() != want {
		t.Errorf("got:\n%swant:\n%s", b.String(), want)
	}
}
