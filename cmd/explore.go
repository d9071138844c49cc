package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/scenarios/shrink"
	"github.com/libp2p-sim/sim/scenarios/sweep"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/seal"
)

type exploreFlags struct {
	set       []string
	seeds     string
	orders    int
	jobs      int
	memory    string
	stall     time.Duration
	keepGoing bool
	runs      int
	out       string
	force     bool
	progress  string
	quiet     bool
}

func (a *app) exploreCommand() *cobra.Command {
	var f exploreFlags
	c := &cobra.Command{
		Use:   "explore FILE|NAME",
		Short: "Find a seed that breaks a scenario, and shrink it",
		Long: "Run a scenario with many seeds until an expectation fails or the simulation\n" +
			"does. Then shrink it: fewer peers, less churn, fewer faults, less to do, a\n" +
			"shorter run, as long as it still breaks in the same way. The result is a\n" +
			"scenario of its own. The exit code is that of the run that breaks, 99 or 3, or\n" +
			"0 if none does.",
		Example:           "  sim explore churn --seeds 1..100\n  sim explore my.yaml --seeds 1..1000 --orders 4 --out smallest.yaml",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeScenario,
		RunE: func(c *cobra.Command, args []string) error {
			spec, err := a.load(args[0], f.set)
			if err != nil {
				return err
			}
			return a.explore(spec, &f)
		},
	}
	c.Flags().StringArrayVar(&f.set, "set", nil, "change the scenario: `path=value`, repeatable")
	c.Flags().StringVar(&f.seeds, "seeds", "1..100", "seeds to run")
	c.Flags().IntVar(&f.orders, "orders", 1, "orders of the events at one instant to run of each seed")
	c.Flags().IntVar(&f.jobs, "jobs", 0, "runs at once, at most; 0 is one a core")
	c.Flags().StringVar(&f.memory, "memory", "75%", "memory that all runs may use: a share of the machine's, or 8GiB")
	stallVar(c, &f.stall)
	c.Flags().BoolVar(&f.keepGoing, "keep-going", false, "run all seeds and list the ones that break; shrink the first")
	c.Flags().IntVar(&f.runs, "shrink-runs", 1000, "runs that shrinking may take")
	c.Flags().StringVar(&f.out, "out", "", "`file` of the smallest scenario (default results/explore/NAME-sSEED.yaml)")
	c.Flags().BoolVar(&f.force, "force", false, "replace the file --out")
	c.Flags().StringVar(&f.progress, "progress", "auto", "progress on stderr: auto, tty, plain or none")
	quietVar(c, &f.quiet, "no progress and no findings on the terminal: the file and the exit code tell")
	return c
}

func (f *exploreFlags) check() (seeds design.Seeds, err error) {
	if err := checkProgress(f.progress); err != nil {
		return nil, err
	}
	if f.orders < 1 {
		return nil, fmt.Errorf("--orders %d: want 1 or more", f.orders)
	}
	if f.runs < 0 {
		return nil, fmt.Errorf("--shrink-runs %d: want 0 or more", f.runs)
	}
	if f.out != "" && !f.force {
		if _, err := os.Lstat(f.out); !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s exists; --force replaces it", f.out)
		}
	}
	if seeds, err = design.ParseSeeds(f.seeds); err != nil {
		return nil, fmt.Errorf("--seeds: %w", err)
	}
	return seeds, nil
}

func (a *app) explore(spec *scenarios.Spec, f *exploreFlags) error {
	seeds, err := f.check()
	if err != nil {
		return usage(err)
	}
	p, err := newPool(f.jobs, f.memory, f.stall)
	if err != nil {
		return err
	}
	if err := seal.Exec(a.mainFile, a.err); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "sim-explore-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	ctx, stop := untilWish()
	defer stop()
	if f.quiet {
		silent := *a
		silent.out, f.progress = io.Discard, "none"
		a = &silent
	}
	t := newTally(a.err, f.progress)
	defer t.clear()
	x := &explorer{app: a, search: &sweep.Search{Known: a.known, Pool: p, Tmp: tmp, Tally: t.told()}, tally: t}
	err = x.explore(ctx, spec, seeds, f)
	if ctx.Err() != nil {
		t.clear()
		fmt.Fprintln(a.err, "sim: interrupted")
		return &failure{exitInterrupted, nil}
	}
	return err
}

// An explorer tells the finds of a search.
type explorer struct {
	app    *app
	search *sweep.Search
	tally  *tally
}

func (x *explorer) explore(ctx context.Context, spec *scenarios.Spec, seeds []uint64, f *exploreFlags) error {
	variants := sweep.Variants(spec, seeds, uint64(f.orders))
	asked := say.CountNo(len(seeds), "seed")
	if f.orders > 1 {
		asked = fmt.Sprintf("%d runs, %s in %d orders", len(variants), asked, f.orders)
	}
	found, err := x.search.Find(ctx, variants, f.keepGoing)
	if err != nil {
		return err
	}
	x.tally.clear()
	if found == nil {
		fmt.Fprintf(x.app.out, "%s: nothing breaks with %s\n", spec.Name, asked)
		return nil
	}
	first := found[0]
	if f.keepGoing {
		x.list(found, asked)
	} else {
		fmt.Fprintf(x.app.out, "%s breaks with %s\n", spec.Name, variantOf(first.Spec))
	}
	fmt.Fprintf(x.app.out, "  ✗ %v\n", first.Broke)
	small, r, err := x.search.Shrink(ctx, first, f.runs)
	if err != nil {
		return err
	}
	x.tally.clear()
	out := f.out
	if out == "" {
		out = filepath.Join("results", "explore", fmt.Sprintf("%s-s%d.yaml", spec.Name, first.Spec.Seed))
	}
	if err := x.report(first, small, r, out); err != nil {
		return err
	}
	return &failure{codeOf(small.Broke), nil}
}

// codeOf is the exit code of a run that broke.
func codeOf(b *run.Breakage) int {
	if b.Failure != nil {
		return exitSimulation
	}
	return exitExpectation
}

// list shows all variants that break, and the commonest breakage.
func (x *explorer) list(found []*sweep.Attempt, asked string) {
	w := tabwriter.NewWriter(x.app.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SEED\tORDER\tBROKE")
	kinds := map[string]int{}
	for _, t := range found {
		fmt.Fprintf(w, "%d\t%d\t%v\n", t.Spec.Seed, t.Spec.Order, t.Broke)
		kinds[t.Broke.Kind()]++
	}
	_ = w.Flush() // to a writer that says so again
	fmt.Fprintf(x.app.out, "\n%d of %s break\n", len(found), asked)
	names := make([]string, 0, len(kinds))
	for k := range kinds {
		names = append(names, k)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(kinds[b]-kinds[a], cmp.Compare(a, b)) })
	for _, k := range names {
		fmt.Fprintf(x.app.out, "  %d  %s\n", kinds[k], k)
	}
	fmt.Fprintf(x.app.out, "\nthe first, with %s:\n", variantOf(found[0].Spec))
}

// report writes the smallest scenario to a file, and tells of it.
func (x *explorer) report(first, small *sweep.Attempt, r shrink.Result, out string) error {
	text := fmt.Appendf(nil, "# Made by sim explore from %s, which broke with %s:\n# %v\n%s",
		first.Spec.Name, variantOf(first.Spec), small.Broke, scenarios.Brief(small.Spec, x.app.known))
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	if err := atomicfile.Bytes(out, text); err != nil {
		return err
	}
	more := ""
	if r.EndedEarly {
		more = ", all that it could have (--shrink-runs)"
	}
	w := x.app.out
	switch {
	case r.Runs == 0:
		fmt.Fprintf(w, "\nnot shrunk\n\n")
	case len(r.Changes) == 0:
		fmt.Fprintf(w, "\nno smaller in %s%s\n\n", say.CountNo(r.Runs, "run"), more)
	default:
		fmt.Fprintf(w, "\nshrunk in %s%s\n  from  %s\n  to    %s\n", say.CountNo(r.Runs, "run"), more, extent(first.Spec), extent(small.Spec))
		fmt.Fprintf(w, "  ✗ %v\n\n", small.Broke)
	}
	for line := range strings.Lines(string(text)) {
		fmt.Fprint(w, "  ", line)
	}
	fmt.Fprintf(w, "\n  fingerprint  %s\n  reproduce    %s\n", small.Summary.Fingerprint, x.app.again(out))
	return nil
}

// extent tells how much a scenario is.
func extent(s *scenarios.Spec) string {
	churn := "churn"
	if len(s.Churn) == 0 {
		churn = "no churn"
	}
	return fmt.Sprintf("%s, %v, %s, %s, %s",
		say.CountNo(underlay.Hosts(s), "peer"), s.Duration, say.CountNo(len(s.Faults), "fault"), churn, say.CountNo(len(s.Workload), "step"))
}

// variantOf names seed and order.
func variantOf(s *scenarios.Spec) string {
	if s.Order == 0 {
		return fmt.Sprintf("seed %d", s.Seed)
	}
	return fmt.Sprintf("seed %d in order %d", s.Seed, s.Order)
}
