package dist

import (
	"math"
	"math/rand/v2"
)

// partLeft draws the part of an interval that is left at a moment within it, above 0
// and at most 1.
func partLeft(r *rand.Rand) float64 { return 1 - r.Float64() }

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
