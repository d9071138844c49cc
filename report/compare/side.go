package compare

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Side is one half of a comparison: a run or a study.
type Side struct {
	Path  string
	Run   *Run           // or nil
	Study *study.Results // or nil
}

// A Run is the part of a run that is compared, as a baseline holds it.
type Run struct {
	Scenario     string          `json:"scenario"`
	ScenarioHash string          `json:"scenario_hash"`
	Seed         uint64          `json:"seed"`
	Status       trace.Status    `json:"status"`
	Fingerprint  string          `json:"fingerprint"`
	Metrics      []Metric        `json:"metrics"` // those with samples, in the order of the manifest
	Expect       []expect.Result `json:"expect"`
	// Modules are their versions by path.
	Modules map[string]string `json:"modules,omitempty"`
	dir     string            // "" of a baseline
}

// A Metric sums one up as summary.json does, with the definition to judge it
// by.
type Metric struct {
	Def trace.MetricDef `json:"def"`
	Sum report.Metric   `json:"sum"`
}

// Open reads a run directory, a study directory or a baseline file.
func Open(path string) (Side, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Side{}, err
	}
	switch {
	case !info.IsDir():
		return openBaseline(path)
	case study.Is(path):
		r, err := study.Load(path)
		return Side{Path: path, Study: r}, err
	}
	r, err := openRun(path)
	return Side{Path: path, Run: r}, err
}

// openRun reads manifest and summary of a run, which is all that sweeps keep.
func openRun(dir string) (*Run, error) {
	m, err := report.LoadManifest(dir)
	if err != nil {
		return nil, err
	}
	if err := trace.CheckSamples(dir, &m); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, trace.SummaryFile)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s is a half-written run directory: %w", dir, err)
	}
	var s report.Summary
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	r := &Run{
		Scenario: m.Scenario, ScenarioHash: m.ScenarioHash, Seed: m.Seed, Status: m.Status, Fingerprint: m.Fingerprint,
		Expect: s.Expect, Modules: m.Versions.Modules, dir: dir,
	}
	for _, def := range m.Metrics {
		if sum := s.Metrics[def.Name]; sum.Count > 0 {
			r.Metrics = append(r.Metrics, Metric{def, sum})
		}
	}
	return r, nil
}
