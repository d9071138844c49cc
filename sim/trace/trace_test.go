package trace

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestEventRoundTrip: an event survives its canonical form, whatever its strings.
func TestEventRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := func(name string) string { return rapid.String().Draw(t, name) }
		e := Event{
			T: rapid.Int64Min(0).Draw(t, "t"), Kind: Send, P: s("p"), Q: s("q"), Proto: s("proto"),
			ID: rapid.Int64().Draw(t, "id"), Stream: rapid.Int64().Draw(t, "s"), Size: rapid.Int().Draw(t, "n"),
			Digest: rapid.Uint64().Draw(t, "h"), Arrive: rapid.Int64().Draw(t, "at"), Detail: s("d"),
		}
		line := e.AppendJSON(nil)
		if bytes.Count(line, []byte("\n")) != 1 {
			t.Fatalf("not one line: %q", line)
		}
		got, err := ParseEvent(line)
		if err != nil || got != e {
			t.Fatalf("%s: got %+v, %v, want %+v", line, got, err, e)
		}
	})
}

func TestSampleRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Sample{
			T: rapid.Int64().Draw(t, "t"), Metric: "a.b", Peer: "p-1", Key: "k",
			Value: rapid.Float64Range(-1e300, 1e300).Draw(t, "value"),
		}
		csv := append([]byte(MetricsHeader+"\n"), s.AppendCSV(nil)...)
		if err := ReadSamples(bytes.NewReader(csv), func(got Sample) error {
			if got != s {
				t.Fatalf("got %+v, want %+v", got, s)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzParseEvent(f *testing.F) {
	f.Add([]byte(`{"t":1,"e":"send","p":"a","q":"b","id":1,"s":1,"n":3,"h":"0123456789abcdef","at":2}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := ParseEvent(line)
		if err != nil {
			return
		}
		again, err := ParseEvent(e.AppendJSON(nil))
		if err != nil {
			t.Fatalf("its own form does not parse: %v", err)
		}
		if e.Kind == Send && again != e {
			t.Fatalf("%+v became %+v", e, again)
		}
	})
}

// TestValidator gives logs that could not have happened.
func TestValidator(t *testing.T) {
	const up = `{"t":0,"e":"up","p":"a"}
{"t":0,"e":"up","p":"b"}
`
	const sent = up + `{"t":1,"e":"send","p":"a","q":"b","id":1,"s":1,"n":3,"h":"0000000000000001","at":5}
`
	for _, tt := range []struct{ why, log, want string }{
		{"a log in order", sent + `{"t":5,"e":"recv","p":"b","q":"a","ref":1,"s":1,"n":3}`, ""},
		{"a peer that went down and came back", up + `{"t":1,"e":"down","p":"a"}` + "\n" + `{"t":2,"e":"up","p":"a"}`, ""},
		{"read before it arrived", sent + `{"t":4,"e":"recv","p":"b","q":"a","ref":1,"s":1,"n":3}`, "before it arrives"},
		{"read by another", sent + `{"t":5,"e":"recv","p":"a","q":"b","ref":1,"s":1,"n":3}`, "another"},
		{"read twice", sent + strings.Repeat(`{"t":5,"e":"recv","p":"b","q":"a","ref":1,"s":1,"n":3}`+"\n", 2), "twice"},
		{"never sent", up + `{"t":5,"e":"recv","p":"b","q":"a","ref":7,"s":1,"n":3}`, "nobody sent"},
		{"time goes back", sent + `{"t":0,"e":"dial","p":"a","q":"b"}`, "time goes back"},
		{"sent while down", sent + `{"t":2,"e":"down","p":"a"}` + "\n" + `{"t":3,"e":"send","p":"a","q":"b","id":2,"s":1,"n":3,"h":"00","at":5}`, "down"},
		{"up twice", up + `{"t":2,"e":"up","p":"a"}`, "twice"},
		{"numbers repeat", sent + `{"t":2,"e":"send","p":"a","q":"b","id":1,"s":1,"n":3,"h":"00","at":5}`, "after message 1"},
		{"an operation ends that did not begin", up + `{"t":2,"e":"opend","p":"a","proto":"x","id":1}`, "not begun"},
	} {
		var v Validator
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
