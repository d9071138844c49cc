package dist

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"time"
)

// Longest caps every draw and every mean: 100 Julian years.
const Longest = 100 * 8766 * time.Hour

// Dist is the law of a random duration. The zero Dist is the constant 0.
// Dists can be compared with ==.
type Dist struct {
	f family
}

// A family is one law with its numbers. Its implementations are comparable and
// never change. None of them has to care for draws and means above Longest:
// whole caps them.
type family interface {
	params() Params
	mean() time.Duration // Longest where there is none
	hasMean() bool
	cdf(x time.Duration) float64 // for 0 ≤ x < Longest
	sample(r *rand.Rand) time.Duration
	residual(r *rand.Rand) time.Duration // only with a mean
	String() string
}

func (d Dist) family() family {
	if d.f == nil {
		return constant(0)
	}
	return d.f
}

// IsZero reports whether d is the zero Dist, the constant 0.
func (d Dist) IsZero() bool { return d == Dist{} }

// Params gives the parameters that d was made from, with the law named even for
// the zero Dist.
func (d Dist) Params() Params { return d.family().params() }

// HasMean reports whether d has a finite mean. All laws have, but for the two
// of Pareto with a shape of 1 or less. Without one there is no equilibrium: the
// longer the past, the longer the interval that a moment falls into.
func (d Dist) HasMean() bool { return d.family().hasMean() }

// Mean returns the expected value of d, rounded to a nanosecond; [Longest] if it is
// longer than that or infinite. It is the mean of the law itself, which the cap
// of draws at Longest does not make smaller.
func (d Dist) Mean() time.Duration { return d.family().mean() }

// CDF returns the probability, 0 to 1, that a draw is at most x. It is exact to
// about 1e-14.
func (d Dist) CDF(x time.Duration) float64 {
	switch {
	case x < 0:
		return 0
	case x >= Longest:
		return 1
	}
	return d.family().cdf(x)
}

// Quantile returns the shortest duration that a draw stays below or meets with a
// probability of at least p. It panics unless 0 ≤ p ≤ 1.
func (d Dist) Quantile(p float64) time.Duration {
	if !(p >= 0 && p <= 1) {
		panic(fmt.Sprintf("dist: no quantile of %v", p))
	}
	x := sort.Search(int(Longest), func(x int) bool { return d.CDF(time.Duration(x)) >= p })
	return time.Duration(x)
}

// Sample draws one duration from d: whole nanoseconds, 0 to [Longest]. The
// normal and the gamma law reject some numbers of r and so take two or more;
// the constant law takes none, the others take one (the log-normal law, which
// draws a normal number, two or more).
func (d Dist) Sample(r *rand.Rand) time.Duration { return d.family().sample(r) }

// Residual draws the rest of an interval of a stationary renewal process with
// law d, as met at a moment that has nothing to do with it: the density is
// (1-F(x))/mean. It is the law of the first session of a peer that the start of
// a run finds online.
//
// The interval that such a moment falls into is length-biased, with density
// x·f(x)/mean, and the moment divides it uniformly; Residual draws both parts,
// or from a law that is known to be that of the product. (Cox, Renewal Theory,
// 1962, section 5.) Nothing in it is approximated.
//
// Without a mean there is no such law; Residual then gives its limit, an
// interval without end: [Longest].
func (d Dist) Residual(r *rand.Rand) time.Duration {
	f := d.family()
	if !f.hasMean() {
		return Longest
	}
	return f.residual(r)
}

// String writes d as scenarios do, with durations as Go prints them.
func (d Dist) String() string { return d.family().String() }

// whole rounds ns to a nanosecond and keeps it within 0 to [Longest].
func whole(ns float64) time.Duration {
	if !(ns > 0) {
		return 0
	}
	if ns >= float64(Longest) {
		return Longest
	}
	return time.Duration(math.Round(ns))
}
