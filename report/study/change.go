package study

import (
	"github.com/libp2p-sim/sim/report/internal/infer"
)

// Level is the level of confidence of intervals. A change is told from noise if
// its p after Holm's correction is less than 1 - Level.
const Level = infer.Level

// A Change is how a measure differs between two cells, over the seeds that both
// have.
type Change struct {
	Label    string // of the cells, "k = 10"; may be empty
	Measure  Measure
	N        int          // common seeds with values
	Paired   infer.Paired // if N is at least 2
	Adjusted float64      // its p after Holm's correction, among all changes made with it
}

// Real reports whether c is told from noise.
func (c Change) Real() bool { return c.N >= 2 && c.Adjusted < 1-Level }

// Between returns how all measures that two studies share differ between a cell of
// a and one of b. Correct its p-values with [Correct].
func Between(a *Results, cellA int, b *Results, cellB int, label string) []Change {
	var changes []Change
	for i, m := range a.Measures {
		j := b.measure(m.Expr)
		if j < 0 || b.Measures[j].Unit != m.Unit {
			continue
		}
		x, y := pairs(a, cellA, i, b, cellB, j)
		c := Change{Label: label, Measure: m, N: len(x), Adjusted: 1}
		if c.N >= 2 {
			c.Paired = infer.Compare(x, y)
			if in := &c.Paired.Interval; m.Share { // no two shares are further apart
				in.Low, in.High = max(in.Low, -1), min(in.High, 1)
			}
		}
		changes = append(changes, c)
	}
	return changes
}

// Correct sets Adjusted of changes that are looked at together.
func Correct(changes []Change) {
	var p []float64
	for _, c := range changes {
		if c.N >= 2 {
			p = append(p, c.Paired.P)
		}
	}
	p = infer.Holm(p)
	for i := range changes {
		if changes[i].N >= 2 {
			changes[i].Adjusted, p = p[0], p[1:]
		}
	}
}

// base is the cell that others are compared with, the first if the study names none.
func (r *Results) base() int { return max(0, r.cell(r.Baseline)) }

// FromBaseline returns how the cells of r differ from the study's baseline, corrected
// together.
func (r *Results) FromBaseline() []Change {
	var changes []Change
	base := r.base()
	for c := range r.Cells {
		if c != base {
			changes = append(changes, Between(r, base, r, c, r.Label(c))...)
		}
	}
	Correct(changes)
	return changes
}
