package dist

import (
	"math/rand/v2"
	"time"
)

var gammaForm = Form{
	Law: GammaLaw,
	Doc: "The gamma law; with a whole shape, the sum of as many exponential durations.",
	Params: []Param{
		shapeParam("Shape k, without unit."),
		meanParam("The mean duration; either mean or scale.", "1ns"),
		scaleParam("Scale θ, the mean divided by the shape; either mean or scale."),
	},
	Sets: meanOrScale,
	set:  byMeanOrScale,
	make: newGamma,
}

// Gamma returns the gamma law with the given shape k and mean; its scale is mean/k.
// With a whole k it is the law of Erlang, the sum of k exponential draws; with
// k below 1 most draws are short and some very long. It panics if mean is not
// above 0 or shape is outside [MinShape] to [MaxShape].
func Gamma(shape float64, mean time.Duration) Dist {
	return mustNew(Params{Law: GammaLaw, Shape: shape, Mean: mean})
}

// GammaScale is [Gamma] given by its scale θ; the mean is θ·shape.
func GammaScale(shape float64, scale time.Duration) Dist {
	return mustNew(Params{Law: GammaLaw, Shape: shape, Scale: scale})
}

type gammaDist struct {
	shaped
	scale float64 // θ in nanoseconds
}

func newGamma(p Params) (family, error) {
	s, err := newShaped(p)
	if err != nil {
		return nil, err
	}
	if err := s.positive(); err != nil {
		return nil, err
	}
	if s.byScale {
		return gammaDist{s, float64(s.given)}, nil
	}
	return gammaDist{s, float64(s.given) / s.shape}, nil
}

func (g gammaDist) mean() time.Duration {
	if g.byScale {
		return whole(g.scale * g.shape)
	}
	return g.given
}

func (gammaDist) hasMean() bool { return true }

func (g gammaDist) cdf(x time.Duration) float64 {
	p, _ := incompleteGamma(g.shape, float64(x)/g.scale)
	return p
}

func (g gammaDist) sample(r *rand.Rand) time.Duration {
	if g.shape >= 1 {
		return whole(g.scale * standardGamma(r, g.shape))
	}
	// A gamma draw of shape k+1 times a power of a uniform one has shape k.
	// (Marsaglia and Tsang, section 6.)
	larger := standardGamma(r, g.shape+1)
	return whole(g.scale * float64(larger*exp(-standardExp(r)/g.shape)))
}

// residual rests on this: the length-biased law is gamma with a shape larger by
// 1.
func (g gammaDist) residual(r *rand.Rand) time.Duration {
	c := partLeft(r)
	return whole(c * float64(g.scale*standardGamma(r, g.shape+1)))
}
