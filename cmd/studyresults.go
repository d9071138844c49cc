package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/expect"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/trace"
)

// gather reads finished runs, and says which are not there.
func (d *studyDir) gather(list []cellSeed) (runs map[cellSeed]*studyRun, missing []cellSeed, err error) {
	runs = map[cellSeed]*studyRun{}
	for _, r := range list {
		run, err := d.loadRun(d.study.Cells[r.cell].ID, d.study.Seeds[r.seed])
		switch {
		case err != nil:
			return nil, nil, err
		case run == nil:
			missing = append(missing, r)
		default:
			runs[r] = run
		}
	}
	return runs, missing, nil
}

// record makes results of all runs of a study. DONE is written last.
func (d *studyDir) record(runs map[cellSeed]*studyRun) error {
	err := d.study.Record(d.path, func(cell, seed int) (study.Run, error) {
		run := runs[cellSeed{cell, seed}]
		if run == nil {
			return study.Run{}, fmt.Errorf("%s is missing", d.file(runPlace(d.study.Cells[cell].ID, d.study.Seeds[seed])))
		}
		return run.result(), nil
	})
	if err != nil {
		return err
	}
	return putFile(d.path, study.DoneFile, []byte("complete\n"))
}

// unfinish removes results, of which a run is about to change.
func (d *studyDir) unfinish() error {
	for _, name := range []string{study.DoneFile, study.ResultsFile, study.ParquetFile} {
		if err := os.Remove(d.file(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// printResults says in a few lines how a sweep went.
func (a *app) printResults(d *studyDir, runs map[cellSeed]*studyRun) error {
	failed := 0
	for _, r := range runs {
		if r.Failed != "" {
			failed++
		}
	}
	_, err := fmt.Fprintf(a.out, "%s complete, %d failed: %s, %s\n",
		count(len(runs)-failed, "run"), failed, d.file(study.ResultsFile), study.ParquetFile)
	return err
}

// shown is how many failures of one kind are told one by one.
const shown = 10

// sweepVerdict tells what failed and turns it into an exit code: runs that
// failed come before expectations that did.
func (a *app) sweepVerdict(s *scenarios.Study, d *studyDir, runs map[cellSeed]*studyRun, all bool) error {
	order := slices.SortedFunc(maps.Keys(runs), func(x, y cellSeed) int {
		if x.cell != y.cell {
			return x.cell - y.cell
		}
		return x.seed - y.seed
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
				s.CellName(s.Cells[r.cell]), run.Seed, run.Failed, a.again(d.file(filepath.Join(runPlace(run.Cell, run.Seed), trace.ScenarioFile))))
		}
	}
	if failed > shown {
		fmt.Fprintf(a.err, "sim: %d more runs failed; they are in %s\n", failed-shown, study.ResultsFile)
	}
	for _, e := range slices.Sorted(maps.Keys(unmet)) {
		fmt.Fprintf(a.err, "✗ %s: not met by %d of %s\n", e, unmet[e], count(len(runs), "run"))
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
func (a *app) acrossSeeds(s *scenarios.Study, runs map[cellSeed]*studyRun) bool {
	met := true
	for _, x := range s.Across {
		for i, c := range s.Cells {
			var sample []expect.SeedRun
			for j, seed := range s.Seeds {
				sample = append(sample, expect.SeedRun{Seed: seed, Values: runs[cellSeed{i, j}].values(x.Measures())})
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

// values are what r gives for some of its measures; a failed run gives none.
func (r *studyRun) values(of []expect.Measure) []expect.Value {
	var all []expect.Value
	for _, m := range of {
		v := expect.Value{}
		for _, have := range r.Measures {
			if have.Expr == m.String() && have.Value != nil {
				v = expect.Value{V: *have.Value, OK: true}
			}
		}
		all = append(all, v)
	}
	return all
}
