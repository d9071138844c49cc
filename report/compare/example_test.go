package compare_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/compare"
	"github.com/libp2p-sim/sim/sim/trace"
)

// record writes the files of a run that are compared: its manifest and its summary.
func record(dir string, p99 float64) (compare.Side, error) {
	def := trace.MetricDef{Name: "ping.rtt", Kind: trace.Duration, Unit: "ns"}
	m := trace.Manifest{Format: 1, Scenario: "small", Seed: 1, Status: trace.Complete, Metrics: []trace.MetricDef{def}}
	s := report.Summary{Scenario: "small", Seed: 1, Metrics: map[string]report.Metric{
		"ping.rtt": {Count: 9, Min: 80e6, Mean: 90e6, P50: 90e6, P90: 95e6, P95: 96e6, P99: p99, Max: 99e6, Unit: "ns"},
	}}
	manifest, err := json.Marshal(m)
	if err != nil {
		return compare.Side{}, err
	}
	summary, err := s.JSON()
	if err != nil {
		return compare.Side{}, err
	}
	for name, content := range map[string][]byte{trace.ManifestFile: manifest, trace.SummaryFile: summary} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return compare.Side{}, err
		}
	}
	return compare.Open(dir)
}

// Two runs of one scenario, before and after a change.
func Example() {
	var sides []compare.Side
	for _, p99 := range []float64{97e6, 98e6} {
		dir, err := os.MkdirTemp("", "compare")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		side, err := record(dir, p99)
		if err != nil {
			panic(err)
		}
		sides = append(sides, side)
	}
	c, err := compare.Compare(sides[0], sides[1])
	if err != nil {
		panic(err)
	}
	for _, row := range c.Rows {
		fmt.Println(row)
	}
	for _, row := range c.Regressions(0.005) {
		fmt.Println(row.Measure, "is", row.Way)
	}
	// Output:
	// p99(ping.rtt): 97ms → 98ms, +1.03 %
	// p99(ping.rtt) is worse
}
