package log

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestEventsKnowTheirBeginning: an end says when its operation, dial or message
// began, and for which operation.
func TestEventsKnowTheirBeginning(t *testing.T) {
	var got strings.Builder
	for _, e := range collect(t, known) {
		if e.Since >= 0 || e.Op != 0 {
			fmt.Fprintf(&got, "%d %s since %d for %s#%d\n", e.Line, e.Kind, e.Since, e.OpName, e.OpNth)
		}
	}
	const want = `4 op since -1 for x.get#1
5 dial since -1 for x.get#1
6 connect since 1000000000 for x.get#1
7 send since -1 for x.get#1
8 recv since 2000000000 for x.get#1
9 dial since -1 for x.get#1
10 dialfail since 3000000001 for x.get#1
11 send since -1 for x.get#1
12 recv since 3500000000 for x.get#1
13 send since -1 for x.get#1
14 op since -1 for x.get#2
15 dial since -1 for x.get#2
16 send since -1 for x.get#2
17 recv since 4000000000 for x.get#1
18 opend since 1000000000 for x.get#1
`
	if got.String() != want {
		t.Errorf("got:\n%swant:\n%s", got.String(), want)
	}
}

// TestDialsAreToldApart: two dials of the same peers end in the order in which
// they began, unless the end says whose it is.
func TestDialsAreToldApart(t *testing.T) {
	const log = `{"t":0,"e":"dial","p":"a","q":"b","o":1}
{"t":1,"e":"dial","p":"a","q":"b","o":1,"of":"c"}
{"t":2,"e":"dial","p":"a","q":"b"}
{"t":5,"e":"dialfail","p":"a","q":"b","o":1,"of":"c","d":"x"}
{"t":6,"e":"connect","p":"a","q":"b","id":1}
{"t":7,"e":"down","p":"a","d":"crash"}
{"t":8,"e":"connect","p":"a","q":"b","id":2}
`
	events := collect(t, log)
	for i, want := range map[int]begun{3: {t: 1, op: nth("c", 1)}, 4: {t: 0, op: nth("a", 1)}, 6: {t: -1, op: trace.Nth{}}} {
		if e := events[i]; e.Since != want.t || e.Operation() != want.op {
			t.Errorf("line %d: since %d for %v, want %v", i+1, e.Since, e.Operation(), want)
		}
	}
}

// TestMemoryForgets: of ended things nothing is kept but the names of operations.
func TestMemoryForgets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m memory
		unread := map[trace.Nth]bool{}
		for line := range strings.Lines(drawLog(t)) {
			parsed, err := trace.ParseEvent([]byte(line))
			if err != nil {
				t.Fatal(err)
			}
			m.complete(&Event{Event: parsed})
			switch parsed.Kind {
			case trace.Send:
				unread[parsed.Message()] = true
			case trace.Recv:
				delete(unread, parsed.Message())
			}
		}
		if len(m.sent) != len(unread) {
			t.Fatalf("%d messages are kept, %d are unread", len(m.sent), len(unread))
		}
		for pair, open := range m.dials {
			if len(open) == 0 {
				t.Fatalf("no dials of %v are kept", pair)
			}
		}
	})
}
