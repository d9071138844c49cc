package infer

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/libp2p-sim/sim/sim/stats"
)

// Share returns the mean of sample, which is not empty and has a share from 0 to 1 of
// each seed, and its interval, which lies in 0 to 1 whatever the sample is. It needs
// two values.
//
// Trials inside a seed are not independent, so that neither their number nor Student's
// t will do. The interval is that of Korn and Graubard (1998): Clopper and Pearson's of
// a binomial share, with as many trials as would spread over samples as the means of
// seeds do, [Trials] a seed, times (z/t(n-1))² because the spread itself is known of n
// seeds only. No share spreads more than a single trial for each seed, so n is the least
// number. Where all seeds have the same share there is no spread, and alike is how many
// trials a seed stands for, as samples tell that are like this one. If there are none,
// it is 1, and nothing is assumed: if seeds have the mean share p, all n are 1 with a
// chance of pⁿ at most.
func Share(sample []float64, alike float64) (mean float64, i Interval) {
	mean = stats.Mean(sample)
	if len(sample) < 2 {
		return mean, Interval{}
	}
	trials, ok := Trials(sample)
	if !ok {
		trials = alike
	}
	z, t := distuv.UnitNormal.Quantile((1+Level)/2), student(len(sample)-1).Quantile((1+Level)/2)
	n := float64(len(sample)) * max(1, trials*math.Pow(z/t, 2))
	i = Interval{0, 1, true}
	x := float64(mean * n) // successes; need not be whole
	if x > 0 {
		i.Low = min(mean, beta(x, n-x+1, (1-Level)/2))
	}
	if x < n {
		i.High = max(mean, beta(x+1, n-x, (1+Level)/2))
	}
	return mean, i
}

// Trials returns how many independent trials a seed is worth, by how its shares spread:
// p(1-p)/s². ok is false if they do not.
func Trials(sample []float64) (trials float64, ok bool) {
	mean := stats.Mean(sample)
	if len(sample) < 2 {
		return 0, false
	}
	s := deviation(sample, mean)
	if s < 1e-9 { // less is of rounding
		return 0, false
	}
	return float64(mean*(1-mean)) / float64(s*s), true
}

// beta is the quantile q of the beta distribution, found by halving, which is more
// exact than gonum's inversion.
func beta(a, b, q float64) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		middle := (low + high) / 2
		if mathext.RegIncBeta(a, b, middle) < q {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}
