package infer

import (
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/libp2p-sim/sim/sim/stats"
)

// Ordered returns the interval of the quantile q between two values of sample, which
// is not empty: of those that hold q with [Level] or more the one with the fewest
// values inside, and of these the surest (David and Nagaraja, Order Statistics, 3rd
// ed., section 7.1). Which values these are depends on their number alone. There is
// none if sample has fewer than [SeedsFor] values.
func Ordered(sample []float64, q stats.PPM) Interval {
	low, high := orderedRanks(len(sample), q)
	if low == 0 {
		return Interval{}
	}
	sorted := slices.Sorted(slices.Values(sample))
	return Interval{sorted[low-1], sorted[high-1], true}
}

// orderedRanks returns which of n values, counted from 1 by size, are the limits of
// the interval of Ordered; 0, 0 if there is none.
func orderedRanks(n int, q stats.PPM) (low, high int) {
	if n < SeedsFor(q) {
		return 0, 0
	}
	binomial := distuv.Binomial{N: float64(n), P: float64(q) / float64(stats.All)}
	below := make([]float64, n) // that at most so many lie below the quantile
	for k := range below {
		below[k] = binomial.CDF(float64(k))
	}
	best := 0.0
	for width := 1; width < n && low == 0; width++ {
		for a := 1; a+width <= n; a++ {
			if p := below[a+width-1] - below[a-1]; p >= Level && p > best {
				low, high, best = a, a+width, p
			}
		}
	}
	return low, high
}
