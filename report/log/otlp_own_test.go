package log

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/sim/trace"
)

// ownSpans are spans that protocols may have recorded with the known log.
var ownSpans = []trace.Span{
	{
		Start: 1e9, End: 5e9, P: "a-0", Op: 1, ID: [8]byte{1}, Scope: "kad", Version: "v1", Name: "Lookup", Kind: trace.Internal, Status: trace.StatusOK,
		Attributes: []trace.Attribute{
			{Key: "b", Value: true}, {Key: "f", Value: 0.5}, {Key: "i", Value: int64(1 << 60)}, {Key: "l", Value: []any{"x", "y"}}, {Key: "s", Value: "<&>"},
		},
		Events: []trace.SpanEvent{{T: 2e9, Name: "found", Attributes: []trace.Attribute{{Key: "n", Value: int64(3)}}}},
		Links:  []trace.SpanLink{{Trace: [16]byte{15: 9}, ID: [8]byte{7: 9}}},
	},
	{Start: 2e9, End: 5e9, P: "a-0", Op: 1, ID: [8]byte{2}, Parent: [8]byte{1}, Scope: "kad", Version: "v1", Name: "Ask", Kind: trace.Client, Status: trace.StatusError, Description: "no"},
	{Start: 3.2e9, End: 3.3e9, P: "b-1", Op: 1, Of: "a-0", ID: [8]byte{3}, Scope: "kad", Name: "Serve", Kind: trace.Internal},
	{Start: 2.5e9, End: 2.6e9, P: "a-0", Op: 1, ID: [8]byte{4}, Parent: [8]byte{99}, Scope: "kad", Name: "OfOneThatDidNotEnd", Kind: trace.Producer},
	{Start: 3.1e9, End: 3.2e9, P: "b-1", Op: 1, Of: "a-0", ID: [8]byte{5}, Parent: [8]byte{2}, Remote: true, Scope: "kad", Name: "Asked", Kind: trace.Server},
	{Start: 5.5e9, End: 6e9, P: "c", Trace: [16]byte{1}, ID: [8]byte{6}, Scope: "kad", Name: "Refresh", Kind: trace.Internal},
	{Start: 5.6e9, End: 5.7e9, P: "c", Trace: [16]byte{1}, ID: [8]byte{7}, Parent: [8]byte{6}, Scope: "kad", Name: "Step", Kind: trace.Consumer},
}

// knownRun is a run directory with the known log, its spans, peers and samples.
func knownRun(t testing.TB, dir string) *Log {
	t.Helper()
	l := newRun(t, dir, known, trace.Manifest{Scenario: "known", Seed: 7})
	var spans []byte
	var peers []byte
	for _, s := range ownSpans {
		if s.Op != 0 {
			s.Trace = trace.TraceID(7, s.Operation())
		}
		spans = s.AppendJSON(spans)
	}
	for i, name := range []string{"a-0", "b-1"} {
		p := trace.Peer{Name: name, Group: (*trace.Roster)(nil).Seat(name).Group, ID: "12D3Koo" + name, Addr: fmt.Sprintf("/ip4/1.2.0.%d/tcp/4001", i)}
		peers = p.AppendJSON(peers)
	}
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, trace.TracesDir), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		trace.SpansFile: z.EncodeAll(spans, nil), trace.PeersFile: peers,
		trace.MetricsFile: []byte(trace.MetricsHeader + "\n" +
			"5000000000,x.get.hops,3,a-0,key,1\n5000000000,x.get.share,0.5,a-0,key,1\n" +
			"5000000000,x.get.hops,9,a-0,other,1\n4000000000,x.get.hops,9,a-0,key,1\n5000000000,y.hops,9,a-0,key,1\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// TestOTLPTakesInSpans: spans of protocols hang below the spans of the fabric, in
// the same trace, with all that protocols put into them.
func TestOTLPTakesInSpans(t *testing.T) {
	traces, text := exportOTLP(t, Export{Log: knownRun(t, t.TempDir()), Filter: everything(t)})
	name := map[string]string{}
	var got []string
	for _, spans := range traces {
		for _, s := range spans {
			name[string(s.SpanId)] = s.Name + "@" + s.peer
		}
		for _, s := range spans {
			if s.scope != "kad" {
				continue
			}
			line := fmt.Sprintf("%s@%s %v-%v %s below %s %s%s", s.Name, s.peer, s.start, s.end,
				strings.ToLower(strings.TrimPrefix(s.Kind.String(), "SPAN_KIND_")), name[string(s.ParentSpanId)],
				strings.TrimPrefix(s.Status.GetCode().String(), "STATUS_CODE_"), s.Status.GetMessage())
			if s.Flags&0x300 == 0x300 {
				line += " remote"
			}
			got = append(got, line)
		}
	}
	want := []string{
		"Lookup@a-0 1s-5s internal below x.get@a-0 OK",
		"Ask@a-0 2s-5s client below Lookup@a-0 ERRORno",
		"OfOneThatDidNotEnd@a-0 2.5s-2.6s producer below x.get@a-0 UNSET",
		"Serve@b-1 3.2s-3.3s internal below /x/1@b-1 UNSET",
		"Asked@b-1 3.1s-3.2s server below Ask@a-0 UNSET remote",
		"Refresh@c 5.5s-6s internal below  UNSET",
		"Step@c 5.6s-5.7s consumer below Refresh@c UNSET",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(traces) != 3 {
		t.Errorf("%d traces, want two operations and one of none", len(traces))
	}
	for _, s := range []string{
		`"scope":{"name":"kad","version":"v1"}`,
		`{"key":"b","value":{"boolValue":true}}`, `{"key":"f","value":{"doubleValue":0.5}}`,
		`{"key":"i","value":{"intValue":"1152921504606846976"}}`, `{"key":"s","value":{"stringValue":"\u003c\u0026\u003e"}}`,
		`{"key":"l","value":{"arrayValue":{"values":[{"stringValue":"x"},{"stringValue":"y"}]}}}`,
		`"links":[{"traceId":"00000000000000000000000000000009","spanId":"0000000000000009"}]`,
		// Attributes by the conventions of OpenTelemetry for peers, and by ours for libp2p.
		`{"key":"server.address","value":{"stringValue":"b-1"}}`, `{"key":"client.address","value":{"stringValue":"a-0"}}`,
		`{"key":"network.peer.address","value":{"stringValue":"1.2.0.1"}}`, `{"key":"network.peer.port","value":{"intValue":"4001"}}`,
		`{"key":"network.transport","value":{"stringValue":"tcp"}}`, `{"key":"network.type","value":{"stringValue":"ipv4"}}`,
		`{"key":"libp2p.remote.peer.id","value":{"stringValue":"12D3Koob-1"}}`, `{"key":"libp2p.peer.id","value":{"stringValue":"12D3Kooa-0"}}`,
		`{"key":"libp2p.request.size","value":{"intValue":"10"}}`, `{"key":"libp2p.response.size","value":{"intValue":"30"}}`,
		`{"key":"x.get.hops","value":{"intValue":"3"}}`, `{"key":"x.get.share","value":{"doubleValue":0.5}}`,
		`{"key":"sim.operation.about","value":{"stringValue":"key"}}`, `{"key":"error.type","value":{"stringValue":"failed"}}`,
	} {
		if !strings.Contains(text, s) {
			t.Errorf("no %s in\n%s", s, text)
		}
	}
	if strings.Contains(text, `"intValue":"9"`) {
		t.Errorf("a sample of another operation is in\n%s", text)
	}
}

// TestSampledOTLP: a sample holds the operations that it should, with all of their
// spans, and the spans of no operation.
func TestSampledOTLP(t *testing.T) {
	l := knownRun(t, t.TempDir())
	for _, tt := range []struct {
		sample Sample
		query  Query
		want   string
	}{
		{Sample{}, Query{}, "x.get x.get Refresh"},
		{Sample{Failed: true}, Query{}, "x.get x.get"},
		{Sample{Slow: 2 * time.Second}, Query{}, "x.get"},
		{Sample{Slow: 500 * time.Millisecond}, Query{}, "x.get x.get Refresh"},
		{Sample{}, Query{Ops: []string{"x.get#1"}}, "x.get"},
		{Sample{}, Query{Traces: []string{"0100"}}, "Refresh"},
		{Sample{}, Query{Peers: []string{"c"}}, "x.get Refresh"},
		{Sample{}, Query{To: 5 * time.Second}, "x.get x.get"},
	} {
		x := Export{Log: l, Sample: tt.sample}
		var err error
		if x.Filter, err = tt.query.Filter(); err != nil {
			t.Fatal(err)
		}
		traces, _ := exportOTLP(t, x)
		var got []string
		for _, spans := range traces {
			got = append(got, spans[0].Name)
			if spans[0].Name == "x.get" && tt.query.Peers == nil && tt.query.To == 0 {
				own := 0
				for _, s := range spans {
					if s.scope == "kad" {
						own++
					}
				}
				id := spans[0].attribute("sim.operation.id")
				if want := map[string]int{`string_value:"a-0/1"`: 5, `string_value:"c/1"`: 0}; own != want[id] {
					t.Errorf("%+v: operation %s has %d spans of the protocol, want %d", tt, id, own, want[id])
				}
			}
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%+v has %q, want %q", tt, s, tt.want)
		}
	}
}
