package study

import (
	"slices"

	"github.com/libp2p-sim/sim/report/internal/infer"
	"github.com/libp2p-sim/sim/sim/stats"
)

// An Interval is meant to hold a value of all seeds with 95 % confidence; where one
// by the bootstrap does so in less than 93 %, [Results.Warnings] says it.
type Interval = infer.Interval

// A Statistic sums a measure up over the seeds of a cell, in the measure's unit.
// Without values, all but N is 0.
type Statistic struct {
	N          int // seeds with a value
	Mean       float64
	MeanIn     Interval // by Student's t; of a share after Korn and Graubard, in 0 to 1
	Median     float64  // nearest-rank
	MedianIn   Interval // by order statistics
	P10, P90   float64  // nearest-rank quantiles over seeds
	P10In      Interval // by the percentile bootstrap
	P90In      Interval
	P10Order   Interval // by order statistics
	P90Order   Interval
	Least, Max float64
}

// Statistic sums up a measure in a cell, both by their index.
func (r *Results) Statistic(cell, measure int) Statistic {
	_, sample := r.Sample(cell, measure)
	s := Statistic{N: len(sample)}
	if s.N == 0 {
		return s
	}
	if s.Mean, s.MeanIn = infer.Mean(sample); r.Measures[measure].Share {
		s.Mean, s.MeanIn = infer.Share(sample, r.alike(measure))
	}
	s.Median, s.MedianIn = infer.Median(sample)
	s.P10, s.P10In = infer.Bootstrap(sample, stats.P10)
	s.P90, s.P90In = infer.Bootstrap(sample, stats.P90)
	s.P10Order, s.P90Order = infer.Ordered(sample, stats.P10), infer.Ordered(sample, stats.P90)
	s.Least, s.Max = slices.Min(sample), slices.Max(sample)
	return s
}

// alike is how many trials a seed stands for in a cell whose seeds all have the same
// share: as many as in the cell of the study where a seed is worth the least, 1 if no
// cell tells.
func (r *Results) alike(measure int) float64 {
	least, found := 1.0, false
	for c := range r.Cells {
		_, sample := r.Sample(c, measure)
		if trials, ok := infer.Trials(sample); ok && (!found || trials < least) {
			least, found = trials, true
		}
	}
	return least
}
