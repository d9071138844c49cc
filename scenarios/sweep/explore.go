package sweep

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/scenarios/shrink"
)

// An Attempt is a run of which only the summary is kept.
type Attempt struct {
	Spec    *scenarios.Spec
	Summary report.Summary
	Broke   *run.Breakage // nil if all was well
}

// A Search runs variants of a scenario to find one that breaks.
type Search struct {
	Known []protocols.Protocol
	Pool  *Pool
	Tmp   string // a directory
	Tally Tally
}

// A Tally is told how far a search has come, by several goroutines. A nil function is
// not called.
type Tally struct {
	Begin  func(variants int)
	Tried  func(broke int)                   // one more run; so many have broken so far
	Shrunk func(what string, runs, most int) // a change was kept after so many runs
}

func (t Tally) begin(variants int) {
	if t.Begin != nil {
		t.Begin(variants)
	}
}

func (t Tally) tried(broke int) {
	if t.Tried != nil {
		t.Tried(broke)
	}
}

func (t Tally) shrunk(what string, runs, most int) {
	if t.Shrunk != nil {
		t.Shrunk(what, runs, most)
	}
}

// otherSeeds are tried for a smaller scenario after the seed that broke.
var otherSeeds = []uint64{1, 2, 3}

// Variants returns the scenario with each seed, in each order.
func Variants(spec *scenarios.Spec, seeds []uint64, orders uint64) []*scenarios.Spec {
	var all []*scenarios.Spec
	for _, seed := range seeds {
		for order := range orders {
			v := *spec
			v.Seed, v.Order = seed, spec.Order+order
			all = append(all, &v)
		}
	}
	return all
}

// try runs a scenario as a job of a pool. A run that needs more memory than
// there is says nothing of the scenario, and so is an error.
func (x *Search) try(ctx context.Context, spec *scenarios.Spec, g grant) (*Attempt, uint64, error) {
	path, err := os.MkdirTemp(x.Tmp, "run-")
	if err != nil {
		return nil, 0, err
	}
	defer os.RemoveAll(path)
	r, err := g.do(ctx, path, spec, run.Options{Keep: run.Metrics})
	switch {
	case err != nil:
		return nil, 0, err
	case r.Summary.Failure != nil && r.Summary.Failure.Kind == "memory":
		return nil, 0, fmt.Errorf("seed %d: %s", spec.Seed, r.Summary.Failure.Message)
	}
	return &Attempt{spec, r.Summary, run.BreakageOf(r.Summary)}, r.Peak, nil
}

// Find returns the first variant that breaks or, of those that break, all.
func (x *Search) Find(ctx context.Context, variants []*scenarios.Spec, all bool) ([]*Attempt, error) {
	var mu sync.Mutex
	broke := map[int]*Attempt{}
	x.Tally.begin(len(variants))
	i, err := x.Pool.first(ctx, len(variants), func(ctx context.Context, i int, g grant) (bool, uint64, error) {
		t, peak, err := x.try(ctx, variants[i], g)
		if err != nil {
			return false, peak, err
		}
		mu.Lock()
		defer mu.Unlock()
		if t.Broke != nil {
			broke[i] = t
		}
		x.Tally.tried(len(broke))
		return t.Broke != nil && !all, peak, nil
	})
	switch {
	case err != nil:
		return nil, err
	case i >= 0:
		return []*Attempt{broke[i]}, nil
	}
	var found []*Attempt
	for i := range variants {
		if t := broke[i]; t != nil {
			found = append(found, t)
		}
	}
	return found, nil
}

// Shrink makes the scenario of first, which broke, smaller, with at most the given
// number of runs.
func (x *Search) Shrink(ctx context.Context, first *Attempt, runs int) (*Attempt, shrink.Result, error) {
	start := *first.Spec
	start.Expect, start.Description = nil, ""
	if first.Broke.Failure == nil {
		start.Expect = slices.DeleteFunc(slices.Clone(first.Spec.Expect), func(e scenarios.Expectation) bool {
			return e.Expr.String() != first.Broke.Expect.Expr
		})
	}
	now := *first
	now.Spec = &start
	search := shrink.Search{
		Known: x.Known,
		Seeds: otherSeeds,
		Runs:  runs,
		First: func(cs []shrink.Candidate) (int, error) {
			var mu sync.Mutex
			tried := map[int]*Attempt{}
			i, err := x.Pool.first(ctx, len(cs), func(ctx context.Context, i int, g grant) (bool, uint64, error) {
				t, peak, err := x.try(ctx, cs[i].Spec, g)
				if err != nil || !first.Broke.Again(t.Summary) {
					return false, peak, err
				}
				mu.Lock()
				tried[i] = t
				mu.Unlock()
				return true, peak, nil
			})
			if err == nil && i >= 0 {
				now = *tried[i]
			}
			return i, err
		},
		Accepted: func(c shrink.Candidate, n int) { x.Tally.shrunk(c.What, n, runs) },
	}
	r, err := search.Shrink(&start, first.Broke.When())
	if err != nil {
		return nil, r, err
	}
	return &now, r, nil
}
