package dist

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

var normalForm = Form{
	Law: NormalLaw,
	Doc: "The normal law, of which only values that are not negative are drawn.",
	Params: []Param{
		{Name: "mean", Doc: "Mean of the whole normal law; the mean of the drawn values is larger.", Required: true, of: func(p *Params) any { return &p.Mean }},
		{Name: "stddev", Doc: "Standard deviation of the whole normal law.", Required: true, Min: "1ns", of: func(p *Params) any { return &p.StdDev }},
	},
	make: newNormal,
}

// Normal returns the normal law with the given mean and standard deviation, of which
// only values that are not negative are kept. Mean and stddev are those of the
// whole normal law; [Dist.Mean] is larger, and noticeably so if mean is not
// some times stddev. It panics if mean is negative, stddev is not above 0 or
// one is above [Longest].
func Normal(mean, stddev time.Duration) Dist {
	return mustNew(Params{Law: NormalLaw, Mean: mean, StdDev: stddev})
}

type normal struct{ centre, stddev time.Duration }

func newNormal(p Params) (family, error) {
	if p.StdDev == 0 {
		return nil, fmt.Errorf("normal: stddev is 0; want more, or the constant law")
	}
	return normal{p.Mean, p.StdDev}, nil
}

func (n normal) params() Params { return Params{Law: NormalLaw, Mean: n.centre, StdDev: n.stddev} }

func (normal) hasMean() bool { return true }

// mean is m + s·φ(m/s)/Φ(m/s).
func (n normal) mean() time.Duration {
	m, s := float64(n.centre), float64(n.stddev)
	a := m / s
	density := exp(-float64(a*a)/2) / math.Sqrt(2*math.Pi)
	return whole(m + float64(s*density)/normalCDF(a))
}

func (n normal) cdf(x time.Duration) float64 {
	m, s := float64(n.centre), float64(n.stddev)
	return 1 - normalCDF((m-float64(x))/s)/normalCDF(m/s)
}

// sample rejects at most every second draw, since the centre is not negative.
func (n normal) sample(r *rand.Rand) time.Duration {
	for {
		x := float64(n.centre) + float64(float64(n.stddev)*standardNormal(r))
		if x >= 0 {
			return whole(x)
		}
	}
}

// residual draws from the length-biased density g(x) ~ x·exp(-(x-m)²/2s²) by
// rejection. Its logarithm curves at least as much as that of a normal density
// with the same s, which therefore, put on the mode o of g, lies above g
// everywhere; the ratio of g(x) to that density is, up to a factor, t·exp(1-t),
// t = x/o.
func (n normal) residual(r *rand.Rand) time.Duration {
	c := partLeft(r)
	m, s := float64(n.centre), float64(n.stddev)
	o := (m + math.Sqrt(float64(m*m)+float64(4*float64(s*s)))) / 2
	for {
		x := o + float64(s*standardNormal(r))
		if x <= 0 {
			continue
		}
		t := x / o
		if r.Float64() < float64(t*exp(1-t)) {
			return whole(c * x)
		}
	}
}

func (n normal) String() string {
	return fmt.Sprintf("normal(mean %v, stddev %v)", n.centre, n.stddev)
}
