package report_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/trace"
)

// record leaves a run directory with three pings, as sim run does of a scenario.
func record(dir string) error {
	w, err := rundir.Create(dir, true, false)
	if err != nil {
		return err
	}
	defer w.Close()
	m := trace.Manifest{
		Format: 1, Scenario: "small", Seed: 1, Status: trace.Complete, DurationNS: 60e9, VirtualNS: 60e9,
		Metrics: []trace.MetricDef{{Name: "ping.rtt", Kind: trace.Duration, Unit: "ns", Help: "Round-trip time."}},
		Expect:  []string{"p99(ping.rtt) < 150ms"},
	}
	for i, rtt := range []float64{100e6, 120e6, 200e6} {
		s := trace.Sample{T: int64(i) * 1e9, Metric: "ping.rtt", Value: rtt, Peer: "a", Key: "b"}
		if err := w.Metrics(s.AppendCSV(nil)); err != nil {
			return err
		}
	}
	if _, err := w.Finish(&m); err != nil {
		return err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, trace.ManifestFile), text, 0o644)
}

// A run directory becomes a summary, tables and plots.
func Example() {
	dir, err := os.MkdirTemp("", "report")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if err := record(dir); err != nil {
		panic(err)
	}
	sum, err := report.Write(dir)
	if err != nil {
		panic(err)
	}
	rtt := sum.Metrics["ping.rtt"]
	fmt.Println(rtt.Count, "pings, median", rtt.P50, rtt.Unit)
	for _, e := range sum.Expect {
		fmt.Println(e.Expr, "holds:", e.OK, "as it is", e.Actual)
	}
	plots, err := filepath.Glob(filepath.Join(dir, "plots", "*.svg"))
	fmt.Println(filepath.Base(plots[0]), err)
	// Output:
	// 3 pings, median 1.2e+08 ns
	// p99(ping.rtt) < 150ms holds: false as it is 200ms
	// ping-rtt-cdf.svg <nil>
}
