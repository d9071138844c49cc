package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/scenarios/sweep"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/seal"
)

type sweepFlags struct {
	study       design.Flags
	out         string
	jobs        int
	memory      string
	stall       time.Duration
	keep        string
	shard       string
	dryRun      bool
	retryFailed bool
	progress    string
	quiet       bool
	emit        emitFlags
}

func (a *app) sweepCommand() *cobra.Command {
	var f sweepFlags
	c := &cobra.Command{
		Use:   "sweep STUDY|SCENARIO",
		Short: "Run a study: a scenario with many parameters and seeds",
		Long: "Run every cell of a study with every seed, each in a process of its own, and\n" +
			"write results.csv and results.parquet to a study directory, by default\n" +
			"results/studies/<name>-<hash>. A study is a file, one that is built in, or a\n" +
			"scenario with --seeds and, to vary something, --param. The same command goes on\n" +
			"where an earlier one ended, however it did. With --emit it runs nothing, but writes\n" +
			"scripts or manifests for many machines. sim schema --study describes the file.",
		Example: "  sim sweep replication-factor\n" +
			"  sim sweep study.yaml --dry-run\n" +
			"  sim sweep ping --seeds 1..20\n" +
			"  sim sweep ping --param rtt=network.latency.constant=10ms..50ms/10ms\n" +
			"  sim sweep study.yaml --shard 1/3 --out a\n" +
			"  sim sweep study.yaml --emit slurm > study.sh",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeStudy,
		RunE: func(c *cobra.Command, args []string) error {
			study, err := a.loadStudy(args[0], f.study)
			if err != nil {
				return err
			}
			if err := f.emit.emitOnly(c); err != nil {
				return err
			}
			if c.Flags().Changed("emit") {
				return a.emitSweep(c, study, &f)
			}
			return a.sweep(study, &f)
		},
	}
	flags := c.Flags()
	flags.StringArrayVar(&f.study.Params, "param", nil, "vary this parameter, too: `name=path=values`, repeatable")
	flags.StringArrayVar(&f.study.Set, "set", nil, "change the scenario in all cells: `path=value`, repeatable")
	flags.StringVar(&f.study.Seeds, "seeds", "", "seeds of every cell, such as 1..20")
	flags.StringArrayVar(&f.study.Where, "where", nil, "leave out cells for which this `condition` does not hold, repeatable")
	flags.StringArrayVar(&f.study.Measures, "measure", nil, "another measure, such as p99(ping.rtt), repeatable")
	flags.StringArrayVar(&f.study.Expect, "expect", nil, "`condition` that must hold across seeds, repeatable")
	flags.StringVar(&f.out, "out", "", "study directory")
	flags.IntVar(&f.jobs, "jobs", 0, "runs at once; 0 for one a core")
	flags.StringVar(&f.memory, "memory", "75%", "memory all runs may use together: a share of the machine's, or 8GiB")
	stallVar(c, &f.stall)
	flags.StringVar(&f.keep, "keep", "summary", "files to keep of every run: summary, metrics or all")
	flags.StringVar(&f.shard, "shard", "", "do the i-th of n parts alone: `i/n`")
	flags.BoolVar(&f.dryRun, "dry-run", false, "list the cells and end")
	flags.BoolVar(&f.retryFailed, "retry-failed", false, "do failed runs again")
	flags.StringVar(&f.progress, "progress", "auto", "progress on stderr: auto, tty, plain or none")
	quietVar(c, &f.quiet, "no list, no progress and no summary")
	f.emit.add(c)
	return c
}

// loadStudy reads a study by path or by name, or makes one of a scenario.
func (a *app) loadStudy(name string, f design.Flags) (*design.Study, error) {
	file, data, isStudy, err := design.Read(name)
	if err != nil {
		return nil, usage(err)
	}
	var study *design.Study
	if isStudy {
		study, err = design.Load(file, data, f, a.known)
	} else {
		study, err = design.FromFlags(file, data, f, a.known)
	}
	return study, a.explain(err)
}

// kept are the values of --keep.
var kept = map[string]run.Keep{"summary": run.Summary, "metrics": run.Metrics, "all": run.All}

func (f *sweepFlags) check() (sweep.Shard, error) {
	if _, ok := kept[f.keep]; !ok {
		return sweep.Shard{}, fmt.Errorf("--keep %q: want summary, metrics or all", f.keep)
	}
	if err := checkProgress(f.progress); err != nil {
		return sweep.Shard{}, err
	}
	shard, err := sweep.ParseShard(f.shard)
	if err != nil {
		return shard, fmt.Errorf("--shard %w", err)
	}
	return shard, nil
}

func (a *app) sweep(study *design.Study, f *sweepFlags) error {
	shard, err := f.check()
	if err != nil {
		return usage(err)
	}
	workers, err := newPool(f.jobs, f.memory, f.stall)
	if err != nil {
		return err
	}
	out := f.out
	if out == "" {
		out = sweep.Place(study)
	}
	if !f.quiet || f.dryRun {
		if err := a.listCells(study, out); err != nil || f.dryRun {
			return err
		}
	}
	if err := seal.Exec(a.mainFile, a.err); err != nil {
		return err
	}
	ctx, stop := untilWish()
	defer stop()
	dir, err := sweep.Open(out, study, shard)
	if err != nil {
		return err
	}
	defer dir.Close()
	s := &sweep.Sweep{
		Study: study, Dir: dir, Shard: shard, Keep: kept[f.keep],
		Damaged: func(err error) { fmt.Fprintf(a.err, "sim: %v; it is done again\n", err) },
	}
	if err := s.Survey(f.retryFailed); err != nil {
		return err
	}
	if err := a.doSweep(ctx, s, workers, f); err != nil {
		return err
	}
	runs, _, err := dir.Gather(s.Runs())
	if err != nil {
		return err
	}
	if !shard.Whole() {
		if !f.quiet {
			fmt.Fprintf(a.out, "shard %v: %s finished; when those of the other shards are, sim merge makes the results\n", shard, say.Count(len(runs), "run"))
		}
		return a.sweepVerdict(study, dir, runs, false)
	}
	return a.conclude(study, dir, runs, f.quiet)
}

// doSweep does the runs that are to be done, and tells on stderr how far it is.
func (a *app) doSweep(ctx context.Context, s *sweep.Sweep, workers *sweep.Pool, f *sweepFlags) error {
	mode := f.progress
	if f.quiet {
		mode = "none"
	}
	all := len(s.Runs())
	p := newSweepProgress(a.err, mode, s.Study.Name, all, s.Finished())
	s.Watch = p.watch()
	err := s.Run(ctx, workers)
	p.clear()
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(a.err, "sim: interrupted with %d of %d runs finished; the same command goes on\n", s.Finished(), all)
		return &failure{exitInterrupted, nil}
	case err != nil:
		return fmt.Errorf("%w; %d of %d runs are finished in %s, and the same command goes on", err, s.Finished(), all, s.Dir.Path)
	}
	return nil
}

// conclude makes the results of a study whose runs are all there.
func (a *app) conclude(s *design.Study, d *sweep.Dir, runs map[sweep.ID]*sweep.Record, quiet bool) error {
	if err := d.Record(runs); err != nil {
		return fmt.Errorf("%w; all runs are finished in %s, and the same command goes on", err, d.Path)
	}
	if !quiet {
		if err := a.printResults(d, runs); err != nil {
			return err
		}
	}
	return a.sweepVerdict(s, d, runs, true)
}

// listCells prints the runs that are to be done.
func (a *app) listCells(s *design.Study, out string) error {
	fmt.Fprintf(a.out, "%s: %s with seeds %v, %s\n", s.Name, say.Count(len(s.Cells), "cell"), s.Seeds, say.Count(s.Runs(), "run"))
	if s.Question != "" {
		fmt.Fprintln(a.out, s.Question)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	head := "  cell"
	for _, p := range s.Parameters {
		head += "\t" + p.Name
	}
	fmt.Fprintln(w, head)
	for _, c := range s.Cells {
		line := "  " + c.ID
		for _, v := range c.Values {
			line += "\t" + string(v)
		}
		fmt.Fprintln(w, line)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.out, "results  %s\n", out)
	return err
}

// completeStudy offers the names of built-in studies and scenarios, and files.
func (a *app) completeStudy(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return slices.Concat(scenarios.EmbeddedStudies(), scenarios.Embedded()), cobra.ShellCompDirectiveDefault
}
