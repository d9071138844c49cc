package main

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/shrink"
	"github.com/libp2p-sim/sim/scenarios/sweep"
	"github.com/libp2p-sim/sim/scenarios/underlay"
)

// A find is a seed that breaks a scenario, and what shrinking makes of it.
type find struct {
	scenario string
	seed     uint64
	changes  int // that may be made first
	own      int // of them, those that keep the find failing with its own seed
	other    int // of them, those that break in the same way with a seed that nobody looked at
	runs     int // until nothing gets smaller
	kept     int // of the runs, those whose change was kept
	peers    int // of the smallest scenario
	keys     int // of the smallest scenario
	seconds  float64
}

const header = "scenario,seed,changes,own,other,runs,kept,peers,keys,seconds"

func (f find) csv() string {
	return fmt.Sprintf("%s,%d,%d,%d,%d,%d,%d,%d,%d,%.1f", f.scenario, f.seed, f.changes, f.own, f.other, f.runs, f.kept, f.peers, f.keys, f.seconds)
}

// A meter makes finds.
type meter struct {
	search sweep.Search
	runs   int // that shrinking may take
}

func newMeter(tmp string, jobs, runs int) *meter {
	return &meter{sweep.Search{Known: known, Pool: sweep.NewPool(jobs, 0, time.Minute), Tmp: tmp}, runs}
}

// measure tries seeds from 1 up to most until so many have broken the scenario, and tells of each.
func (m *meter) measure(ctx context.Context, spec *scenarios.Spec, finds int, most uint64, tell func(find)) error {
	for seed := uint64(1); seed <= most && finds > 0; seed++ {
		broke, err := m.search.Find(ctx, sweep.Variants(spec, []uint64{seed}, 1), false)
		if err != nil {
			return err
		}
		if len(broke) == 0 {
			continue
		}
		f, err := m.find(ctx, broke[0])
		if err != nil {
			return err
		}
		tell(f)
		finds--
	}
	if finds > 0 {
		return fmt.Errorf("%s: seeds 1..%d break it %d times too few", spec.Name, most, finds)
	}
	return nil
}

// find measures what shrinking makes of a run that broke.
func (m *meter) find(ctx context.Context, broke *sweep.Attempt) (find, error) {
	f := find{scenario: broke.Spec.Name, seed: broke.Spec.Seed}
	changed, err := m.changes(ctx, broke)
	if err != nil {
		return f, err
	}
	f.changes = len(changed)
	if f.own, err = m.again(ctx, broke, changed); err != nil {
		return f, err
	}
	for _, c := range changed {
		c.Seed += 1_000_000
	}
	if f.other, err = m.again(ctx, broke, changed); err != nil {
		return f, err
	}
	small, r, err := m.search.Shrink(ctx, broke, m.runs)
	if err != nil {
		return f, err
	}
	if r.EndedEarly {
		return f, fmt.Errorf("%s with seed %d: %d runs are too few", f.scenario, f.seed, m.runs)
	}
	f.runs, f.kept = r.Runs, len(r.Changes)
	f.peers, f.keys, f.seconds = underlay.Hosts(small.Spec), keys(small.Spec), small.Spec.Duration.Seconds()
	return f, nil
}

// changes returns all scenarios that are smaller than the one that broke in one respect, but
// for the first respect, which always does: they end soon after the breakage.
func (m *meter) changes(ctx context.Context, broke *sweep.Attempt) (all []*scenarios.Spec, err error) {
	start := *broke.Spec
	start.Description = ""
	if broke.Broke.Failure == nil {
		start.Expect = slices.DeleteFunc(slices.Clone(start.Expect), func(e scenarios.Expectation) bool {
			return e.Expr.String() != broke.Broke.Expect.Expr
		})
	}
	first := true
	search := shrink.Search{Known: known, Runs: math.MaxInt, First: func(cs []shrink.Candidate) (int, error) {
		cut := first && cs[0].Spec.Duration != start.Duration
		first = false
		if cut {
			if n, err := m.again(ctx, broke, []*scenarios.Spec{cs[0].Spec}); n == 1 || err != nil {
				return 0, err
			}
		}
		for _, c := range cs {
			all = append(all, c.Spec)
		}
		return -1, nil
	}}
	_, err = search.Shrink(&start, broke.Broke.When())
	return all, err
}

// again returns how many of the scenarios break as the first did.
func (m *meter) again(ctx context.Context, first *sweep.Attempt, specs []*scenarios.Spec) (n int, err error) {
	broke, err := m.search.Find(ctx, specs, true)
	for _, b := range broke {
		if first.Broke.Again(b.Summary) {
			n++
		}
	}
	return n, err
}

var key = regexp.MustCompile(`[a-z_]+:\s`)

// keys counts the keys of a scenario as a user reads it.
func keys(spec *scenarios.Spec) int {
	return len(key.FindAll(scenarios.Brief(spec, known), -1))
}
