package cmd

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"text/tabwriter"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/shrink"
)

// An explorer runs variants of a scenario to find one that breaks.
type explorer struct {
	app   *app
	pool  *pool
	tmp   string
	ctx   context.Context
	tally *tally
}

// variants are the scenario with each seed, in each order.
func (x *explorer) variants(spec *scenarios.Spec, seeds []uint64, orders uint64) []*scenarios.Spec {
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

// search returns the first variant that breaks or, of those that break, all.
func (x *explorer) search(variants []*scenarios.Spec, all bool) ([]*attempt, error) {
	var mu sync.Mutex
	broke := map[int]*attempt{}
	x.tally.begin("seeds", len(variants))
	i, err := x.pool.first(x.ctx, len(variants), func(ctx context.Context, i int, s share) (bool, uint64, error) {
		t, peak, err := x.app.try(ctx, variants[i], s, x.tmp)
		if err != nil {
			return false, peak, err
		}
		mu.Lock()
		defer mu.Unlock()
		if t.broke != nil {
			broke[i] = t
		}
		x.tally.done(len(broke))
		return t.broke != nil && !all, peak, nil
	})
	switch {
	case err != nil:
		return nil, err
	case i >= 0:
		return []*attempt{broke[i]}, nil
	}
	var found []*attempt
	for i := range variants {
		if t := broke[i]; t != nil {
			found = append(found, t)
		}
	}
	return found, nil
}

// list shows all variants that break, and what breaks most.
func (x *explorer) list(found []*attempt, asked string) {
	w := tabwriter.NewWriter(x.app.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SEED\tORDER\tBROKE")
	kinds := map[string]int{}
	for _, t := range found {
		fmt.Fprintf(w, "%d\t%d\t%v\n", t.spec.Seed, t.spec.Order, t.broke)
		kinds[t.broke.kind()]++
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
	fmt.Fprintf(x.app.out, "\nthe first, with %s:\n", variantOf(found[0].spec))
}

// shrink makes what broke smaller, for no more than so many runs.
func (x *explorer) shrink(first *attempt, runs int) (*attempt, shrink.Result, error) {
	start := *first.spec
	start.Expect, start.Description = nil, ""
	if first.broke.failure == nil {
		start.Expect = slices.DeleteFunc(slices.Clone(first.spec.Expect), func(e scenarios.Expectation) bool {
			return e.Expr.String() != first.broke.expect.Expr
		})
	}
	now := *first
	now.spec = &start
	search := shrink.Search{
		Known: x.app.known,
		Seeds: otherSeeds,
		Runs:  runs,
		First: func(cs []shrink.Candidate) (int, error) {
			var mu sync.Mutex
			tried := map[int]*attempt{}
			i, err := x.pool.first(x.ctx, len(cs), func(ctx context.Context, i int, s share) (bool, uint64, error) {
				t, peak, err := x.app.try(ctx, cs[i].Spec, s, x.tmp)
				if err != nil || !first.broke.again(t.summary) {
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
		Accepted: func(c shrink.Candidate, n int) { x.tally.shrunk(c.What, n, runs) },
	}
	r, err := search.Shrink(&start, first.broke.when())
	if err != nil {
		return nil, r, err
	}
	return &now, r, nil
}
