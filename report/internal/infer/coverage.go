package infer

import (
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/libp2p-sim/sim/sim/stats"
)

// LeastCoverage is below which coverage an interval may not pass for one of [Level].
const LeastCoverage = 0.93

// Coverage returns how often the interval that [Bootstrap] gives of n values holds
// the true quantile q, 0 if there is none. Its limits are order statistics a and b,
// so that it holds means that at least a and at most b-1 values lie below the
// quantile: a binomial probability, the same for every continuous distribution (David and
// Nagaraja, Order Statistics, 3rd ed., section 7.1). With one that has equal values, it
// is held at least as often.
func Coverage(n int, q stats.PPM) float64 {
	low, high := bootstrapRanks(n, q)
	if low == 0 {
		return 0
	}
	return between(n, q, low, high)
}

// between returns the chance that the quantile q lies between the values of ranks
// low and high of n.
func between(n int, q stats.PPM, low, high int) float64 {
	below := distuv.Binomial{N: float64(n), P: float64(q) / float64(stats.All)}
	return below.CDF(float64(high-1)) - below.CDF(float64(low-1))
}

// SeedsToCover returns the least number of values, more than n, with which the
// bootstrap's intervals of p10 and p90 both have [LeastCoverage]. More may be worse:
// coverage goes up and down with the number, and stays above from 212 on.
func SeedsToCover(n int) int {
	for n = max(n+1, SeedsFor(stats.P10)); min(Coverage(n, stats.P10), Coverage(n, stats.P90)) < LeastCoverage; {
		n++
	}
	return n
}
