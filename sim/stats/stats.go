// Package stats sums up samples so that every processor gets the same digits:
// [Sum], [Mean] and nearest-rank [Quantile]s, and all of them as a [Summary].
//
// Go may fuse x*y+z into one rounding on some architectures. Nothing here
// multiplies before it adds; whole numbers are summed exactly, all others in
// the order given.
package stats

import (
	"math"
	"math/big"
	"slices"
)

// PPM is a quantile in millionths: 990000 is the 99th percentile.
type PPM int64

// Quantiles in use.
const (
	P10 PPM = 100_000
	P25 PPM = 250_000
	P50 PPM = 500_000
	P75 PPM = 750_000
	P90 PPM = 900_000
	P95 PPM = 950_000
	P99 PPM = 990_000
	All PPM = 1_000_000
)

// Summary sums up one set of samples, in their unit.
type Summary struct {
	Count                              int64
	Min, Mean, P50, P90, P95, P99, Max float64
}

// Summarize sums up values, which need not be sorted; no values give the zero
// Summary. It sorts a copy.
func Summarize(values []float64) Summary {
	if len(values) == 0 {
		return Summary{}
	}
	s := slices.Clone(values)
	slices.Sort(s)
	return Summary{
		Count: int64(len(s)),
		Min:   s[0],
		Mean:  Mean(values),
		P50:   Quantile(s, P50),
		P90:   Quantile(s, P90),
		P95:   Quantile(s, P95),
		P99:   Quantile(s, P99),
		Max:   s[len(s)-1],
	}
}

// Quantile returns the nearest-rank quantile q of sorted: its ⌈q·n⌉-th smallest
// value, the first for q = 0. It is always one of the samples (Hyndman and Fan
// 1996, definition 1). It panics if sorted is empty or q is not in [0, All].
func Quantile(sorted []float64, q PPM) float64 {
	if q < 0 || q > All {
		panic("stats: quantile out of range")
	}
	n := int64(len(sorted))
	rank := (int64(q)*n + int64(All) - 1) / int64(All)
	return sorted[max(rank, 1)-1]
}

// Sum adds values up: exactly rounded if all are whole numbers, else term by
// term in the order given.
func Sum(values []float64) float64 {
	if sum, ok := wholeSum(values); ok {
		f, _ := new(big.Float).SetInt(sum).Float64()
		return f
	}
	return floatSum(values)
}

// Mean returns the arithmetic mean, exactly rounded if all values are whole
// numbers; 0 if there are none. So 99 of 100 is the float64 nearest to 0.99.
func Mean(values []float64) float64 {
	n := int64(len(values))
	if n == 0 {
		return 0
	}
	if sum, ok := wholeSum(values); ok {
		f, _ := new(big.Rat).SetFrac(sum, big.NewInt(n)).Float64()
		return f
	}
	return floatSum(values) / float64(n)
}

func floatSum(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum
}

// wholeSum adds in int64 and carries into a big.Int before it can overflow:
// each term is at most 2⁵³.
func wholeSum(values []float64) (*big.Int, bool) {
	const exact = 1 << 53
	total := new(big.Int)
	var part int64
	for _, v := range values {
		if v != math.Trunc(v) || v > exact || v < -exact {
			return nil, false
		}
		part += int64(v)
		if part > 1<<62 || part < -1<<62 {
			total.Add(total, big.NewInt(part))
			part = 0
		}
	}
	return total.Add(total, big.NewInt(part)), true
}

// Deviation returns the standard deviation of a sample, with n-1 below the fraction; 0
// if it has fewer than two values.
func Deviation(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	mean := Mean(values)
	var sum float64
	for _, v := range values {
		sum += float64((v - mean) * (v - mean)) // not fused, see Wilson
	}
	return math.Sqrt(sum / float64(len(values)-1))
}

// Wilson returns the 95 % score interval of a share p of n trials (Wilson 1927).
func Wilson(p, n float64) (low, high float64) {
	const z = 1.959963984540054 // the 97.5 % quantile of the normal distribution
	// float64(...) keeps a processor from fusing a product into the next sum.
	middle := p + z*z/(2*n)
	spread := z * math.Sqrt(float64(p*(1-p)/n)+z*z/(4*n*n))
	total := 1 + z*z/n
	return max(0, (middle-float64(spread))/total), min(1, (middle+float64(spread))/total)
}
