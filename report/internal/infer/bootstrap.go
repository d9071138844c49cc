package infer

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/libp2p-sim/sim/sim/stats"
)

// Bootstrap returns the nearest-rank quantile q of sample, which is not empty, and
// its interval by the percentile bootstrap (Efron 1979): between the quantiles
// (1-Level)/2 and (1+Level)/2 of the quantile q of samples drawn from sample with
// replacement. Nothing is drawn: that the quantile of n draws is at most the k-th
// smallest value has the chance that at least ⌈q·n⌉ of them are, each with k/n, so
// the interval is the one that all resamples give, and needs no seed. There is
// none if sample has fewer than [SeedsFor] values. It may fall far short of
// [Level]: [Coverage] says by how much.
func Bootstrap(sample []float64, q stats.PPM) (quantile float64, i Interval) {
	sorted := slices.Sorted(slices.Values(sample))
	quantile = stats.Quantile(sorted, q)
	low, high := bootstrapRanks(len(sorted), q)
	if low == 0 {
		return quantile, Interval{}
	}
	return quantile, Interval{sorted[low-1], sorted[high-1], true}
}

// bootstrapRanks returns which of n values, counted from 1 by size, are the limits
// of the bootstrap's interval; 0, 0 if there is none.
func bootstrapRanks(n int, q stats.PPM) (low, high int) {
	if n < SeedsFor(q) {
		return 0, 0
	}
	rank := (int64(q)*int64(n) + int64(stats.All) - 1) / int64(stats.All)
	limit := func(p float64) int {
		k := 1
		for ; k < n; k++ {
			draws := distuv.Binomial{N: float64(n), P: float64(k) / float64(n)}
			if 1-draws.CDF(float64(rank-1)) >= p {
				break
			}
		}
		return k
	}
	return limit((1 - Level) / 2), limit((1 + Level) / 2)
}

// SeedsFor returns how many values it takes until the least and the greatest
// hold the quantile q between them with [Level]: 1 - qⁿ - (1-q)ⁿ. With fewer, no
// method without assumptions gives an interval. It is 6 for the median.
func SeedsFor(q stats.PPM) int {
	p := float64(q) / float64(stats.All)
	if p <= 0 || p >= 1 {
		return math.MaxInt
	}
	for n := 1; ; n++ {
		if 1-math.Pow(p, float64(n))-math.Pow(1-p, float64(n)) >= Level {
			return n
		}
	}
}
