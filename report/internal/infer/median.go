package infer

import (
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/libp2p-sim/sim/sim/stats"
)

// Median returns the nearest-rank median of sample, which is not empty, and an
// interval between two of its values: of those that lie equally far from both ends
// the narrowest that holds the median with [Level] (David and Nagaraja, Order
// Statistics, 3rd ed., section 7.1). It needs six values.
func Median(sample []float64) (median float64, i Interval) {
	sorted := slices.Sorted(slices.Values(sample))
	median = stats.Quantile(sorted, stats.P50)
	n := len(sorted)
	coin := distuv.Binomial{N: float64(n), P: 0.5}
	rank := 0 // from either end, counted from 1; 0 for none
	for coin.CDF(float64(rank)) <= (1-Level)/2 {
		rank++
	}
	if rank == 0 {
		return median, Interval{}
	}
	return median, Interval{sorted[rank-1], sorted[n-rank], true}
}
