package cmd

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/worker"
)

func (a *app) verifyCommand() *cobra.Command {
	var source sourceFlags
	var until time.Duration
	c := &cobra.Command{
		Use:   "verify [FILE|NAME]...",
		Short: "Check that scenarios are deterministic",
		Long: "Run each scenario, by default all that are built in, in two processes at the\n" +
			"same time, with all memory at other addresses, and compare what happened, event\n" +
			"by event. Where the two differ, the first differing event is shown and the exit\n" +
			"code is 5.",
		Example:           "  sim verify churn\n  sim verify my.yaml --seed 7",
		ValidArgsFunction: a.completeScenario,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = scenarios.Embedded()
			}
			var specs []*scenarios.Spec
			for _, name := range args {
				spec, err := source.load(a, c, name)
				if err != nil {
					return err
				}
				specs = append(specs, spec)
			}
			if err := seal.Exec(a.mainFile, a.err); err != nil {
				return err
			}
			differs := false
			for _, spec := range specs {
				same, err := a.verify(spec, until)
				if err != nil {
					return fmt.Errorf("%s: %w", spec.Name, err)
				}
				differs = differs || !same
			}
			if differs {
				return &failure{exitDiffers, nil}
			}
			return nil
		},
	}
	source.add(c)
	c.Flags().DurationVar(&until, "until", 0, "compare up to this virtual time")
	return c
}

// verify runs a scenario twice and reports whether the two runs were the same.
func (a *app) verify(spec *scenarios.Spec, until time.Duration) (bool, error) {
	tmp, err := os.MkdirTemp("", "sim-verify-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(tmp)
	var runs [2]verifyRun
	done := make(chan error)
	for i := range runs {
		go func() { done <- runs[i].run(spec, until, filepath.Join(tmp, fmt.Sprint(i)), i*otherAddresses) }()
	}
	for range runs {
		err = errors.Join(err, <-done)
	}
	if err != nil {
		return false, err
	}
	x, y := &runs[0], &runs[1]
	if x.fingerprint == y.fingerprint && x.metrics == y.metrics && x.spans == y.spans && bytes.Equal(x.end, y.end) {
		fmt.Fprintf(a.out, "%s  seed %d  %s  %d events, twice the same\n", spec.Name, spec.Seed, x.fingerprint, x.events)
		return true, nil
	}
	fmt.Fprintf(a.out, "%s  seed %d  DIFFERS\n", spec.Name, spec.Seed)
	for _, name := range []string{"events", "metrics", "spans"} {
		differ, err := firstDifference(a.out, name, x.dir, y.dir)
		if err != nil || differ {
			return false, err
		}
	}
	fmt.Fprintf(a.out, "the runs ended differently:\n  %s\n  %s\n", x.end, y.end)
	return false, nil
}

// otherAddresses moves the memory of a run that is to notice nothing of it.
const otherAddresses = 100

// A verifyRun is one of the two runs.
type verifyRun struct {
	dir                         string // holds its event log, metrics and span log
	fingerprint, metrics, spans string
	events                      int64
	end                         []byte
}

func (v *verifyRun) run(spec *scenarios.Spec, until time.Duration, dir string, shift int) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	v.dir = dir
	budget, err := memoryBudget("37%") // there are two
	if err != nil {
		return err
	}
	w, err := startWorker(spec, until, budget, shift)
	if err != nil {
		return err
	}
	defer w.Kill()
	events, err := os.Create(filepath.Join(dir, "events"))
	if err != nil {
		return err
	}
	defer events.Close()
	metrics, err := os.Create(filepath.Join(dir, "metrics"))
	if err != nil {
		return err
	}
	defer metrics.Close()
	spans, err := os.Create(filepath.Join(dir, "spans"))
	if err != nil {
		return err
	}
	defer spans.Close()
	e, m, s := sha256.New(), sha256.New(), sha256.New()
	logs := map[worker.Kind]io.Writer{
		worker.Events: io.MultiWriter(events, e), worker.Metrics: io.MultiWriter(metrics, m), worker.Spans: io.MultiWriter(spans, s),
	}
	err = w.Frames(func(f worker.Frame) error {
		switch f.Kind {
		case worker.Events, worker.Metrics, worker.Spans:
			_, err := logs[f.Kind].Write(f.Body)
			return err
		case worker.Result, worker.Fatal:
			var end ending
			if err := json.Unmarshal(f.Body, &end); err != nil {
				return err
			}
			v.events = end.Events
			end.Peak = 0 // the machine's, not the run's
			v.end, err = json.Marshal(end)
			return err
		}
		return nil
	})
	v.fingerprint = hex.EncodeToString(e.Sum(nil))
	v.metrics = hex.EncodeToString(m.Sum(nil))
	v.spans = hex.EncodeToString(s.Sum(nil))
	return err
}

// firstDifference shows the first line in which two files differ, with five
// lines around it, and reports whether there is one.
func firstDifference(w io.Writer, name, x, y string) (bool, error) {
	d, err := diffFiles(filepath.Join(x, name), filepath.Join(y, name), 5)
	if err != nil || d == nil {
		return false, err
	}
	showDifference(w, d, name)
	return true, nil
}
