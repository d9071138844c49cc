package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A cost is what a build takes for a scenario.
type cost struct {
	joining    float64 // CPU seconds until the network is busy
	steady     float64 // CPU seconds while it is
	messages   float64 // sent while it is
	collector  float64 // share of all CPU
	goroutines float64 // at most
	peak       float64 // bytes resident, at most
}

// noise is the share of a run's CPU by which two runs that do the same may differ.
const noise = 0.1

// known returns the CPU seconds of the steady state, NaN if noise could make them.
func (c cost) known() float64 {
	if c.steady < noise*(c.joining+c.steady) {
		return math.NaN()
	}
	return c.steady
}

// A meter runs scenarios.
type meter struct {
	runs   int // of each scenario
	memory string
	stderr io.Writer
}

// A round is a run until the network is busy, and a run to its end.
type round struct{ joined, all spent }

// rounds runs a scenario with each build in turn, several times, so that a change of the
// machine's mood meets all builds. It returns the rounds of each build.
func (m *meter) rounds(builds []string, s scenario) ([][]round, error) {
	dir, err := os.MkdirTemp("", "scale-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "scenario.yaml")
	if err := os.WriteFile(file, []byte(s.text), 0o644); err != nil {
		return nil, err
	}
	out := make([][]round, len(builds))
	for range m.runs {
		for i, build := range builds {
			var r round
			if r.joined, err = m.run(build, dir, file, s.busy); err == nil {
				r.all, err = m.run(build, dir, file, s.busy+steady)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", build, err)
			}
			out[i] = append(out[i], r)
		}
	}
	return out, nil
}

// costOf returns the cost of the cheapest of the runs until the network is busy, and of those
// to the end.
func costOf(rounds []round) cost {
	joined, all := rounds[0].joined, rounds[0].all
	for _, r := range rounds[1:] {
		if r.joined.Worker.CPU < joined.Worker.CPU {
			joined = r.joined
		}
		if r.all.Worker.CPU < all.Worker.CPU {
			all = r.all
		}
	}
	w := all.Worker
	return cost{
		joining: joined.Worker.CPU, steady: w.CPU - joined.Worker.CPU, messages: float64(all.messages - joined.messages),
		collector: w.Share, goroutines: w.Goroutines, peak: w.Resident,
	}
}

// ratios returns what the second build takes of the first's, round by round, in order of size.
func ratios(before, after []round, of func(round) float64) []float64 {
	var out []float64
	for i := range before {
		out = append(out, of(after[i])/of(before[i]))
	}
	slices.Sort(out)
	return out
}

// A spent is what a run has taken: fields of host.json, and its messages.
type spent struct {
	Worker struct {
		CPU        float64 `json:"cpu_s"`
		Resident   float64 `json:"resident_bytes"`
		Share      float64 `json:"collections_share"`
		Goroutines float64 `json:"goroutines"`
	} `json:"worker"`
	messages int
}

// perMessage returns the CPU seconds of a whole run, by its messages.
func (s spent) perMessage() float64 { return s.Worker.CPU / float64(s.messages) }

// run runs a scenario until an instant.
func (m *meter) run(sim, dir, file string, until time.Duration) (spent, error) {
	out := filepath.Join(dir, "run")
	c := exec.Command(sim, "run", file, "-q", "--progress", "none", "--force", "--out", out, "--until", until.String(), "--memory", m.memory)
	c.Dir = dir
	if said, err := c.CombinedOutput(); err != nil {
		return spent{}, fmt.Errorf("%w: %s", err, said)
	}
	var s spent
	s.Worker.Share, s.Worker.Goroutines = math.NaN(), math.NaN() // an older build does not tell them
	b, err := os.ReadFile(filepath.Join(out, trace.HostFile))
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err == nil {
		s.messages, err = messages(out)
	}
	fmt.Fprintf(m.stderr, "%s until %s: %.1f CPU s, %.0f MB\n", filepath.Base(sim), until, s.Worker.CPU, s.Worker.Resident/1e6)
	return s, err
}

// messages counts those of a run directory's log that are sent.
func messages(dir string) (int, error) {
	l, err := log.Open(dir)
	if err != nil {
		return 0, err
	}
	sent := 0
	for e, err := range l.Events() {
		if err != nil {
			return 0, err
		}
		if e.Kind == trace.Send {
			sent++
		}
	}
	return sent, nil
}
