package log

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestLines shows a line of every kind that docs/events.md does not.
func TestLines(t *testing.T) {
	const log = `{"t":0,"e":"up","p":"a"}
{"t":0,"e":"up","p":"a-long-name"}
{"t":1,"e":"dialfail","p":"a","q":"b","d":"timed out"}
{"t":2,"e":"disconnect","p":"a","q":"b","id":4}
{"t":2,"e":"accept","p":"a","q":"b","id":-4}
{"t":3,"e":"send","p":"a","q":"b","proto":"224.0.0.251:5353","id":9,"n":33,"h":"0000000000000001","at":-1}
{"t":4,"e":"defer","p":"a","q":"b","ref":9,"at":1000000000}
{"t":5,"e":"defer","p":"a","q":"b","ref":9,"at":-1}
{"t":6,"e":"drop","p":"a","q":"b","ref":10}
{"t":45296000000007,"e":"recv","p":"b","q":"a","proto":"224.0.0.251:5353","ref":9,"n":33}
{"t":400000000000000,"e":"fault","id":1,"at":400060000000000,"d":"partition"}
{"t":400000000000000,"e":"faultend","id":1,"d":"partition"}
{"t":400000000000000,"e":"note","p":"a","q":"b","proto":"x.channel","o":3,"d":"7 units"}
{"t":400000000000000,"e":"note","p":"a","proto":"x.state","d":"\u001b[2J"}
{"t":400000000000000,"e":"opend","p":"a","proto":"x","id":3,"d":"aborted"}
{"t":400000000000000,"e":"down","p":"a","d":"leave"}
`
	const want = `0:00:00.000000000  a         up
0:00:00.000000000  a-long-name  up
0:00:00.000000001  a            dialfail    → b  timed out
0:00:00.000000002  a            disconnect  – b  connection a/4
0:00:00.000000002  a            accept      ← b  connection b/4
0:00:00.000000003  a            send        → b  33 B of 224.0.0.251:5353, message 9, never arrives
0:00:00.000000004  a            defer       → b  message 9 arrives in 999.999996ms
0:00:00.000000005  a            defer       → b  message 9 never arrives
0:00:00.000000006  a            drop        → b  message 10 finds nobody
12:34:56.000000007  b            recv        ← a  33 B of 224.0.0.251:5353, message 9, sent 12h34m56.000000004s ago
111:06:40.000000000               fault       partition, fault 1, for 1m0s
111:06:40.000000000               faultend    partition, fault 1, after 0s
111:06:40.000000000  a            note        x.channel of b: 7 units  op a/3
111:06:40.000000000  a            note        x.state: \x1b[2J
111:06:40.000000000  a            opend       x aborted  op a/3
111:06:40.000000000  a            down        leave
`
	var b strings.Builder
	p := NewPrinter(&b)
	for _, e := range collect(t, log) {
		if err := p.Print(&e); err != nil {
			t.Fatal(err)
		}
	}
	if b.String() != want {
		t.Errorf("got:\n%swant:\n%s", b.String(), want)
	}
}

// TestHostileText: an event of any log is one line of bounded length without a
// character that a terminal obeys.
func TestHostileText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := func(name string) string {
			if rapid.Bool().Draw(t, "long") {
				return strings.Repeat(rapid.String().Draw(t, name), 500)
			}
			return rapid.SampledFrom([]string{"\x1b[2J", "a\nb", "\u202eevil", "\u2028", "\xff\xfe", "ok", "שלום"}).Draw(t, name)
		}
		e := Event{Event: trace.Event{
			Kind: rapid.SampledFrom(Kinds).Draw(t, "kind"), P: s("p"), Q: s("q"), Proto: s("proto"), Detail: s("d"),
		}, Since: -1}
		var b strings.Builder
		if err := NewPrinter(&b).Print(&e); err != nil {
			t.Fatal(err)
		}
		line := strings.TrimSuffix(b.String(), "\n")
		if strings.ContainsAny(line, "\n\r\x1b\u2028\u202e\x7f\x00") || len(line) > 5000 {
			t.Fatalf("%d bytes: %q", len(line), line)
		}
	})
}
