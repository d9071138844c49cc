package trace

import (
	"strings"
	"testing"
	"time"
)

// TestValidator gives logs that could not have happened.
func TestValidator(t *testing.T) {
	const up = `{"t":0,"e":"up","p":"a"}
{"t":0,"e":"up","p":"b"}
`
	const sent = up + `{"t":1,"e":"send","p":"a","q":"b","id":1,"s":1,"n":3,"h":"0000000000000001","at":5}
`
	const two = sent + `{"t":1,"e":"send","p":"a","q":"b","id":2,"s":1,"n":3,"h":"00","at":5}
`
	const unknown = up + `{"t":1,"e":"send","p":"a","q":"b","id":1,"s":1,"n":3,"h":"0000000000000001"}
`
	const met = up + `{"t":1,"e":"dial","p":"a","q":"b"}
{"t":5,"e":"connect","p":"a","q":"b","id":1}
`
	const accept = `{"t":9,"e":"accept","p":"b","q":"a","id":-1}
`
	for _, tt := range []struct{ why, log, want string }{
		{"a log in order", sent + `{"t":5,"e":"recv","p":"b","q":"a","ref":1,"s":-1,"n":3}`, ""},
		{"a peer that went down and came back", up + `{"t":1,"e":"down","p":"a"}` + "\n" + `{"t":2,"e":"up","p":"a"}`, ""},
		{"read before it arrived", sent + `{"t":4,"e":"recv","p":"b","q":"a","ref":1,"s":-1,"n":3}`, "before it arrives"},
		{"read by another", sent + `{"t":5,"e":"recv","p":"b","q":"a","ref":1,"s":-2,"n":3}`, "another"},
		{"read twice", sent + strings.Repeat(`{"t":5,"e":"recv","p":"b","q":"a","ref":1,"s":-1,"n":3}`+"\n", 2), "twice"},
		{"never sent", up + `{"t":5,"e":"recv","p":"b","q":"a","ref":7,"s":-1,"n":3}`, "nobody sent"},
		{"time goes back", sent + `{"t":0,"e":"dial","p":"a","q":"b"}`, "time goes back"},
		{"sent while down", sent + `{"t":2,"e":"down","p":"a"}` + "\n" + `{"t":3,"e":"send","p":"a","q":"b","id":2,"s":1,"n":3,"h":"00","at":5}`, "down"},
		{"up twice", up + `{"t":2,"e":"up","p":"a"}`, "twice"},
		{"numbers repeat", sent + `{"t":2,"e":"send","p":"a","q":"b","id":1,"s":1,"n":3,"h":"00","at":5}`, "after message 1"},
		{"it is read in its reader's next life", sent + `{"t":5,"e":"down","p":"b"}` + "\n" + `{"t":6,"e":"up","p":"b"}` + "\n" + `{"t":6,"e":"recv","p":"b","q":"a","ref":1,"s":-1,"n":3}`, "before it went down"},
		{"a stream's messages are read in order", two + `{"t":6,"e":"recv","p":"b","q":"a","ref":1,"s":-1,"n":3}` + "\n" + `{"t":6,"e":"recv","p":"b","q":"a","ref":2,"s":-1,"n":3}`, ""},
		{"they are not", two + `{"t":6,"e":"recv","p":"b","q":"a","ref":2,"s":-1,"n":3}` + "\n" + `{"t":6,"e":"recv","p":"b","q":"a","ref":1,"s":-1,"n":3}`, "message 1 of stream a/1 after message 2"},
		{"what does not arrive is read", up + `{"t":1,"e":"send","p":"a","q":"b","id":1,"s":1,"n":3,"h":"00","at":-1}` + "\n" + `{"t":5,"e":"recv","p":"b","q":"a","ref":1,"s":-1,"n":3}`, "does not arrive"},
		{"nothing is sent", up + `{"t":1,"e":"send","p":"a","q":"b","id":1,"s":1,"h":"00","at":5}`, "has 0 bytes"},
		{"arrives before it is sent", up + `{"t":9,"e":"send","p":"a","q":"b","id":1,"s":1,"n":3,"h":"00","at":5}`, "before it is sent"},
		{"arrives later, and is read then", sent + `{"t":2,"e":"defer","p":"a","q":"b","ref":1,"at":9}` + "\n" + `{"t":9,"e":"recv","p":"b","q":"a","ref":1,"s":-1,"n":3}`, ""},
		{"arrives later, and is read before", sent + `{"t":2,"e":"defer","p":"a","q":"b","ref":1,"at":9}` + "\n" + `{"t":6,"e":"recv","p":"b","q":"a","ref":1,"s":-1,"n":3}`, "before it arrives at 9"},
		{"what is not on its way arrives later", sent + `{"t":2,"e":"defer","p":"b","q":"a","ref":1,"at":9}`, "not on its way"},
		{"arrives later, which is over", sent + `{"t":6,"e":"defer","p":"a","q":"b","ref":1,"at":5}`, "which is over"},
		{"quicker than anything", up + `{"t":1,"e":"send","p":"a","q":"b","id":1,"s":1,"n":3,"h":"00","at":4}`, "message 1 takes 3 ns, less than anything from a to b"},
		{"quicker than anything, the second time", sent + `{"t":4,"e":"defer","p":"a","q":"b","ref":1,"at":7}`, "arrives 3 ns after"},
		{"a connection", up + `{"t":1,"e":"dial","p":"a","q":"b"}` + "\n" + `{"t":5,"e":"connect","p":"a","q":"b","id":1}`, ""},
		{"a connection that is too quick", up + `{"t":1,"e":"dial","p":"a","q":"b"}` + "\n" + `{"t":4,"e":"connect","p":"a","q":"b","id":1}`, "after 3 ns"},
		{"a connection that nobody dialled", up + `{"t":5,"e":"connect","p":"a","q":"b","id":1}`, "does not dial"},
		{"one dial, two ends", up + `{"t":1,"e":"dial","p":"a","q":"b"}` + "\n" + strings.Repeat(`{"t":5,"e":"dialfail","p":"a","q":"b","d":"x"}`+"\n", 2), "does not dial"},
		{"what nobody has begun", up + `{"t":1,"e":"dial","p":"a","q":"b","o":1}`, "operation a/1, which nobody has begun"},
		{"a note", up + `{"t":1,"e":"note","p":"a","q":"b","proto":"x.state","d":"7"}`, ""},
		{"a note of nobody's operation", up + `{"t":1,"e":"note","p":"a","proto":"x.state","o":3,"d":"7"}`, "operation a/3, which nobody has begun"},
		{"a note of who is down", `{"t":1,"e":"note","p":"a","proto":"x.state","d":"7"}`, "while it is down"},
		{"operations repeat", up + strings.Repeat(`{"t":1,"e":"op","p":"a","proto":"x","id":1}`+"\n", 2), "after operation 1"},
		{"another ends it", up + `{"t":1,"e":"op","p":"a","proto":"x","id":1}` + "\n" + `{"t":2,"e":"opend","p":"b","proto":"x","id":1}`, "not begun"},
		{"a connection ends", up + `{"t":1,"e":"dial","p":"a","q":"b"}` + "\n" + `{"t":5,"e":"connect","p":"a","q":"b","id":1}` + "\n" + `{"t":6,"e":"disconnect","p":"a","q":"b","id":1}`, ""},
		{"the other end names it", up + `{"t":1,"e":"dial","p":"a","q":"b"}` + "\n" + `{"t":5,"e":"connect","p":"a","q":"b","id":1}` + "\n" + `{"t":6,"e":"disconnect","p":"b","q":"a","id":1}`, "which there is not"},
		{"both its ends end", met + accept + `{"t":9,"e":"disconnect","p":"b","q":"a","id":-1}` + "\n" + `{"t":9,"e":"disconnect","p":"a","q":"b","id":1}`, ""},
		{"the dialler's ends before the other begins", met + `{"t":6,"e":"disconnect","p":"a","q":"b","id":1}` + "\n" + accept, ""},
		{"an end ends twice", met + accept + strings.Repeat(`{"t":9,"e":"disconnect","p":"b","q":"a","id":-1}`+"\n", 2), "which there is not"},
		{"an end that is not accepted", met + `{"t":9,"e":"disconnect","p":"b","q":"a","id":-1}`, "which there is not"},
		{"a dial over a transport that was given up", up + `{"t":1,"e":"dial","p":"a","q":"b","proto":"quic-v1"}` + "\n" + `{"t":5,"e":"dialfail","p":"a","q":"b","proto":"quic-v1","d":"context canceled"}` + "\n" +
			`{"t":9,"e":"accept","p":"b","q":"a","proto":"quic-v1","id":-1}` + "\n" + `{"t":9,"e":"disconnect","p":"b","q":"a","proto":"quic-v1","id":-1}`, ""},
		{"one that was given up, accepted twice", up + `{"t":1,"e":"dial","p":"a","q":"b","proto":"quic-v1"}` + "\n" + `{"t":5,"e":"dialfail","p":"a","q":"b","proto":"quic-v1","d":"context canceled"}` + "\n" +
			`{"t":9,"e":"accept","p":"b","q":"a","proto":"quic-v1","id":-1}` + "\n" + `{"t":9,"e":"accept","p":"b","q":"a","proto":"quic-v1","id":-2}`, "which there is not"},
		{"one that was given up of another transport", up + `{"t":1,"e":"dial","p":"a","q":"b","proto":"tcp"}` + "\n" + `{"t":5,"e":"dialfail","p":"a","q":"b","proto":"tcp","d":"x"}` + "\n" +
			`{"t":9,"e":"accept","p":"b","q":"a","proto":"quic-v1","id":-1}`, "which there is not"},
		{"one that was given up, accepted sooner than anything gets there", up + `{"t":1,"e":"dial","p":"a","q":"b","proto":"quic-v1"}` + "\n" + `{"t":2,"e":"dialfail","p":"a","q":"b","proto":"quic-v1","d":"x"}` + "\n" +
			`{"t":3,"e":"accept","p":"b","q":"a","proto":"quic-v1","id":-1}`, "2 ns after it begins"},
		{"one that was given up, accepted an hour later", up + `{"t":1,"e":"dial","p":"a","q":"b","proto":"quic-v1"}` + "\n" + `{"t":5,"e":"dialfail","p":"a","q":"b","proto":"quic-v1","d":"x"}` + "\n" +
			`{"t":3600000000000,"e":"accept","p":"b","q":"a","proto":"quic-v1","id":-1}`, "which there is not"},
		{"a dial that was given up, over no transport", up + `{"t":1,"e":"dial","p":"a","q":"b"}` + "\n" + `{"t":5,"e":"dialfail","p":"a","q":"b","d":"x"}` + "\n" + accept, "which there is not"},
		{"a second connection of one dial", up + `{"t":1,"e":"dial","p":"a","q":"b","proto":"quic-v1"}` + "\n" + `{"t":5,"e":"connect","p":"a","q":"b","proto":"quic-v1","id":1}` + "\n" +
			`{"t":9,"e":"accept","p":"b","q":"a","proto":"quic-v1","id":-1}` + "\n" + `{"t":9,"e":"accept","p":"b","q":"a","proto":"quic-v1","id":-2}`, "which there is not"},
		{"accepted twice", met + accept + accept, "twice"},
		{"accepted too early", met + `{"t":8,"e":"accept","p":"b","q":"a","id":-1}`, "3 ns after it begins"},
		{"accepted by another", met + `{"t":9,"e":"accept","p":"a","q":"b","id":-1}`, "which there is not"},
		{"it is another protocol's", sent + `{"t":5,"e":"recv","p":"b","q":"a","proto":"/x","ref":1,"s":-1,"n":3}`, "another"},
		{"it finds nobody", sent + `{"t":5,"e":"drop","p":"a","q":"b","ref":1}`, ""},
		{"nobody knew when it would, and it finds nobody", unknown + `{"t":5,"e":"drop","p":"a","q":"b","ref":1}`, ""},
		{"nobody knew, and it finds nobody too early", unknown + `{"t":4,"e":"drop","p":"a","q":"b","ref":1}`, "dropped 3 ns after"},
		{"it finds nobody, and is read", sent + `{"t":5,"e":"drop","p":"a","q":"b","ref":1}` + "\n" + `{"t":5,"e":"recv","p":"b","q":"a","ref":1,"s":-1,"n":3}`, "nobody sent"},
		{"it finds nobody before it arrives", sent + `{"t":4,"e":"drop","p":"a","q":"b","ref":1}`, "arrives at 5"},
		{"what is not on its way finds nobody", sent + `{"t":5,"e":"drop","p":"b","q":"a","ref":1}`, "not on its way"},
		{"a connection ends that never began", up + `{"t":6,"e":"disconnect","p":"a","q":"b","id":1}`, "which there is not"},
		{"a fault", `{"t":1,"e":"fault","id":1,"at":9,"d":"x"}` + "\n" + `{"t":2,"e":"faultend","id":1,"d":"x"}`, ""},
		{"a fault of a peer that is down", up + `{"t":1,"e":"down","p":"a"}` + "\n" + `{"t":1,"e":"fault","p":"a","id":1,"d":"x"}`, ""},
		{"faults repeat", strings.Repeat(`{"t":1,"e":"fault","id":1,"d":"x"}`+"\n", 2), "after fault 1"},
		{"a fault that nobody began is over", `{"t":2,"e":"faultend","id":1,"d":"x"}`, "does not last"},
		{"a fault is over twice", `{"t":1,"e":"fault","id":1,"d":"x"}` + "\n" + strings.Repeat(`{"t":2,"e":"faultend","id":1,"d":"x"}`+"\n", 2), "does not last"},
		{"another fault is over", `{"t":1,"e":"fault","id":1,"d":"x"}` + "\n" + `{"t":2,"e":"faultend","id":1,"d":"y"}`, "does not last"},
		{"a fault is to end before it begins", `{"t":2,"e":"fault","id":1,"at":1,"d":"x"}`, "before it begins"},
		{"an operation ends that did not begin", up + `{"t":2,"e":"opend","p":"a","proto":"x","id":1}`, "not begun"},
	} {
		v := Validator{Least: func(e *Event) time.Duration { return 4 }}
		var got error
		for line := range strings.Lines(tt.log) {
			e, err := ParseEvent([]byte(line))
			if err != nil {
				t.Fatalf("%s: %v", tt.why, err)
			}
			if got = v.Add(&e); got != nil {
				break
			}
		}
		if tt.want == "" && got != nil || tt.want != "" && (got == nil || !strings.Contains(got.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.why, got, tt.want)
		}
	}
}
