package study_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/expect"
)

// A study of two delays with three seeds is recorded, and read as statistics.
func Example() {
	dir, err := os.MkdirTemp("", "study")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	s := study.Study{
		Name: "delays", Scenario: "ping", Seeds: []uint64{1, 2, 3},
		Parameters: []study.Parameter{{Name: "delay", Path: "network.latency.constant", Values: []string{"10ms", "50ms"}}},
		Cells:      []study.Cell{{ID: "00000001", Values: []string{"10ms"}}, {ID: "00000002", Values: []string{"50ms"}}},
		Measures:   []study.Measure{{Expr: "mean(ping.rtt)", Unit: "ns"}},
	}
	manifest, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(filepath.Join(dir, study.ManifestFile), manifest, 0o644); err != nil {
		panic(err)
	}
	rtt := [][]float64{{20e6, 21e6, 22e6}, {100e6, 101e6, 105e6}} // ns
	if err := s.Record(dir, func(cell, seed int) (study.Run, error) {
		return study.Run{Values: []expect.Value{{V: rtt[cell][seed], OK: true}}}, nil
	}); err != nil {
		panic(err)
	}
	r, err := study.Load(dir)
	if err != nil {
		panic(err)
	}
	for i := range r.Cells {
		fmt.Println(r.Label(i), "→", r.Estimate(i, 0))
	}
	fmt.Println(r.FromBaseline()[0].Difference())
	// Output:
	// delay = 10ms → 21.0 ± 2.5 ms
	// delay = 50ms → 102.0 ± 6.6 ms
	// +386 % [+365, +406]
}
