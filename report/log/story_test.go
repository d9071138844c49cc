package log

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

func tell(t *testing.T, log, name string) string {
	t.Helper()
	x, err := NewIndex(Read(strings.NewReader(log)))
	if err != nil {
		t.Fatal(err)
	}
	op, err := x.FindOp(name)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := x.Story(&b, op, Read(strings.NewReader(log)), nil, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestStory: an operation is told across peers, with its failures.
func TestStory(t *testing.T) {
	const want = `x.get#1 (operation a-0/1) of key at a-0: failed: not found, after 4s

           +0s  a-0 begins x.get of key
           +0s  a-0 dials b-1
           +1s  a-0 is connected to b-1, 1s after it dialled
           +1s  a-0 sends b-1 10 B of /x/1, message 1
 +2.000000001s      b-1 reads message 1 from a-0, 1.000000001s after it was sent
 +2.000000001s      b-1 dials c
         +2.5s      b-1 cannot reach c: timed out, 499.999999ms after it dialled
         +2.5s      b-1 sends c 20 B of /y/1, message 1
           +3s      c reads message 1 from b-1, 500ms after it was sent
           +3s      b-1 answers a-0 999.999999ms after it read: 30 B of /x/1, message 2
           +4s  a-0 has the answer of b-1, message 2, 1s after it was sent, 3s after it asked
           +4s  a-0 ends it: failed: not found

3 messages, 60 bytes, 3 of them read; 1 failed of 2 dials
2 requests to 2 other peers: 1 answered, 1 read, with nothing sent back

Where its 4s went, 100 % of it with a reason
           +0s  ▕████████                        ▏ 1s: dials
           +1s  ▕        ████████                ▏ 1.000000001s: messages on the way
 +2.000000001s  ▕                ████            ▏ 499.999999ms: other peers at work
         +2.5s  ▕                    ████████████▏ 1.5s: messages on the way
`
	if got := tell(t, known, "x.get#1"); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
	const unended = `x.get#2 (operation c/1) of other at c: did not end

           +0s  c begins x.get of other
           +0s  c dials a-0
           +0s  c sends b-1 40 B of /x/1, message 1, which does not arrive

1 message, 40 bytes, 0 of them read; 0 failed of 1 dial
1 request to 1 other peer: 1 without an answer; no answer from b-1
`
	if got := tell(t, known, "c/1"); got != unended {
		t.Errorf("got:\n%swant:\n%s", got, unended)
	}
}

// TestStoryOfAnUnlinkedLog: without the operations of messages, all that the peer
// does meanwhile is told, and that this is so.
func TestStoryOfAnUnlinkedLog(t *testing.T) {
	unlinked := strings.NewReplacer(`,"o":1`, "", `,"of":"a-0"`, "").Replace(known)
	got := tell(t, unlinked, "a-0/1")
	for _, want := range []string{
		"This log does not say which message belongs to which operation",
		"a-0 has the answer of b-1",
		"c dials a-0", // which is of another operation, but concerns a-0
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "/y/1") {
		t.Errorf("what others do is told:\n%s", got)
	}
}

// TestHeldBack: faults that concern a message are part of the story.
func TestHeldBack(t *testing.T) {
	const log = `{"t":0,"e":"op","p":"a","proto":"x","id":1}
{"t":0,"e":"send","p":"a","q":"b","proto":"/x","id":1,"s":1,"o":1,"n":1,"h":"00","at":5}
{"t":0,"e":"send","p":"a","q":"b","proto":"/x","id":2,"s":1,"o":1,"n":1,"h":"00","at":5}
{"t":1,"e":"defer","p":"a","q":"b","ref":1,"at":-1}
{"t":3,"e":"defer","p":"a","q":"b","ref":1,"at":8}
{"t":8,"e":"recv","p":"b","q":"a","proto":"/x","ref":1,"s":-1,"n":1}
{"t":9,"e":"opend","p":"a","proto":"x","id":1,"d":"ok"}
`
	const want = `x#1 (operation a/1) at a: ok, after 9ns

           +0s  a begins x
           +0s  a sends b 1 B of /x, message 1
           +0s  a sends b more: 1 B of /x, message 2
          +1ns  a has message 1 to b held back
          +3ns  a has message 1 on its way to b again, it arrives in 5ns
          +8ns      b reads message 1 from a, 8ns after it was sent
          +9ns  a ends it: ok

2 messages, 2 bytes, 1 of them read; 0 failed of 0 dials
1 request to 1 other peer: 1 read, with nothing sent back

Where its 9ns went, 100 % of it with a reason
           +0s  ▕█████████████████               ▏ 5ns: messages on the way
          +5ns  ▕                 ███████████████▏ 4ns: answers that do not come
`
	if got := tell(t, log, "x"); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// TestNobodyThere: so is a message that found nobody.
func TestNobodyThere(t *testing.T) {
	const log = `{"t":0,"e":"op","p":"a","proto":"x","id":1}
{"t":0,"e":"send","p":"a","q":"b","proto":"/x","id":1,"s":1,"o":1,"n":1,"h":"00","at":5}
{"t":5,"e":"drop","p":"a","q":"b","ref":1}
{"t":9,"e":"opend","p":"a","proto":"x","id":1,"d":"failed"}
`
	const want = `x#1 (operation a/1) at a: failed, after 9ns

           +0s  a begins x
           +0s  a sends b 1 B of /x, message 1
          +5ns  a has lost message 1 to b, which is down or has closed the connection
          +9ns  a ends it: failed

1 message, 1 byte, 0 of them read; 0 failed of 0 dials
1 request to 1 other peer: 1 without an answer; no answer from b

Where its 9ns went, 100 % of it with a reason
           +0s  ▕█████████████████               ▏ 5ns: messages on the way
          +5ns  ▕                 ███████████████▏ 4ns: answers that do not come
`
	if got := tell(t, log, "x"); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

func TestFindOp(t *testing.T) {
	x, err := NewIndex(Read(strings.NewReader(known)))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]trace.Nth{"a-0/1": nth("a-0", 1), "c/1": nth("c", 1), "x.get#2": nth("c", 1), "x.*#1": nth("a-0", 1)} {
		if o, err := x.FindOp(name); err != nil || o.Operation() != want {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
	}
	if _, err := x.FindOp("x.get"); err == nil || !strings.Contains(err.Error(), "2 operations; say which, such as x.get#1") {
		t.Errorf("an ambiguous name: %v", err)
	}
	for _, none := range []string{"a-0/2", "b-1/1", "x.get#3", "x"} {
		if _, err := x.FindOp(none); !errors.Is(err, ErrNoOp) {
			t.Errorf("%s: %v", none, err)
		}
	}
}

// TestManySilent: a story of messages that want no answer does not name all peers.
func TestManySilent(t *testing.T) {
	log := `{"t":0,"e":"op","p":"a","proto":"x","id":1}` + "\n"
	for i := range 12 {
		log += fmt.Sprintf(`{"t":0,"e":"send","p":"a","q":"b-%d","proto":"/x","id":%d,"s":%d,"o":1,"n":1,"h":"00","at":5}`+"\n", i, i+1, i+1)
	}
	const want = "12 requests to 12 other peers: 12 without an answer; no answer from b-0, b-1, b-2, b-3, b-4, b-5, b-6, b-7, b-8, b-9, 2 more\n"
	if got := tell(t, log, "x"); !strings.HasSuffix(got, want) {
		t.Errorf("got:\n%swant the end:\n%s", got, want)
	}
}

// TestStoryOfASnapshot: messages that ask for nothing are read, not unanswered, and
// reports to the operation's own peer are no requests of it.
func TestStoryOfASnapshot(t *testing.T) {
	const log = `{"t":0,"e":"op","p":"a","proto":"x.snapshot","id":1}
{"t":0,"e":"send","p":"a","q":"b","proto":"/channel","id":1,"s":1,"o":1,"n":1,"h":"00","at":5}
{"t":5,"e":"recv","p":"b","q":"a","proto":"/channel","ref":1,"s":-1,"n":1}
{"t":5,"e":"send","p":"b","q":"a","proto":"/report","id":1,"s":1,"o":1,"of":"a","n":1,"h":"00","at":9}
{"t":9,"e":"recv","p":"a","q":"b","proto":"/report","ref":1,"s":-1,"n":1}
{"t":9,"e":"opend","p":"a","proto":"x.snapshot","id":1,"d":"ok"}
`
	const want = "1 request to 1 other peer: 1 read, with nothing sent back; others sent to a\n"
	if got := tell(t, log, "a/1"); !strings.Contains(got, "\n"+want) {
		t.Errorf("got:\n%swant in it:\n%s", got, want)
	}
}

// TestStoryOfAWait: an operation that goes on when a dial ends that another began has
// waited for it; one that has a cause of its own has not.
func TestStoryOfAWait(t *testing.T) {
	const log = `{"t":0,"e":"op","p":"a","proto":"x","id":1}
{"t":1,"e":"dial","p":"a","q":"b","o":1}
{"t":2,"e":"op","p":"a","proto":"x","id":2}
{"t":3,"e":"op","p":"a","proto":"x","id":3}
{"t":3,"e":"send","p":"a","q":"c","proto":"/x","id":1,"s":1,"o":3,"n":1,"h":"00","at":5}
{"t":5,"e":"recv","p":"c","q":"a","proto":"/x","ref":1,"s":-1,"n":1}
{"t":5,"e":"send","p":"c","q":"a","proto":"/x","id":1,"s":-1,"o":3,"of":"a","n":1,"h":"00","at":9}
{"t":9,"e":"dialfail","p":"a","q":"b","o":1,"d":"timed out"}
{"t":9,"e":"opend","p":"a","proto":"x","id":1,"d":"failed"}
{"t":9,"e":"send","p":"a","q":"c","proto":"/x","id":2,"s":2,"o":2,"n":1,"h":"00","at":-1}
{"t":9,"e":"opend","p":"a","proto":"x","id":2,"d":"ok"}
{"t":9,"e":"recv","p":"a","q":"c","proto":"/x","ref":1,"s":1,"n":1}
{"t":9,"e":"opend","p":"a","proto":"x","id":3,"d":"ok"}
{"t":9,"e":"op","p":"a","proto":"x","id":4}
{"t":9,"e":"opend","p":"a","proto":"x","id":4,"d":"ok"}
`
	const want = "          +7ns  a has waited for its dial of b, which operation a/1 began 1ns before this one: timed out after 8ns\n"
	for op, waited := range map[string]bool{"a/1": false, "a/2": true, "a/3": false, "a/4": false} {
		got := tell(t, log, op)
		if strings.Contains(got, "has waited") != waited || waited && strings.Count(got, want) != 1 {
			t.Errorf("operation %s:\n%s", op, got)
		}
		if waited && !strings.Contains(got, "0 failed of 0 dials; waited for 1 dial that it did not begin") {
			t.Errorf("operation %s:\n%s", op, got)
		}
	}
}
