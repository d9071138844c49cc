package cmd

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim/duration"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

type runFlags struct {
	source   sourceFlags
	until    time.Duration
	out      string
	force    bool
	format   string
	metrics  string
	progress string
	quiet    bool
	memory   string
	stall    time.Duration
	profiles run.Profiles
}

// sourceFlags say what scenario is meant.
type sourceFlags struct {
	seed uint64
	set  []string
}

func (f *sourceFlags) add(c *cobra.Command) {
	c.Flags().Uint64Var(&f.seed, "seed", 0, "seed in place of the scenario's")
	c.Flags().StringArrayVar(&f.set, "set", nil, "change the scenario: `path=value`, repeatable")
}

func (f *sourceFlags) load(a *app, c *cobra.Command, name string) (*scenarios.Spec, error) {
	set := f.set
	if c.Flags().Changed("seed") {
		set = append(slices.Clone(set), fmt.Sprintf("seed=%d", f.seed))
	}
	return a.load(name, set)
}

// load reads a scenario by path or by name.
func (a *app) load(name string, set []string) (*scenarios.Spec, error) {
	file, data, err := scenarios.Read(name)
	if err != nil {
		return nil, usage(err)
	}
	spec, err := scenarios.Load(file, data, a.known, set)
	return spec, a.explain(err)
}

// warn says what is odd in a scenario.
func (a *app) warn(spec *scenarios.Spec) {
	for _, w := range scenarios.Warnings(spec) {
		fmt.Fprintf(a.err, "warning: %s: %v\n", spec.Name, w)
	}
}

// explain prints the problems of a scenario or a study, and returns what is to
// be returned in their place.
func (a *app) explain(err error) error {
	var problems scenarios.Problems
	if !errors.As(err, &problems) {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(a.err, p)
		if p.Excerpt != "" {
			fmt.Fprintln(a.err, "    "+strings.ReplaceAll(p.Excerpt, "\n", "\n    "))
		}
	}
	return &failure{exitUsage, nil}
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run FILE|NAME",
		Short: "Run a scenario",
		Long: "Run a scenario, from a file or one of those built in (sim list), and write its\n" +
			"events and results to a run directory, by default\n" +
			"results/<scenario>/<hash>-s<seed>.\n\n" +
			"A run fails, with exit code 3, if the simulation panics, if nothing in it can go\n" +
			"on, if virtual time stands still for --stall, not counting the time in which\n" +
			"others have the processor, or if it needs more than --memory: at one instant a\n" +
			"quarter more. SIGINT, SIGTERM and SIGHUP end it within seconds, with exit code\n" +
			"130; its files are complete up to there.",
		Example:           "  sim run churn\n  sim run my.yaml --seed 7 --set duration=10m",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeScenario,
		RunE: func(c *cobra.Command, args []string) error {
			if !slices.Contains([]string{"text", "json"}, f.format) {
				return usage(fmt.Errorf("--format %q: want text or json", f.format))
			}
			if err := checkProgress(f.progress); err != nil {
				return usage(err)
			}
			if err := report.CheckMetrics(f.metrics); err != nil {
				return usage(fmt.Errorf("--metrics: %w", err))
			}
			spec, err := f.source.load(a, c, args[0])
			if err != nil {
				return err
			}
			if !f.quiet {
				a.warn(spec)
			}
			return a.runScenario(spec, &f)
		},
	}
	f.source.add(c)
	durationVar(c, &f.until, "until", 0, "end the run at this virtual time")
	c.Flags().StringVar(&f.out, "out", "", "run directory; must be empty unless --force")
	c.Flags().BoolVar(&f.force, "force", false, "replace the run in --out")
	c.Flags().StringVar(&f.format, "format", "text", "summary on stdout: text or json")
	metricsVar(c, &f.metrics)
	c.Flags().StringVar(&f.progress, "progress", "auto", "progress on stderr: auto, tty, plain or none")
	quietVar(c, &f.quiet, "no progress and no summary")
	c.Flags().StringVar(&f.memory, "memory", "75%", "memory the run may use: a share of the machine's, or 8GiB")
	stallVar(c, &f.stall)
	c.Flags().StringVar(&f.profiles.CPU, "cpuprofile", "", "write the simulation's use of processor time to this `file`, for go tool pprof")
	c.Flags().StringVar(&f.profiles.Heap, "memprofile", "", "write the simulation's memory at its end to this `file`, for go tool pprof")
	return c
}

func (a *app) runScenario(spec *scenarios.Spec, f *runFlags) error {
	memory, err := run.MemoryBudget(f.memory)
	if err != nil {
		return usage(err)
	}
	if err := seal.Exec(a.mainFile, a.err); err != nil {
		return err
	}
	var control run.Control
	defer onWish(control.Stop, func() {
		if !control.Kill() {
			giveUp()
		}
	})()
	out, place := f.out, run.Empty
	switch {
	case out == "":
		out, place = filepath.Join("results", filepath.FromSlash(run.DefaultPlace(spec))), run.Ours
	case f.force:
		place = run.Force
	}
	mode := f.progress
	if f.quiet {
		mode = "none"
	}
	p := newProgress(a.err, mode, spec.Name, target(spec, f.until))
	result, err := run.Do(context.Background(), out, spec, run.Options{
		Until: f.until, Bounds: run.Bounds{Memory: memory, Stall: f.stall}, Keep: run.All, Place: place, Shift: a.shift,
		Progress: p.follow, Drawn: p.drawn, Control: &control, Profiles: &f.profiles,
	})
	p.clear()
	if err != nil {
		return err
	}
	if len(result.Others) > 0 && !f.quiet {
		fmt.Fprintf(a.err, "sim: %s holds files that no run made, and keeps them: %s\n", out, listed(result.Others))
	}
	if result.Stderr != "" {
		fmt.Fprintln(a.err, result.Stderr)
	}
	if err := f.profiles.Write(); err != nil {
		return err
	}
	if !f.quiet {
		if err := a.print(result.Summary, out, f.format, f.metrics); err != nil {
			return err
		}
	}
	return a.verdict(result, spec, f, out)
}

// target is the virtual time at which a run ends.
func target(spec *scenarios.Spec, until time.Duration) time.Duration {
	if until > 0 {
		return min(spec.Duration, until)
	}
	return spec.Duration
}

// listed names the first of some files.
func listed(names []string) string {
	const some = 5
	if len(names) > some {
		return strings.Join(names[:some], ", ") + ", ..."
	}
	return strings.Join(names, ", ")
}

// print prints a summary; of text, the metrics that the pattern chooses.
func (a *app) print(s report.Summary, out, format, metrics string) error {
	s.Out = out
	if format == "json" {
		b, err := s.JSON()
		if err != nil {
			return err
		}
		_, err = a.out.Write(b)
		return err
	}
	if metrics != "" && len(s.Choose(metrics)) == 0 {
		fmt.Fprintf(a.err, "warning: --metrics %s: no metric of this run is called so\n", shell(metrics))
	}
	return s.WriteText(a.out, report.Style{Color: colour(a.out), Width: width(a.out), Metrics: metrics})
}

// verdict turns how a run went into an exit code.
func (a *app) verdict(r *run.Result, spec *scenarios.Spec, f *runFlags, out string) error {
	s := r.Summary
	switch s.Status {
	case trace.Failed:
		x := s.Failure
		fmt.Fprintf(a.err, "sim: the simulation failed at %v: %s: %s\n", time.Duration(x.VirtualNS), x.Kind, x.Message)
		if x.Peer != "" {
			fmt.Fprintf(a.err, "  peer: %s\n", x.Peer)
		}
		if x.Protocol != "" {
			fmt.Fprintf(a.err, "  protocol: %s\n", x.Protocol)
		}
		fmt.Fprintf(a.err, "  seed: %d\n  reproduce: %s\n", spec.Seed, a.reproduce(f, out))
		if x.Stack != "" {
			fmt.Fprintf(a.err, "  stack:\n    %s\n", strings.ReplaceAll(strings.TrimRight(x.Stack, "\n"), "\n", "\n    "))
		}
		return &failure{exitSimulation, nil}
	case trace.Interrupted:
		if r.Killed != "" {
			return fmt.Errorf("others ended the worker process (%s) at %v of virtual time, or the kernel did for want of memory; %s is complete up to there",
				r.Killed, time.Duration(s.VirtualNS), out)
		}
		fmt.Fprintf(a.err, "sim: interrupted at %v of virtual time; %s is complete up to there\n",
			time.Duration(s.VirtualNS), out)
		return &failure{exitInterrupted, nil}
	}
	for _, e := range s.Expect {
		if !e.OK {
			return &failure{exitExpectation, nil}
		}
	}
	return nil
}

// reproduce is the command that runs the same again: the run directory has the
// scenario with all that the command line changed.
func (a *app) reproduce(f *runFlags, out string) string {
	cmd := a.again(filepath.Join(out, trace.ScenarioFile))
	if f.until > 0 {
		cmd += " --until " + duration.Format(f.until)
	}
	return cmd
}
