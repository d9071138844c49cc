package infer

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/libp2p-sim/sim/sim/stats"
)

// Level is the confidence of all intervals.
const Level = 0.95

// An Interval is meant to hold the true value with the confidence [Level]. If what
// its method assumes holds, that of [Mean] does so exactly and those of [Median]
// and [Ordered] at least; those of [Share] and [Bootstrap] may do so less often: see
// docs/statistics.md and [Coverage]. A sample that is too small gives none.
type Interval struct {
	Low, High float64
	OK        bool // there is one
}

// Half returns half of i's width, the y of "x ± y" for the t interval.
func (i Interval) Half() float64 { return (i.High - i.Low) / 2 }

// Mean returns the mean of sample, which is not empty, and its interval by Student's
// t, mean ± t(n-1)·s/√n (Student 1908). It needs two values.
func Mean(sample []float64) (mean float64, i Interval) {
	mean = stats.Mean(sample)
	n := len(sample)
	if n < 2 {
		return mean, Interval{}
	}
	half := student(n-1).Quantile((1+Level)/2) * deviation(sample, mean) / math.Sqrt(float64(n))
	return mean, Interval{mean - half, mean + half, true}
}

// student is Student's distribution with the given degrees of freedom.
func student(degrees int) distuv.StudentsT {
	return distuv.StudentsT{Sigma: 1, Nu: float64(degrees)}
}

// deviation is the standard deviation of a sample, with n-1. It is exactly 0 if
// all are equal.
func deviation(sample []float64, mean float64) float64 {
	var sum float64
	equal := true
	for _, v := range sample {
		d := v - mean
		sum += float64(d * d)
		equal = equal && v == sample[0]
	}
	if equal {
		return 0 // the mean may be off by a bit
	}
	return math.Sqrt(sum / float64(len(sample)-1))
}
