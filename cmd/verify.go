package cmd

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
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
			"same time, with all memory at other addresses, and compare what happened, event\n" +
			"by event. Where the two differ, the first differing event is shown and the exit\n" +
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
	memory, err := memoryBudget("37%") // there are two
	if err != nil {
		return err
	}
	code := exitOK
	for _, spec := range specs {
		found, err := a.verify(ctx, spec, f, bounds{memory, f.stall})
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

// verify runs a scenario twice and returns the exit code that tells what came of it.
func (a *app) verify(ctx context.Context, spec *scenarios.Spec, f *verifyFlags, b bounds) (int, error) {
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
		case x.failure != nil:
			fmt.Fprintf(a.out, "%s  %s  %d events, and then both runs FAILED in the same way\n  %s\n", line, x.fingerprint, x.events, &breakage{failure: x.failure})
			return exitSimulation, nil
		case !f.quiet:
			fmt.Fprintf(a.out, "%s  %s  %d events, twice the same\n", line, x.fingerprint, x.events)
		}
		return exitOK, nil
	}
	if byMachine(x.failure) || byMachine(y.failure) {
		return exitSimulation, a.incomparable(line, x, y)
	}
	fmt.Fprintf(a.out, "%s  DIFFERS\n", line)
	for _, name := range []string{"events", "metrics", "spans"} {
		differ, err := firstDifference(a.out, name, x.dir, y.dir)
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
		if r.failure != nil {
			how = (&breakage{failure: r.failure}).String()
		}
		_, more := fmt.Fprintf(a.out, "  %d events: %s\n", r.events, how)
		err = cmp.Or(err, more)
	}
	return err
}

func (v *verifyRun) same(w *verifyRun) bool {
	return v.fingerprint == w.fingerprint && v.metrics == w.metrics && v.spans == w.spans && bytes.Equal(v.end, w.end)
}

// otherAddresses moves the memory of a run that is to notice nothing of it.
const otherAddresses = 100

// A verifyRun is one of the two runs.
type verifyRun struct {
	dir                         string // holds its event log, metrics and span log
	fingerprint, metrics, spans string
	events                      int64
	failure                     *trace.Failure
	end                         []byte
}

func (v *verifyRun) run(ctx context.Context, spec *scenarios.Spec, until time.Duration, b bounds, dir string, shift int) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	v.dir = dir
	w, err := startWorker(job{UntilNS: until.Nanoseconds(), Memory: b.memory, Shift: shift}, spec)
	if err != nil {
		return err
	}
	defer w.Kill()
	defer context.AfterFunc(ctx, w.Kill)()
	events, metrics, spans := hashed{name: "events"}, hashed{name: "metrics"}, hashed{name: "spans"}
	for _, h := range []*hashed{&events, &metrics, &spans} {
		if err := h.create(dir); err != nil {
			return err
		}
		defer h.file.Close()
	}
	end, err := follow(w, spec, b, sink{
		events: events.add, metrics: metrics.add, spans: spans.add,
		peers: func([]byte) error { return nil }, progress: func(worker.Status) {},
	})
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return err
	case end.killed != "":
		return errKilled
	}
	v.fingerprint, v.metrics, v.spans = events.sum(), metrics.sum(), spans.sum()
	v.events, v.failure = end.Events, end.Failure
	end.Peak, end.Collections = 0, 0 // the machine's, not the run's
	if byMachine(end.Failure) {
		// So is where it was.
		f := *end.Failure
		f.Message, f.Stack, f.Protocol = "", "", ""
		end.Failure = &f
	}
	v.end, err = json.Marshal(end)
	return err
}

// A hashed is a file and the hash of what is in it.
type hashed struct {
	name string
	file *os.File
	hash hash.Hash
}

func (h *hashed) create(dir string) (err error) {
	h.hash = sha256.New()
	h.file, err = os.Create(filepath.Join(dir, h.name))
	return err
}

func (h *hashed) add(b []byte) error {
	h.hash.Write(b)
	_, err := h.file.Write(b)
	return err
}

func (h *hashed) sum() string { return hex.EncodeToString(h.hash.Sum(nil)) }

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
