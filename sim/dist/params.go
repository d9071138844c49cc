package dist

import (
	"fmt"
	"time"
)

// Law names the family of a [Dist].
type Law string

// The laws, by the names that scenarios use.
const (
	ConstantLaw      Law = "constant"
	UniformLaw       Law = "uniform"
	ExponentialLaw   Law = "exponential"
	WeibullLaw       Law = "weibull"
	NormalLaw        Law = "normal"
	LogNormalLaw     Law = "lognormal"
	ParetoLaw        Law = "pareto"
	ShiftedParetoLaw Law = "shifted-pareto"
	GammaLaw         Law = "gamma"
	EmpiricalLaw     Law = "empirical"
)

// Smallest and largest shape of a Weibull, Pareto, shifted Pareto or gamma law.
// Outside them a draw says more about floating point than about peers.
const (
	MinShape = 0.1
	MaxShape = 20.0
)

// MaxSigma is the largest sigma of a log-normal law, for the same reason.
const MaxSigma = 10.0

// Params are the parameters that a [Dist] was made from. Only those of its law
// are set. Params can be compared with ==.
type Params struct {
	Law      Law
	Min, Max time.Duration // uniform
	// Mean is the value of a constant law, the mean of the untruncated normal
	// law, and the mean of an exponential, Weibull, log-normal, Pareto, shifted
	// Pareto or gamma law that is given by it.
	Mean    time.Duration
	StdDev  time.Duration // normal: standard deviation of the untruncated law
	Shape   float64       // Weibull k, Pareto and shifted Pareto α, gamma k; without unit
	Scale   time.Duration // the same four laws, given by their scale
	Sigma   float64       // log-normal: standard deviation of ln x, without unit
	Median  time.Duration // log-normal given by its median
	P90     time.Duration // log-normal given by Median and the 90th percentile, without Sigma
	Samples Samples       // empirical
}

// New makes the law that p describes. It fails if a parameter is out of range
// or the law is unknown. A law with a Scale above 0 ignores Mean; a log-normal
// law with a P90 above 0 ignores Sigma and Mean, and one with a Median above 0
// ignores Mean.
func New(p Params) (Dist, error) {
	for _, v := range []time.Duration{p.Min, p.Max, p.Mean, p.StdDev, p.Scale, p.Median, p.P90} {
		if v < 0 || v > Longest {
			return Dist{}, fmt.Errorf("%s: %v is outside 0 to 100 years", p.Law, v)
		}
	}
	form := FormOf(p.Law)
	if form == nil {
		return Dist{}, fmt.Errorf("unknown law %q", p.Law)
	}
	f, err := form.make(p)
	if err != nil {
		return Dist{}, err
	}
	return Dist{f}, nil
}

func mustNew(p Params) Dist {
	d, err := New(p)
	if err != nil {
		panic("dist: " + err.Error())
	}
	return d
}

// shaped are the numbers of a law with a shape that is given by its mean or by
// its scale: one of the two is above 0, but for a Weibull law with the mean 0.
type shaped struct {
	law     Law
	shape   float64
	given   time.Duration // mean or scale
	byScale bool
}

func newShaped(p Params) (shaped, error) {
	if !(p.Shape >= MinShape && p.Shape <= MaxShape) {
		return shaped{}, fmt.Errorf("%s: shape %v is outside %v to %v", p.Law, p.Shape, MinShape, MaxShape)
	}
	if p.Scale > 0 {
		return shaped{p.Law, p.Shape, p.Scale, true}, nil
	}
	return shaped{p.Law, p.Shape, p.Mean, false}, nil
}

// positive fails for a law that neither its mean nor its scale gives a size.
func (s shaped) positive() error {
	if s.given == 0 {
		return fmt.Errorf("%s: mean and scale are 0; want one of them above 0", s.law)
	}
	return nil
}

func (s shaped) params() Params {
	if s.byScale {
		return Params{Law: s.law, Shape: s.shape, Scale: s.given}
	}
	return Params{Law: s.law, Shape: s.shape, Mean: s.given}
}

func (s shaped) String() string {
	by := "mean"
	if s.byScale {
		by = "scale"
	}
	return fmt.Sprintf("%s(shape %v, %s %v)", s.law, s.shape, by, s.given)
}
