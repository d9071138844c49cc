package dist

import (
	"math/rand/v2"
	"time"
)

var weibullForm = Form{
	Law: WeibullLaw,
	Doc: "The usual fit to measured sessions: with a shape below 1, a peer that has stayed long stays longer.",
	Params: []Param{
		shapeParam("Shape k, without unit."),
		meanParam("The mean duration; either mean or scale.", ""),
		scaleParam("Scale λ, which 63% of the durations stay below; either mean or scale."),
	},
	Sets: meanOrScale,
	set:  byMeanOrScale,
	make: newWeibull,
}

// Weibull has the distribution function 1-exp(-(x/λ)^shape), with the scale λ
// chosen so that the law has the given mean: λ = mean/Γ(1+1/shape). It panics
// if mean is negative or shape is outside [MinShape] to [MaxShape].
func Weibull(shape float64, mean time.Duration) Dist {
	return mustNew(Params{Law: WeibullLaw, Shape: shape, Mean: mean})
}

// WeibullScale is [Weibull] given by its scale λ, the duration that a share
// 1-1/e of the draws stays below.
func WeibullScale(shape float64, scale time.Duration) Dist {
	return mustNew(Params{Law: WeibullLaw, Shape: shape, Scale: scale})
}

type weibull struct {
	shaped
	scale float64 // λ in nanoseconds
}

func newWeibull(p Params) (family, error) {
	s, err := newShaped(p)
	if err != nil {
		return nil, err
	}
	if s.byScale {
		return weibull{s, float64(s.given)}, nil
	}
	return weibull{s, float64(s.given) / gamma(1+1/s.shape)}, nil
}

func (w weibull) mean() time.Duration {
	if w.byScale {
		return whole(w.scale * gamma(1+1/w.shape))
	}
	return w.given
}

func (weibull) hasMean() bool { return true }

func (w weibull) cdf(x time.Duration) float64 {
	if w.scale == 0 {
		return 1
	}
	return -expm1(-pow(float64(x)/w.scale, w.shape))
}

func (w weibull) sample(r *rand.Rand) time.Duration {
	return whole(w.scale * pow(standardExp(r), 1/w.shape))
}

// residual rests on this: if (X/λ)^k has the law Gamma(1+1/k), then X is
// length-biased Weibull.
func (w weibull) residual(r *rand.Rand) time.Duration {
	c := partLeft(r)
	return whole(c * float64(w.scale*pow(standardGamma(r, 1+1/w.shape), 1/w.shape)))
}
