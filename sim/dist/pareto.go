package dist

import (
	"fmt"
	"math/rand/v2"
	"time"
)

var paretoForm = Form{
	Law: ParetoLaw,
	Doc: "The classical law of Pareto: no duration is below its scale, and the longest are very long.",
	Params: []Param{
		shapeParam("Shape α, without unit; at 1 or below there is no mean."),
		meanParam("The mean duration, for a shape above 1; either mean or scale.", "1ns"),
		scaleParam("The shortest duration; either mean or scale."),
	},
	Sets: meanOrScale,
	set:  byMeanOrScale,
	make: newPareto,
}

var shiftedParetoForm = Form{
	Law: ShiftedParetoLaw,
	Doc: "The law of Pareto moved to start at 0, also called Lomax: 1-(1+x/scale)^-shape of the durations are below x.",
	Params: []Param{
		shapeParam("Shape α, without unit; at 1 or below there is no mean."),
		meanParam("The mean duration, for a shape above 1; either mean or scale.", "1ns"),
		scaleParam("Scale β; either mean or scale."),
	},
	Sets: meanOrScale,
	set:  byMeanOrScale,
	make: newPareto,
}

// Pareto returns the classical law of Pareto (type I) with the given mean: no draw
// is below the scale σ = mean·(shape-1)/shape, and the distribution function
// above it is 1-(σ/x)^shape. It panics if mean is not above 0 or shape, which
// must be above 1 for a mean to exist, is above [MaxShape].
func Pareto(shape float64, mean time.Duration) Dist {
	return mustNew(Params{Law: ParetoLaw, Shape: shape, Mean: mean})
}

// ParetoScale is [Pareto] given by its scale, which is its shortest duration.
// A shape from [MinShape] to 1 makes a law without a mean: see [Dist.HasMean].
func ParetoScale(shape float64, scale time.Duration) Dist {
	return mustNew(Params{Law: ParetoLaw, Shape: shape, Scale: scale})
}

// ShiftedPareto returns the law of Pareto moved so that it starts at 0, also called
// Lomax law or Pareto law of type II: the distribution function is
// 1-(1+x/σ)^-shape, with the scale σ = mean·(shape-1) chosen for the given
// mean. It panics as [Pareto] does. (Yao et al., Modeling heterogeneous user
// churn and local resilience of unstructured P2P networks, ICNP 2006.)
func ShiftedPareto(shape float64, mean time.Duration) Dist {
	return mustNew(Params{Law: ShiftedParetoLaw, Shape: shape, Mean: mean})
}

// ShiftedParetoScale is [ShiftedPareto] given by its scale σ. A shape from
// [MinShape] to 1 makes a law without a mean: see [Dist.HasMean].
func ShiftedParetoScale(shape float64, scale time.Duration) Dist {
	return mustNew(Params{Law: ShiftedParetoLaw, Shape: shape, Scale: scale})
}

// A tail is the part that both distributions have in common: x/σ, or 1+x/σ, is
// the exponential of an exponential draw.
type tail struct {
	shaped
	scale float64 // σ in nanoseconds
}

func (t tail) hasMean() bool { return t.shape > 1 }

type pareto struct{ tail }

type shiftedPareto struct{ tail }

func newPareto(p Params) (family, error) {
	s, err := newShaped(p)
	if err != nil {
		return nil, err
	}
	if err := s.positive(); err != nil {
		return nil, err
	}
	if !s.byScale && s.shape <= 1 {
		return nil, &ParamError{p.Law, "shape", fmt.Sprintf("a %s law of shape %v has no mean", p.Law, s.shape), "a shape above 1, or scale instead of mean"}
	}
	t := tail{s, float64(s.given)}
	if p.Law == ShiftedParetoLaw {
		if !s.byScale {
			t.scale = float64(s.given) * (s.shape - 1)
		}
		return shiftedPareto{t}, nil
	}
	if !s.byScale {
		t.scale = float64(s.given) * (s.shape - 1) / s.shape
	}
	return pareto{t}, nil
}

func (p pareto) mean() time.Duration {
	switch {
	case !p.hasMean():
		return Longest
	case p.byScale:
		return whole(p.scale * p.shape / (p.shape - 1))
	}
	return p.given
}

func (p pareto) cdf(x time.Duration) float64 {
	if float64(x) <= p.scale {
		return 0
	}
	return -expm1(-p.shape * ln(float64(x)/p.scale))
}

func (p pareto) sample(r *rand.Rand) time.Duration {
	return whole(p.scale * exp(standardExp(r)/p.shape))
}

// residual rests on this: the length-biased law is that of Pareto with a shape
// smaller by 1.
func (p pareto) residual(r *rand.Rand) time.Duration {
	c := partLeft(r)
	return whole(c * float64(p.scale*exp(standardExp(r)/(p.shape-1))))
}

func (p shiftedPareto) mean() time.Duration {
	switch {
	case !p.hasMean():
		return Longest
	case p.byScale:
		return whole(p.scale / (p.shape - 1))
	}
	return p.given
}

func (p shiftedPareto) cdf(x time.Duration) float64 {
	return -expm1(-p.shape * ln(1+float64(x)/p.scale))
}

func (p shiftedPareto) sample(r *rand.Rand) time.Duration {
	return whole(p.scale * expm1(standardExp(r)/p.shape))
}

// residual has the same law with a shape smaller by 1: (1-F)/mean is its
// density.
func (p shiftedPareto) residual(r *rand.Rand) time.Duration {
	return whole(p.scale * expm1(standardExp(r)/(p.shape-1)))
}
