package compare

import (
	"fmt"
	"math"
	"slices"

	"github.com/libp2p-sim/sim/report/study"
)

// studies compares the cells that a and b share. It reports false if there is
// nothing to compare.
func (c *Comparison) studies(a, b *study.Results) bool {
	matched := match(a, b)
	var changes []study.Change
	found := make([]bool, len(b.Cells))
	for i, j := range matched {
		if j < 0 {
			c.note("%s is in %s alone.", cellName(a, i), c.A.Path)
			continue
		}
		found[j] = true
		changes = append(changes, study.Between(a, i, b, j, a.Label(i))...)
	}
	for j, ok := range found {
		if !ok {
			c.note("%s is in %s alone.", cellName(b, j), c.B.Path)
		}
	}
	study.Correct(changes)
	c.measures(a, b)
	for _, side := range []Side{c.A, c.B} {
		r := side.Study
		if n := len(r.Failures); n > 0 {
			c.note("Of %d runs in %s, %d failed and are left out.", len(r.Cells)*len(r.Seeds), side.Path, n)
		}
		if !r.Complete {
			c.note("The sweep in %s has not finished.", side.Path)
		}
	}
	if v, w := a.Versions["sim"], b.Versions["sim"]; v != w {
		c.note("Simulated by sim %s and by sim %s.", v, w)
	}
	c.modules(a.Versions, b.Versions)
	few := math.MaxInt
	for _, change := range changes {
		few = min(few, change.N)
		c.change(change)
	}
	if len(changes) > 0 {
		c.carry(few, len(changes))
	}
	return len(changes) > 0
}

// carry notes the claims that so few common seeds cannot carry.
func (c *Comparison) carry(seeds, changes int) {
	switch {
	case seeds == 0:
		c.note("Some cells have no seeds with values in common: compare sweeps over the same seeds.")
	case seeds == 1:
		c.note("One common seed cannot tell noise: sweep over more.")
	case seeds < study.FewSeeds:
		c.note("%d common seeds are few: the verdicts on noise rest on the assumption that differences are normal.", seeds)
	}
	if weak := study.WeakRanks(seeds, changes); seeds >= study.FewSeeds && weak != "" {
		c.note("%s", weak)
	}
}

// measures notes which measures are in one study alone.
func (c *Comparison) measures(a, b *study.Results) {
	for _, s := range []struct {
		in, other *study.Results
		path      string
	}{{a, b, c.A.Path}, {b, a, c.B.Path}} {
		for _, m := range s.in.Measures {
			if !slices.ContainsFunc(s.other.Measures, func(o study.Measure) bool { return o.Expr == m.Expr && o.Unit == m.Unit }) {
				c.note("%s is measured in %s alone.", m.Expr, s.path)
			}
		}
	}
}

// change adds the row of a change.
func (c *Comparison) change(change study.Change) {
	p := change.Paired
	row := Row{
		Where: change.Label, Measure: change.Measure.Expr, Unit: change.Measure.Unit,
		A: p.MeanA, B: p.MeanB, Verdict: change.Verdict(), Real: change.Real(),
	}
	if change.N < 2 {
		c.Rows = append(c.Rows, row)
		return
	}
	if p.Mean == 0 && p.Interval.Half() == 0 {
		c.Same++
		return
	}
	row.Values, row.By = change.Values(), change.Difference()
	row.Paired = &Paired{
		Seeds: change.N, Difference: p.Mean, In: [2]float64{p.Interval.Low, p.Interval.High},
		P: p.P, Adjusted: change.Adjusted, SignedRank: p.RankP,
	}
	if !math.IsInf(p.DZ, 0) {
		row.Paired.DZ = &p.DZ
		row.By += ", " + change.Effect()
	}
	if d := change.Doubt(); d != "" {
		row.Verdict += "; " + d
	}
	if by, _, ok := change.Relative(); ok {
		row.Change = &by
	}
	row.Way = wayOf(worse(row.Measure, row.Unit, change.Measure.Share), p.Mean)
	c.Rows = append(c.Rows, row)
}

// match finds for each cell of a the cell of b with the same values of the
// parameters that both have, or -1. Parameters of one study alone count only if
// they vary: then no cell is like another.
func match(a, b *study.Results) []int {
	key := func(r, other *study.Results, cell int) string {
		k := ""
		for p, parameter := range r.Parameters {
			if len(parameter.Values) > 1 || slices.ContainsFunc(other.Parameters, func(o study.Parameter) bool { return o.Name == parameter.Name }) {
				k += fmt.Sprintf("%q=%q ", parameter.Name, r.Cells[cell].Values[p])
			}
		}
		return k
	}
	cells := map[string]int{}
	for j := range b.Cells {
		cells[key(b, a, j)] = j
	}
	matched := make([]int, len(a.Cells))
	for i := range a.Cells {
		j, ok := cells[key(a, b, i)]
		if !ok {
			j = -1
		}
		matched[i] = j
	}
	return matched
}

func cellName(r *study.Results, cell int) string {
	if label := r.Label(cell); label != "" {
		return label
	}
	return "cell " + r.Cells[cell].ID
}
