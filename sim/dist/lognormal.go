package dist

import (
	"fmt"
	"math/rand/v2"
	"time"
)

var logNormalForm = Form{
	Law: LogNormalLaw,
	Doc: "A law whose logarithm is normal: median and sigma, mean and sigma, or two quantiles.",
	Params: []Param{
		{Name: "median", Doc: "The duration that half of all stay below; with sigma.", Min: "1ns", of: func(p *Params) any { return &p.Median }},
		meanParam("The mean duration; with sigma.", "1ns"),
		{Name: "sigma", Doc: "Standard deviation of the natural logarithm, without unit; with median or mean.", Min: "0", Max: "10", of: func(p *Params) any { return &p.Sigma }},
		{Name: "p50", Doc: "The duration that half of all stay below; with p90.", Min: "1ns", of: func(p *Params) any { return &p.Median }},
		{Name: "p90", Doc: "The duration that 90% of all stay below; with p50.", Min: "1ns", of: func(p *Params) any { return &p.P90 }},
	},
	Sets: [][]string{{"median", "sigma"}, {"mean", "sigma"}, {"p50", "p90"}},
	set: func(p Params) int {
		switch {
		case p.P90 > 0:
			return 2
		case p.Median > 0:
			return 0
		}
		return 1
	},
	make: newLogNormal,
}

// z90 is the 90th percentile of the standard normal law.
const z90 = 1.2815515655446004

// LogNormal returns the law of a duration whose logarithm is normal: half of the
// draws stay below median, and sigma is the standard deviation of the
// logarithm, without unit. It panics if median is not above 0, or sigma is
// outside 0 to [MaxSigma].
func LogNormal(median time.Duration, sigma float64) Dist {
	return mustNew(Params{Law: LogNormalLaw, Median: median, Sigma: sigma})
}

// LogNormalMean is [LogNormal] given by its mean instead of its median, which
// then is mean·exp(-sigma²/2).
func LogNormalMean(mean time.Duration, sigma float64) Dist {
	return mustNew(Params{Law: LogNormalLaw, Mean: mean, Sigma: sigma})
}

// LogNormalQuantiles is [LogNormal] through two measured quantiles: half of the
// draws stay below p50 and nine of ten below p90. Sigma is ln(p90/p50) divided
// by the 90th percentile of the standard normal law. It panics unless
// 0 < p50 ≤ p90.
func LogNormalQuantiles(p50, p90 time.Duration) Dist {
	return mustNew(Params{Law: LogNormalLaw, Median: p50, P90: p90})
}

type lognormal struct {
	p      Params
	median float64 // in nanoseconds
	sigma  float64
}

func newLogNormal(p Params) (family, error) {
	if p.P90 > 0 {
		if p.Median == 0 {
			return nil, &ParamError{p.Law, "p50", "p50 is 0", "more than 0"}
		}
		if p.P90 < p.Median {
			return nil, &ParamError{p.Law, "p90", fmt.Sprintf("p90 %s is below p50 %s", written(p.P90), written(p.Median)), "at least " + written(p.Median)}
		}
		median := float64(p.Median)
		return lognormal{Params{Law: p.Law, Median: p.Median, P90: p.P90}, median, ln(float64(p.P90)/median) / z90}, nil
	}
	if !(p.Sigma >= 0 && p.Sigma <= MaxSigma) {
		return nil, fmt.Errorf("lognormal: sigma %v is outside 0 to %v", p.Sigma, MaxSigma)
	}
	if p.Median > 0 {
		return lognormal{Params{Law: p.Law, Median: p.Median, Sigma: p.Sigma}, float64(p.Median), p.Sigma}, nil
	}
	if p.Mean == 0 {
		return nil, fmt.Errorf("lognormal: median and mean are 0; want one of them above 0")
	}
	median := float64(p.Mean) * exp(-float64(p.Sigma*p.Sigma)/2)
	return lognormal{Params{Law: p.Law, Mean: p.Mean, Sigma: p.Sigma}, median, p.Sigma}, nil
}

func (l lognormal) params() Params { return l.p }

func (lognormal) hasMean() bool { return true }

func (l lognormal) mean() time.Duration {
	if l.p.Mean > 0 {
		return l.p.Mean
	}
	return whole(l.median * exp(float64(l.sigma*l.sigma)/2))
}

func (l lognormal) cdf(x time.Duration) float64 {
	switch {
	case l.sigma > 0:
		return normalCDF(ln(float64(x)/l.median) / l.sigma)
	case x >= whole(l.median):
		return 1
	}
	return 0
}

func (l lognormal) sample(r *rand.Rand) time.Duration {
	return whole(l.median * exp(l.sigma*standardNormal(r)))
}

// residual rests on this: the length-biased law has the same sigma and a median
// that is exp(sigma²) times as long.
func (l lognormal) residual(r *rand.Rand) time.Duration {
	c := partLeft(r)
	e := float64(l.sigma*l.sigma) + float64(l.sigma*standardNormal(r))
	return whole(c * float64(l.median*exp(e)))
}

func (l lognormal) String() string {
	switch {
	case l.p.P90 > 0:
		return fmt.Sprintf("lognormal(p50 %v, p90 %v)", l.p.Median, l.p.P90)
	case l.p.Median > 0:
		return fmt.Sprintf("lognormal(median %v, sigma %v)", l.p.Median, l.sigma)
	}
	return fmt.Sprintf("lognormal(mean %v, sigma %v)", l.p.Mean, l.sigma)
}
