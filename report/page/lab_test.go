package page

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A lab makes run directories.
type lab struct {
	t        testing.TB
	dir      string
	manifest trace.Manifest
	summary  report.Summary
	log      []byte
	metrics  []byte
	sent     int64
	events   int64
}

func newLab(t testing.TB, scenario string) *lab {
	return &lab{
		t: t, dir: t.TempDir(),
		manifest: trace.Manifest{Format: 1, Scenario: scenario, Description: "A made-up run.", Status: trace.Complete, Seed: 7},
		summary:  report.Summary{Metrics: map[string]report.Metric{}},
		metrics:  []byte(trace.MetricsHeader + "\n"),
	}
}

func (l *lab) event(e trace.Event) {
	l.events++
	l.manifest.VirtualNS = max(l.manifest.VirtualNS, e.T)
	l.log = e.AppendJSON(l.log)
}

// message is sent and read; it returns when.
func (l *lab) message(t, way int64, from, to, proto string, op int64) int64 {
	l.sent++
	id := l.sent
	l.event(trace.Event{T: t, Kind: trace.Send, P: from, Q: to, Proto: proto, ID: id, Stream: 1, Op: op, Size: 40, Digest: uint64(id), Arrive: t + way})
	l.event(trace.Event{T: t + way, Kind: trace.Recv, P: to, Q: from, Proto: proto, Ref: id, Stream: 1, Size: 40})
	return t + way
}

func (l *lab) metric(def trace.MetricDef, s report.Metric) {
	l.manifest.Metrics = append(l.manifest.Metrics, def)
	s.Unit = def.Unit
	l.summary.Metrics[def.Name] = s
}

func (l *lab) expect(expr, actual string, ok bool) {
	l.summary.Expect = append(l.summary.Expect, expect.Result{Expr: expr, OK: ok, Actual: actual})
}

func (l *lab) put(name string, content []byte) {
	l.t.Helper()
	path := filepath.Join(l.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// write writes the run directory and returns it.
func (l *lab) write() string {
	l.t.Helper()
	l.manifest.Events = l.events
	asJSON := func(v any) []byte {
		b, err := json.Marshal(v)
		if err != nil {
			l.t.Fatal(err)
		}
		return b
	}
	l.put(trace.ManifestFile, asJSON(l.manifest))
	l.put(trace.SummaryFile, asJSON(l.summary))
	l.put(trace.MetricsFile, l.metrics)
	l.put(trace.ScenarioFile, []byte("name: x\n"))
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		l.t.Fatal(err)
	}
	l.put(trace.EventsFile, zip.EncodeAll(l.log, nil))
	return l.dir
}

// page renders the directory and returns the page and its data.
func rendered(t testing.TB, dir string, l limits) (string, data) {
	t.Helper()
	content, err := render(dir, l)
	if err != nil {
		t.Fatal(err)
	}
	return string(content), embedded(t, string(content))
}

// embedded reads the data of a page as a browser does.
func embedded(t testing.TB, page string) (d data) {
	t.Helper()
	_, rest, ok := strings.Cut(page, `<script type="application/json" id="data">`)
	text, _, end := strings.Cut(rest, "</script>")
	if !ok || !end {
		t.Fatal("no data on the page")
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// busy is a log of peers that carry out operations of a few messages, some of
// which fail, with dials, crashes and a fault.
func busy(l *lab, peers, operations int) {
	r := rand.New(rand.NewPCG(1, 2))
	name := func(i int) string { return fmt.Sprintf("servers-%d", i) }
	for i := range peers {
		l.event(trace.Event{T: int64(i) * 1000, Kind: trace.Up, P: name(i)})
		if i > 0 {
			l.event(trace.Event{T: int64(i) * 1000, Kind: trace.Connect, P: name(i), Q: name(r.IntN(i)), ID: int64(i)})
		}
	}
	t := int64(1e9)
	for n := range operations {
		id, self := int64(n+1), r.IntN(peers)
		t += r.Int64N(20e6)
		l.event(trace.Event{T: t, Kind: trace.OpStart, P: name(self), Proto: "kademlia.get", ID: id, Detail: fmt.Sprintf("record-%d", n%40)})
		end := t
		for k := range 4 {
			other := (self + 1 + r.IntN(peers-1)) % peers
			at := l.message(t+int64(k), 10e6+r.Int64N(50e6), name(self), name(other), "/sim/kad/1.0.0", id)
			end = max(end, l.message(at, 10e6+r.Int64N(50e6), name(other), name(self), "/sim/kad/1.0.0", id))
		}
		outcome := "ok"
		if n%10 == 3 {
			outcome = "failed: routing: not found"
			l.event(trace.Event{T: end, Kind: trace.DialFailed, P: name(self), Q: name((self + 1) % peers), Op: id, Detail: "timed out"})
		}
		l.event(trace.Event{T: end, Kind: trace.OpEnd, P: name(self), Proto: "kademlia.get", ID: id, Detail: outcome})
	}
	l.event(trace.Event{T: t, Kind: trace.Down, P: name(0), Detail: "crash"})
	l.event(trace.Event{T: t / 3, Kind: trace.Fault, Detail: "partition a | b for 1s"})
	l.event(trace.Event{T: t / 2, Kind: trace.Fault, Detail: "partition a | b is over"})
	for k := range 12 {
		for i := range int64(20) {
			l.metrics = trace.Sample{T: t / 20 * i, Metric: replicasMetric, Value: float64(10 - (int(i)+k)%7), Key: fmt.Sprintf("record-%d", k)}.AppendCSV(l.metrics)
		}
	}
	l.metric(trace.MetricDef{Name: replicasMetric, Unit: "peers", Kind: trace.Gauge, Help: "Servers that serve a record."}, report.Metric{Count: 240, Min: 4, Mean: 7, P50: 7, P90: 10, P95: 10, P99: 10, Max: 10})
	l.metric(trace.MetricDef{Name: "kademlia.get.success", Unit: "1", Kind: trace.Ratio, Help: "Gets that found a value."}, report.Metric{Count: 10, Mean: .9})
	l.expect("kademlia.get.success >= 99%", "90% of 10", false)
	l.put("plots/kademlia-replicas.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="90" height="60" style="fill:#0072b2"/></svg>`))
	l.put("plots/kademlia-replicas.csv", []byte("series,virtual time (s),replicas (peers)\nmean,0,7\n"))
}
