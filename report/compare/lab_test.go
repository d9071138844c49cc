package compare

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

var (
	latency = study.Measure{Expr: "p99(ping.rtt)", Unit: "ns"}
	success = study.Measure{Expr: "kademlia.get.success", Unit: "1", Share: true}
	online  = study.Measure{Expr: "peers.online", Unit: "peers"}
)

// putStudy writes a study of k = values with seeds 1 to n.
func putStudy(t *testing.T, values []string, n int, measures []study.Measure, value func(k string, seed int, m study.Measure) float64) string {
	t.Helper()
	s := study.Study{
		Name: "lab", Scenario: "churn", Measures: measures, Versions: map[string]string{"sim": "0.1.0"},
		Parameters: []study.Parameter{{Name: "k", Path: "x", Values: values}},
	}
	for seed := range n {
		s.Seeds = append(s.Seeds, uint64(seed+1))
	}
	for i, v := range values {
		s.Cells = append(s.Cells, study.Cell{ID: strconv.Itoa(i), Values: []string{v}})
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.Write([]string{"cell", "k", "seed", "metric", "value", "unit"}) // as sim wrote it before it added numbers
	for _, c := range s.Cells {
		for _, seed := range s.Seeds {
			for _, m := range measures {
				v := strconv.FormatFloat(value(c.Values[0], int(seed), m), 'g', -1, 64)
				out.Write([]string{c.ID, c.Values[0], strconv.FormatUint(seed, 10), m.Expr, v, m.Unit})
			}
		}
	}
	out.Flush()
	manifest, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return put(t, map[string][]byte{study.ManifestFile: manifest, study.ResultsFile: b.Bytes(), study.DoneFile: []byte("complete\n")})
}

// putRun writes a run with the files that sweeps keep of it.
func putRun(t *testing.T, seed uint64, fingerprint string, metrics map[string]report.Metric, expectations ...expect.Result) string {
	t.Helper()
	m := trace.Manifest{Format: 1, Scenario: "churn", Seed: seed, Status: trace.Complete, Fingerprint: fingerprint, Metrics: []trace.MetricDef{
		{Name: "kademlia.get.success", Kind: trace.Ratio, Unit: "1"},
		{Name: "peers.online", Kind: trace.Gauge, Unit: "peers"},
		{Name: "ping.rtt", Kind: trace.Duration, Unit: "ns"},
	}}
	s := report.Summary{Scenario: "churn", Seed: seed, Metrics: metrics, Expect: expectations}
	a, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return put(t, map[string][]byte{trace.ManifestFile: a, trace.SummaryFile: b})
}

func put(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// sides compares two paths, which it renames to A and B.
func sides(t *testing.T, a, b string) Comparison {
	t.Helper()
	x, err := Open(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	x.Path, y.Path = "A", "B"
	c, err := Compare(x, y)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func text(t *testing.T, c Comparison) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
