package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// simRun is the name of what a user of the command gets: the workload as a scenario,
// with handshakes, gauges, and a parent that writes the log and draws the figures.
const simRun = "sim run"

// scenario is the workload as the scenario of `sim run`: joins, rest and operations at
// the same pace.
func (w workload) scenario() string {
	busy := time.Duration(w.Hosts)*joinEvery + settle
	end := busy + 2*pause*time.Duration(w.Ops)
	return fmt.Sprintf(`name: bench
seed: %d
duration: %s
network:
  peers: [{group: hosts, count: %d}]
  latency: {uniform: {min: 10ms, max: 100ms}}
bootstrap: {graph: random, degree: %d, interval: %s}
protocols: {kademlia: {mode: server, value_size: %d}}
workload:
  - {from: %s, every: %s, until: %s, put: {}}
  - {from: %s, every: %s, until: %s, get: {}}
`, seed, end+opTimeout, w.Hosts, bootstraps, joinEvery, valueSize, busy, 2*pause, end-1, busy+pause, 2*pause, end-1)
}

// measureSimRun runs the workload by the command sim.
func measureSimRun(sim string, w workload) (sample, error) {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return sample{}, err
	}
	defer os.RemoveAll(dir)
	file, out := filepath.Join(dir, "bench.yaml"), filepath.Join(dir, "run")
	if err := os.WriteFile(file, []byte(w.scenario()), 0o644); err != nil {
		return sample{}, err
	}
	cmd := exec.Command(sim, "run", file, "-q", "--progress", "none", "--memory", "16GiB", "--out", out)
	if said, err := cmd.CombinedOutput(); err != nil {
		return sample{}, fmt.Errorf("%w: %s", err, said)
	}
	s := sampleOf(simRun, cmd.ProcessState)
	if s.Outcome, err = outcomeOf(out); err != nil {
		return sample{}, err
	}
	return s, s.Outcome.check(w.Ops)
}

// outcomeOf reads what the workload did from a run directory.
func outcomeOf(dir string) (o outcome, err error) {
	b, err := os.ReadFile(filepath.Join(dir, trace.SummaryFile))
	if err != nil {
		return o, err
	}
	var summary struct {
		Virtual int64 `json:"virtual_ns"`
		Events  int64 `json:"events"`
		Metrics map[string]struct {
			Count float64  `json:"count"`
			Mean  *float64 `json:"mean"`
		} `json:"metrics"`
	}
	if err := json.Unmarshal(b, &summary); err != nil {
		return o, err
	}
	successes := func(metric string) int {
		m := summary.Metrics[metric]
		if m.Mean == nil {
			return 0
		}
		return int(math.Round(m.Count * *m.Mean))
	}
	o.PutsOK, o.GetsOK = successes("kademlia.put.success"), successes("kademlia.get.success")
	o.Events, o.Virtual = summary.Events, time.Duration(summary.Virtual).Seconds()
	o.Writes, err = writes(dir)
	return o, err
}

// writes counts the messages on DHT streams in the log of a run directory.
func writes(dir string) (n int64, err error) {
	l, err := log.Open(dir)
	if err != nil {
		return 0, err
	}
	for e, err := range l.Events() {
		if err != nil {
			return 0, err
		}
		if e.Kind == trace.Send && strings.Contains(e.Proto, "/kad/") {
			n++
		}
	}
	return n, nil
}
