package dist

import (
	"math"
	"math/rand/v2"
	"time"
)

// Sample draws one duration from d: whole nanoseconds, 0 to [Longest]. Apart
// from the constant law, which draws nothing, it takes one number from r.
func (d Dist) Sample(r *rand.Rand) time.Duration {
	switch d.p.Law {
	case UniformLaw:
		return d.p.Min + whole(r.Float64()*float64(d.p.Max-d.p.Min))
	case ExponentialLaw:
		return whole(float64(d.p.Mean) * standardExp(r))
	case WeibullLaw:
		return whole(d.scale * pow(standardExp(r), 1/d.p.Shape))
	}
	return d.p.Mean
}

// Residual draws what is left of an interval of a stationary renewal process
// with law d, as met at a moment that has nothing to do with it: the density
// is (1-F(x))/mean. It is the law of the first session of a peer that the
// start of a run finds online.
//
// The interval that such a moment falls into is length-biased, with density
// x·f(x)/mean, and the moment cuts it uniformly; Residual draws both parts.
// (Cox, Renewal Theory, 1962, section 5.)
func (d Dist) Residual(r *rand.Rand) time.Duration {
	cut := 1 - r.Float64()
	switch d.p.Law {
	case UniformLaw:
		lo, hi := float64(d.p.Min), float64(d.p.Max)
		lo2 := float64(lo * lo)
		span := float64(hi*hi) - lo2
		return whole(cut * math.Sqrt(lo2+float64(r.Float64()*span)))
	case ExponentialLaw:
		// Memoryless: what is left has the law of the whole.
		return whole(float64(d.p.Mean) * -ln(cut))
	case WeibullLaw:
		// If (X/λ)^k has the law Gamma(1+1/k), then X is length-biased Weibull.
		k := d.p.Shape
		return whole(cut * float64(d.scale*pow(standardGamma(r, 1+1/k), 1/k)))
	}
	return whole(cut * float64(d.p.Mean))
}

// standardExp draws from the exponential law with mean 1.
func standardExp(r *rand.Rand) float64 {
	return -ln(1 - r.Float64()) // 1-u is never 0
}

// standardGamma draws from the gamma law with the given shape, at least 1, and
// scale 1. (Marsaglia and Tsang, A simple method for generating gamma
// variables, 2000.)
func standardGamma(r *rand.Rand, shape float64) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := standardNormal(r)
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(float64(v*v) * v)
		dv := float64(d * v)
		u := 1 - r.Float64()
		// ln u < x²/2 + d - dv + d·ln v
		if ln(u) < float64(float64(x*x)/2)+d-dv+float64(d*ln(v)) {
			return dv
		}
	}
}

// standardNormal draws from the normal law with mean 0 and variance 1, by the
// polar method. (Marsaglia and Bray, 1964.)
func standardNormal(r *rand.Rand) float64 {
	for {
		x := float64(2*r.Float64()) - 1
		y := float64(2*r.Float64()) - 1
		s := float64(x*x) + float64(y*y)
		if s > 0 && s < 1 {
			return x * math.Sqrt(float64(-2*ln(s))/s)
		}
	}
}
