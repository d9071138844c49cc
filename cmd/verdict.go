package cmd

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/scenarios/sweep"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

// printResults says in a few lines how a sweep went.
func (a *app) printResults(d *sweep.Dir, runs map[sweep.ID]*sweep.Record) error {
	failed := 0
	for _, r := range runs {
		if r.Failed != "" {
			failed++
		}
	}
	_, err := fmt.Fprintf(a.out, "%s complete, %d failed: %s, %s\n",
		say.Count(len(runs)-failed, "run"), failed, filepath.Join(d.Path, study.ResultsFile), study.ParquetFile)
	return err
}

// shown is how many failures of one kind are told one by one.
const shown = 10

// sweepVerdict tells the failures and turns them into an exit code: runs that
// failed come before expectations that did.
func (a *app) sweepVerdict(s *design.Study, d *sweep.Dir, runs map[sweep.ID]*sweep.Record, all bool) error {
	order := slices.SortedFunc(maps.Keys(runs), func(x, y sweep.ID) int {
		if x.Cell != y.Cell {
			return x.Cell - y.Cell
		}
		return x.Seed - y.Seed
	})
	failed := 0
	unmet := map[string]int{}
	for _, r := range order {
		run := runs[r]
		for _, e := range run.Unmet {
			unmet[e]++
		}
		if run.Failed == "" {
			continue
		}
		if failed++; failed <= shown {
			fmt.Fprintf(a.err, "sim: %s, seed %d failed: %s; reproduce: %s\n",
				s.CellName(s.Cells[r.Cell]), run.Seed, run.Failed, a.again(filepath.Join(d.RunPath(run.Cell, run.Seed), trace.ScenarioFile)))
		}
	}
	if failed > shown {
		fmt.Fprintf(a.err, "sim: %d more runs failed; they are in %s\n", failed-shown, study.ResultsFile)
	}
	for _, e := range slices.Sorted(maps.Keys(unmet)) {
		fmt.Fprintf(a.err, "✗ %s: not met by %d of %s\n", e, unmet[e], say.Count(len(runs), "run"))
	}
	met := len(unmet) == 0
	if all {
		met = a.acrossSeeds(s, runs) && met
	}
	switch {
	case failed > 0:
		return &failure{exitSimulation, nil}
	case !met:
		return &failure{exitExpectation, nil}
	}
	return nil
}

// acrossSeeds holds every cell against what the study expects, tells what is not
// met, and reports whether all is.
func (a *app) acrossSeeds(s *design.Study, runs map[sweep.ID]*sweep.Record) bool {
	met := true
	for _, x := range s.Across {
		for i, c := range s.Cells {
			var sample []expect.SeedRun
			for j, seed := range s.Seeds {
				sample = append(sample, expect.SeedRun{Seed: seed, Values: runs[sweep.ID{Cell: i, Seed: j}].Values(x.Measures())})
			}
			if r := x.Eval(sample); !r.OK {
				met = false
				blame := r.Blame()
				if blame != "" {
					blame = "; " + blame
				}
				fmt.Fprintf(a.err, "✗ %s: %s in cell %s%s\n", r.Expr, r.Actual, strings.TrimSpace(s.CellName(c)), blame)
			}
		}
	}
	return met
}
