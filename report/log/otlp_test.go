package log

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/trace"
)

// unhex turns the IDs of OTLP JSON, which are hex, into those of protobuf's JSON,
// which are base64. Everything else is the same.
func unhex(v any) error {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if err := unhex(x); err != nil {
				return err
			}
		}
	case map[string]any:
		for k, x := range v {
			size := map[string]int{"traceId": 16, "spanId": 8, "parentSpanId": 8}[k]
			if size == 0 {
				if err := unhex(x); err != nil {
					return err
				}
				continue
			}
			id, err := hex.DecodeString(x.(string))
			if err != nil || len(id) != size || x != strings.ToLower(x.(string)) {
				return fmt.Errorf("%s is %q, want %d bytes in hex", k, x, size)
			}
			v[k] = base64.StdEncoding.EncodeToString(id)
		}
	}
	return nil
}

// A span is one of OpenTelemetry's with the peer that it is of.
type span struct {
	*tracepb.Span
	peer, group string
	scope       string
	start, end  time.Duration
}

func (s span) attribute(key string) string {
	for _, kv := range s.Attributes {
		if kv.Key == key {
			return kv.Value.String()
		}
	}
	return ""
}

// readOTLP parses each line with the protocol's own types and returns its spans.
// An ExportTraceServiceRequest has the form of a TracesData.
func readOTLP(text string) (traces [][]span, err error) {
	for line := range strings.Lines(text) {
		var any any
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		if err := d.Decode(&any); err != nil {
			return nil, err
		}
		if err := unhex(any); err != nil {
			return nil, err
		}
		proto, err := json.Marshal(any)
		if err != nil {
			return nil, err
		}
		var data tracepb.TracesData
		if err := (protojson.UnmarshalOptions{}).Unmarshal(proto, &data); err != nil {
			return nil, err
		}
		var spans []span
		for _, r := range data.ResourceSpans {
			about := map[string]string{}
			for _, kv := range r.Resource.Attributes {
				about[kv.Key] = kv.Value.GetStringValue()
			}
			for _, scope := range r.ScopeSpans {
				for _, s := range scope.Spans {
					since := func(ns uint64) time.Duration {
						return time.Duration(int64(ns) - Epoch.UnixNano())
					}
					spans = append(spans, span{s, about["service.instance.id"], about["service.name"], scope.Scope.Name, since(s.StartTimeUnixNano), since(s.EndTimeUnixNano)})
				}
			}
		}
		traces = append(traces, spans)
	}
	return traces, nil
}

func exportOTLP(t testing.TB, x Export) ([][]span, string) {
	t.Helper()
	var out strings.Builder
	n, err := x.OTLP(&out)
	if err != nil {
		t.Fatal(err)
	}
	traces, err := readOTLP(out.String())
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(traces)) != n {
		t.Fatalf("%d traces, but the count is %d", len(traces), n)
	}
	return traces, out.String()
}

// TestWaitsOfAll: what an operation waited for is found from the whole log, whatever is
// exported of it.
func TestWaitsOfAll(t *testing.T) {
	l := newRun(t, t.TempDir(), known, trace.Manifest{Scenario: "known", Seed: 7})
	some := everything(t)
	some.kinds = []trace.EventKind{trace.OpStart, trace.OpEnd}
	var got [2]string
	for i, f := range []*Filter{everything(t), some} {
		traces, _ := exportOTLP(t, Export{Log: l, Filter: f})
		for _, spans := range traces {
			for _, s := range spans {
				if strings.HasPrefix(s.Name, "waits for ") {
					got[i] += fmt.Sprintln(s.Name, s.start, s.end)
				}
			}
		}
	}
	if got[0] == "" || got[0] != got[1] {
		t.Errorf("of all events:\n%sof some:\n%s", got[0], got[1])
	}
}

// TestOTLPTellsTheStory compares the spans of the known log with its events.
func TestOTLPTellsTheStory(t *testing.T) {
	l := newRun(t, t.TempDir(), known, trace.Manifest{Scenario: "known", Seed: 7})
	traces, text := exportOTLP(t, Export{Log: l, Filter: everything(t)})
	var got strings.Builder
	for _, spans := range traces {
		name := map[string]string{}
		for _, s := range spans {
			name[string(s.SpanId)] = fmt.Sprintf("%s@%s", s.Name, s.peer)
		}
		for _, s := range spans {
			fmt.Fprintf(&got, "%s@%s %v-%v %s", s.Name, s.peer, s.start, s.end, strings.ToLower(strings.TrimPrefix(s.Kind.String(), "SPAN_KIND_")))
			if len(s.ParentSpanId) > 0 {
				fmt.Fprintf(&got, " below %s", name[string(s.ParentSpanId)])
			}
			if s.Status.GetCode() == tracepb.Status_STATUS_CODE_ERROR {
				fmt.Fprintf(&got, " error: %s", s.Status.Message)
			}
			fmt.Fprintf(&got, " events %d\n", len(s.Events))
		}
	}
	const want = `x.get@c 4.5s-6s internal error: did not end events 0
dial@c 4.5s-6s client below x.get@c error: did not end events 0
/x/1@c 4.5s-4.5s producer below x.get@c error: did not arrive events 1
x.get@a-0 1s-5s internal error: failed: not found events 0
dial@a-0 1s-2s client below x.get@a-0 events 0
/x/1@a-0 2s-5s client below x.get@a-0 events 2
waits for dials@a-0 1s-2s internal below x.get@a-0 events 0
waits for messages on the way@a-0 2s-3.000000001s internal below x.get@a-0 events 0
waits for other peers at work@a-0 3.000000001s-3.5s internal below x.get@a-0 events 0
waits for messages on the way@a-0 3.5s-5s internal below x.get@a-0 events 0
/x/1@b-1 3.000000001s-4s server below /x/1@a-0 events 2
dial@b-1 3.000000001s-3.5s client below /x/1@b-1 error: timed out events 0
/y/1@b-1 3.5s-3.5s producer below /x/1@b-1 events 1
/y/1@c 4s-4s consumer below /y/1@b-1 events 1
`
	if got.String() != want {
		t.Errorf("got:\n%swant:\n%s", got.String(), want)
	}
	for _, s := range []string{
		`"startTimeUnixNano":"946684801000000000"`, // 2000-01-01T00:00:01Z
		`"key":"service.name","value":{"stringValue":"b"}`,
		`"key":"service.instance.id","value":{"stringValue":"b-1"}`,
		`"key":"service.namespace","value":{"stringValue":"known"}`,
		`"key":"libp2p.stream","value":{"stringValue":"a-0/1"}`,
	} {
		if !strings.Contains(text, s) {
			t.Errorf("no %s in\n%s", s, text)
		}
	}
}

// TestOTLP: of any log the trace is a tree with one root, IDs are unique, time
// does not go back, and all operations have one.
func TestOTLP(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		text := drawLog(rt)
		l := newRun(t, dir, text, trace.Manifest{Seed: 3})
		traces, out := exportOTLP(t, Export{Log: l, Filter: everything(t)})
		if _, again := exportOTLP(t, Export{Log: l, Filter: everything(t)}); out != again {
			rt.Fatal("a second export differs")
		}
		events := collect(t, text)
		ops, messages := 0, map[string]int{}
		for _, e := range events {
			if e.Kind == trace.OpStart {
				ops++
			}
			if e.Kind == trace.Send || e.Kind == trace.Recv || e.Kind == trace.Note {
				messages[e.Operation().String()]++
			}
		}
		if len(traces) != ops {
			rt.Fatalf("%d traces of %d operations", len(traces), ops)
		}
		seen := map[string]bool{}
		for _, spans := range traces {
			byID := map[string]span{}
			roots := 0
			for _, s := range spans {
				if seen[string(s.SpanId)] || !bytes.Equal(s.TraceId, spans[0].TraceId) {
					rt.Fatalf("span %x of trace %x comes twice, or in another's trace", s.SpanId, s.TraceId)
				}
				seen[string(s.SpanId)] = true
				byID[string(s.SpanId)] = s
				if s.end < s.start || s.start < 0 {
					rt.Fatalf("%s at %s ends at %v, before %v", s.Name, s.peer, s.end, s.start)
				}
			}
			told := 0
			for _, s := range spans {
				told += len(s.Events)
				if len(s.ParentSpanId) == 0 {
					roots++
				} else if above, ok := byID[string(s.ParentSpanId)]; !ok || above.start > s.start {
					rt.Fatalf("%s at %s, from %v, is below %+v", s.Name, s.peer, s.start, above)
				} else if len(above.ParentSpanId) == 0 {
					continue // of a peer that acts without having been asked
				} else if serves := s.Kind == tracepb.Span_SPAN_KIND_SERVER || s.Kind == tracepb.Span_SPAN_KIND_CONSUMER; serves == (above.peer == s.peer) && above.attribute("server.address") != fmt.Sprintf("string_value:%q", s.peer) {
					rt.Fatalf("%s (%v) at %s is below %s (%v) at %s", s.Name, s.Kind, s.peer, above.Name, above.Kind, above.peer)
				}
			}
			var id string
			for _, kv := range spans[0].Attributes {
				if kv.Key == "sim.operation.id" {
					id = kv.Value.GetStringValue()
				}
			}
			name, err := trace.ParseNth(id)
			if err != nil {
				rt.Fatal(err)
			}
			if want := trace.TraceID(3, name); roots != 1 || !bytes.Equal(spans[0].TraceId, want[:]) {
				rt.Fatalf("%d roots, trace %x, want %x", roots, spans[0].TraceId, want)
			}
			if told > messages[id] {
				rt.Fatalf("operation %s: %d events of %d messages", id, told, messages[id])
			}
		}
	})
}

// TestOTLPLimits: a trace that is too large says how much it left out.
func TestOTLPLimits(t *testing.T) {
	e := trace.Event{Kind: trace.Up, P: "a"}
	b := e.AppendJSON(nil)
	e = trace.Event{Kind: trace.OpStart, P: "a", Proto: "x", ID: 1}
	b = e.AppendJSON(b)
	for i := range int64(maxLegs + maxEvents + 4) {
		e = trace.Event{Kind: trace.Send, P: "a", Q: "b", Proto: "/x", ID: i + 1, Stream: max(1, i-maxEvents), Size: 1, Op: 1, Arrive: -1}
		b = e.AppendJSON(b)
	}
	traces, text := exportOTLP(t, Export{Log: newRun(t, t.TempDir(), string(b), trace.Manifest{}), Filter: everything(t)})
	if n := len(traces[0]); n != maxLegs+1 {
		t.Errorf("%d spans, want %d", n, maxLegs+1)
	}
	for _, want := range []string{`{"key":"sim.dropped_spans","value":{"intValue":"3"}}`, `"droppedEventsCount":2`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

// TestOTLPNotes: a protocol's note is an event of the span in which its peer is, or
// of the operation's.
func TestOTLPNotes(t *testing.T) {
	const log = `{"t":0,"e":"op","p":"a","proto":"x","id":1}
{"t":0,"e":"note","p":"a","proto":"x.state","o":1,"d":"7 units"}
{"t":1,"e":"send","p":"a","q":"b","proto":"/x","id":1,"s":1,"o":1,"n":1,"h":"00","at":2}
{"t":2,"e":"recv","p":"b","q":"a","proto":"/x","ref":1,"s":-1,"n":1}
{"t":2,"e":"note","p":"b","proto":"x.state","o":1,"of":"a","d":"8 units"}
{"t":5,"e":"note","p":"b","q":"c","proto":"x.channel","o":1,"of":"a","d":"9 units"}
`
	traces, _ := exportOTLP(t, Export{Log: newRun(t, t.TempDir(), log, trace.Manifest{}), Filter: everything(t)})
	var got []string
	for _, s := range traces[0] {
		for _, e := range s.Events {
			if e.Name == "rpc.message" {
				continue
			}
			note := fmt.Sprintf("%s %v at %s", s.Name, s.Kind, s.peer)
			for _, a := range e.Attributes {
				note += " " + a.Key + "=" + a.Value.GetStringValue()
			}
			got = append(got, fmt.Sprintf("%s: %s at %v", note, e.Name, s.end))
		}
	}
	want := []string{
		"x SPAN_KIND_INTERNAL at a sim.note=7 units: x.state at 5ns",
		"/x SPAN_KIND_CONSUMER at b sim.note=8 units: x.state at 5ns",
		"/x SPAN_KIND_CONSUMER at b sim.note=9 units sim.note.peer=c: x.channel at 5ns",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

// TestOTLPOwnPeerWorksForTheWhole: all work of the peer of an operation is part of
// the operation, even if others have asked it something meanwhile.
func TestOTLPOwnPeerWorksForTheWhole(t *testing.T) {
	const log = `{"t":0,"e":"op","p":"a","proto":"x","id":1}
{"t":1,"e":"send","p":"a","q":"b","proto":"/x","id":1,"s":1,"o":1,"n":1,"h":"00","at":2}
{"t":2,"e":"recv","p":"b","q":"a","proto":"/x","ref":1,"s":-1,"n":1}
{"t":2,"e":"send","p":"b","q":"a","proto":"/y","id":1,"s":1,"o":1,"of":"a","n":1,"h":"00","at":3}
{"t":3,"e":"recv","p":"a","q":"b","proto":"/y","ref":1,"s":-1,"n":1}
{"t":4,"e":"dial","p":"a","q":"c","o":1}
`
	traces, _ := exportOTLP(t, Export{Log: newRun(t, t.TempDir(), log, trace.Manifest{}), Filter: everything(t)})
	for _, s := range traces[0] {
		if s.Name == "dial" && !bytes.Equal(s.ParentSpanId, traces[0][0].SpanId) {
			t.Errorf("the dial is not below the operation")
		}
	}
}
