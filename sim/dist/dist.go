package dist

import (
	"fmt"
	"math"
	"time"
)

// Law names the family of a [Dist].
type Law string

// The laws, by the names that scenarios use.
const (
	ConstantLaw    Law = "constant"
	UniformLaw     Law = "uniform"
	ExponentialLaw Law = "exponential"
	WeibullLaw     Law = "weibull"
)

// Longest caps every draw and every mean: 100 Julian years.
const Longest = 100 * 8766 * time.Hour

// Smallest and largest shape of a Weibull law. Outside them a draw says more
// about floating point than about peers.
const (
	MinShape = 0.1
	MaxShape = 20.0
)

// Dist is the law of a random duration. The zero Dist is the constant 0.
// Dists can be compared with ==.
type Dist struct {
	p Params
	// scale of the Weibull law in nanoseconds; exact where Params.Scale is
	// rounded or not given.
	scale float64
}

// Params are the parameters that a [Dist] was made from. Only those of its law
// are set.
type Params struct {
	Law      Law
	Min, Max time.Duration // uniform
	Mean     time.Duration // constant (the value), exponential, Weibull given by its mean
	Shape    float64       // Weibull: k, without unit
	Scale    time.Duration // Weibull given by its scale: λ
}

// Constant always gives v. It panics if v is negative.
func Constant(v time.Duration) Dist { return mustNew(Params{Law: ConstantLaw, Mean: v}) }

// Uniform gives every duration from min to max alike. It panics unless
// 0 ≤ min ≤ max.
func Uniform(min, max time.Duration) Dist {
	return mustNew(Params{Law: UniformLaw, Min: min, Max: max})
}

// Exponential has the distribution function 1-exp(-x/mean). It panics if mean
// is negative.
func Exponential(mean time.Duration) Dist {
	return mustNew(Params{Law: ExponentialLaw, Mean: mean})
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

func mustNew(p Params) Dist {
	d, err := New(p)
	if err != nil {
		panic("dist: " + err.Error())
	}
	return d
}

// New makes the law that p describes. It fails if a parameter is out of range
// or the law is unknown; a Weibull law with a Scale above 0 ignores Mean.
func New(p Params) (Dist, error) {
	for _, v := range []time.Duration{p.Min, p.Max, p.Mean, p.Scale} {
		if v < 0 || v > Longest {
			return Dist{}, fmt.Errorf("%s: %v is outside 0 to 100 years", p.Law, v)
		}
	}
	switch p.Law {
	case ConstantLaw:
		if p.Mean == 0 {
			return Dist{}, nil // one form of the zero law, so that == holds
		}
		return Dist{p: Params{Law: p.Law, Mean: p.Mean}}, nil
	case UniformLaw:
		if p.Min > p.Max {
			return Dist{}, fmt.Errorf("uniform: min %v is above max %v", p.Min, p.Max)
		}
		return Dist{p: Params{Law: p.Law, Min: p.Min, Max: p.Max}}, nil
	case ExponentialLaw:
		return Dist{p: Params{Law: p.Law, Mean: p.Mean}}, nil
	case WeibullLaw:
		return newWeibull(p)
	}
	return Dist{}, fmt.Errorf("unknown law %q", p.Law)
}

func newWeibull(p Params) (Dist, error) {
	if !(p.Shape >= MinShape && p.Shape <= MaxShape) {
		return Dist{}, fmt.Errorf("weibull: shape %v is outside %v to %v", p.Shape, MinShape, MaxShape)
	}
	if p.Scale > 0 {
		return Dist{p: Params{Law: p.Law, Shape: p.Shape, Scale: p.Scale}, scale: float64(p.Scale)}, nil
	}
	return Dist{
		p:     Params{Law: p.Law, Shape: p.Shape, Mean: p.Mean},
		scale: float64(p.Mean) / gamma(1+1/p.Shape),
	}, nil
}

// Params gives what d was made from, with the law named even for the zero Dist.
func (d Dist) Params() Params {
	p := d.p
	if p.Law == "" {
		p.Law = ConstantLaw
	}
	return p
}

// Mean is the expected value of d, rounded to a nanosecond.
func (d Dist) Mean() time.Duration {
	switch d.p.Law {
	case UniformLaw:
		return d.p.Min + (d.p.Max-d.p.Min)/2
	case WeibullLaw:
		if d.p.Scale > 0 {
			return whole(d.scale * gamma(1+1/d.p.Shape))
		}
	}
	return d.p.Mean
}

// CDF is the probability, 0 to 1, that a draw is at most x.
func (d Dist) CDF(x time.Duration) float64 {
	if x < 0 {
		return 0
	}
	switch d.p.Law {
	case UniformLaw:
		if x >= d.p.Max {
			return 1
		}
		if x < d.p.Min {
			return 0
		}
		return float64(x-d.p.Min) / float64(d.p.Max-d.p.Min)
	case ExponentialLaw:
		if d.p.Mean == 0 {
			return 1
		}
		return -expm1(-float64(x) / float64(d.p.Mean))
	case WeibullLaw:
		if d.scale == 0 {
			return 1
		}
		return -expm1(-pow(float64(x)/d.scale, d.p.Shape))
	}
	if x >= d.p.Mean {
		return 1
	}
	return 0
}

// String writes d as scenarios do, with durations as Go prints them.
func (d Dist) String() string {
	p := d.Params()
	switch {
	case p.Law == UniformLaw:
		return fmt.Sprintf("uniform(%v to %v)", p.Min, p.Max)
	case p.Law == WeibullLaw && p.Scale > 0:
		return fmt.Sprintf("weibull(shape %v, scale %v)", p.Shape, p.Scale)
	case p.Law == WeibullLaw:
		return fmt.Sprintf("weibull(shape %v, mean %v)", p.Shape, p.Mean)
	}
	return fmt.Sprintf("%s(%v)", p.Law, p.Mean)
}

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
