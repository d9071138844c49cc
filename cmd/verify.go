package cmd

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

type verifyFlags struct {
	source sourceFlags
	until  time.Duration
	stall  time.Duration
	quiet  bool
}

func (a *app) verifyCommand() *cobra.Command {
	var f verifyFlags
	c := &cobra.Command{
		Use:   "verify [FILE|NAME]...",
		Short: "Check that scenarios are deterministic",
		Long: "Run each scenario, by default all that are built in, in two processes at the\n" +
			"same time, with all memory at other addresses, and compare their events, one\n" +
			"by one. Where the two differ, the first differing event is shown and the exit\n" +
			"code is 5. Where the simulation failed, twice in the same way, it is 3.",
		Example:           "  sim verify churn\n  sim verify my.yaml --seed 7",
		ValidArgsFunction: a.completeScenario,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = scenarios.Embedded()
			}
			var specs []*scenarios.Spec
			for _, name := range args {
				spec, err := f.source.load(a, c, name)
				if err != nil {
					return err
				}
				specs = append(specs, spec)
			}
			if err := seal.Exec(a.mainFile, a.err); err != nil {
				return err
			}
			return a.verifyAll(specs, &f)
		},
	}
	f.source.add(c)
	durationVar(c, &f.until, "until", 0, "compare up to this virtual time")
	stallVar(c, &f.stall)
	quietVar(c, &f.quiet, "say nothing of scenarios that are twice the same")
	return c
}

func (a *app) verifyAll(specs []*scenarios.Spec, f *verifyFlags) error {
	ctx, stop := untilWish()
	defer stop()
	memory, err := run.MemoryBudget("37%") // there are two
	if err != nil {
		return err
	}
	code := exitOK
	for _, spec := range specs {
		found, err := a.verify(ctx, spec, f, run.Bounds{Memory: memory, Stall: f.stall})
		switch {
		case ctx.Err() != nil:
			fmt.Fprintln(a.err, "sim: interrupted")
			return &failure{exitInterrupted, nil}
		case err != nil:
			return fmt.Errorf("%s: %w", spec.Name, err)
		case found == exitDiffers || code == exitOK:
			code = found
		}
	}
	if code != exitOK {
		return &failure{code, nil}
	}
	return nil
}

// verify runs a scenario twice and returns the exit code that tells the outcome.
func (a *app) verify(ctx context.Context, spec *scenarios.Spec, f *verifyFlags, b run.Bounds) (int, error) {
	tmp, err := os.MkdirTemp("", "sim-verify-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(tmp)
	var runs [2]verifyRun
	done := make(chan error)
	for i := range runs {
		go func() {
			done <- runs[i].run(ctx, spec, f.until, b, filepath.Join(tmp, fmt.Sprint(i)), i*otherAddresses)
		}()
	}
	for range runs {
		err = errors.Join(err, <-done)
	}
	if err != nil {
		return 0, err
	}
	x, y := &runs[0], &runs[1]
	line := fmt.Sprintf("%s  seed %d", spec.Name, spec.Seed)
	if x.same(y) {
		switch {
		case x.Manifest.Failure != nil:
			fmt.Fprintf(a.out, "%s  %s  %d events, and then both runs FAILED in the same way\n  %s\n", line, x.Manifest.Fingerprint, x.Manifest.Events, &run.Breakage{Failure: x.Manifest.Failure})
			return exitSimulation, nil
		case !f.quiet:
			fmt.Fprintf(a.out, "%s  %s  %d events, twice the same\n", line, x.Manifest.Fingerprint, x.Manifest.Events)
		}
		return exitOK, nil
	}
	if byMachine(x.Manifest.Failure) || byMachine(y.Manifest.Failure) {
		return exitSimulation, a.incomparable(line, x, y)
	}
	fmt.Fprintf(a.out, "%s  DIFFERS\n", line)
	for _, f := range []struct{ name, file string }{
		{"events", trace.EventsFile}, {"metrics", trace.MetricsFile}, {"spans", trace.SpansFile}, {"packets", trace.PacketsFile},
	} {
		differ, err := firstDifference(a.out, f.name, filepath.Join(x.Dir, f.file), filepath.Join(y.Dir, f.file))
		if err != nil || differ {
			return exitDiffers, err
		}
	}
	fmt.Fprintf(a.out, "the runs ended differently:\n  %s\n  %s\n", x.end, y.end)
	return exitDiffers, nil
}

// byMachine reports whether a run failed when it was too much for the machine, and not
// at an instant that the scenario sets.
func byMachine(f *trace.Failure) bool { return f != nil && (f.Kind == "stall" || f.Kind == "memory") }

// incomparable tells of two runs of which the machine ended one at least.
func (a *app) incomparable(line string, runs ...*verifyRun) error {
	_, err := fmt.Fprintf(a.out, "%s  FAILED, and cannot be compared\n", line)
	for _, r := range runs {
		how := "it came to its end"
		if f := r.Manifest.Failure; f != nil {
			how = (&run.Breakage{Failure: f}).String()
		}
		_, more := fmt.Fprintf(a.out, "  %d events: %s\n", r.Manifest.Events, how)
		err = cmp.Or(err, more)
	}
	return err
}

// otherAddresses moves the memory of a run that is to notice nothing of it.
const otherAddresses = 100

// A verifyRun is one of the two runs.
type verifyRun struct {
	*run.Result
	end []byte // how it ended, but for the parts in which the machine has a say
}

// same reports whether the same happened in two runs.
func (v *verifyRun) same(w *verifyRun) bool {
	return v.Digests == w.Digests && bytes.Equal(v.end, w.end)
}

func (v *verifyRun) run(ctx context.Context, spec *scenarios.Spec, until time.Duration, b run.Bounds, dir string, shift int) (err error) {
	v.Result, err = run.Do(ctx, dir, spec, run.Options{Until: until, Bounds: b, Keep: run.Log, Shift: shift})
	if incomplete := (*run.IncompleteError)(nil); errors.As(err, &incomplete) {
		return incomplete.Err // the directory is nobody's
	}
	if err != nil {
		return err
	}
	if v.Killed != "" {
		return errors.New("the worker process was killed")
	}
	m := *v.Manifest
	if byMachine(m.Failure) {
		// So is where it was.
		f := *m.Failure
		f.Message, f.Stack, f.Protocol = "", "", ""
		m.Failure = &f
	}
	v.end, err = json.Marshal(m)
	return err
}

// firstDifference shows the first line in which two files differ, with five
// lines around it, and reports whether there is one.
func firstDifference(w io.Writer, name, x, y string) (bool, error) {
	d, err := diffFiles(x, y, 5)
	if errors.Is(err, fs.ErrNotExist) { // of a run without tracing
		return false, nil
	}
	if err != nil || d == nil {
		return false, err
	}
	showDifference(w, d, name)
	return true, nil
}
