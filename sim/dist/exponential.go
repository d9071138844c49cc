package dist

import (
	"fmt"
	"math/rand/v2"
	"time"
)

var exponentialForm = Form{
	Law: ExponentialLaw,
	Doc: "The memoryless law: leaving is as likely at any age.",
	Params: []Param{
		{Name: "mean", Doc: "The mean duration.", Required: true, of: func(p *Params) any { return &p.Mean }},
	},
	make: func(p Params) (family, error) { return exponential(p.Mean), nil },
}

// Exponential has the distribution function 1-exp(-x/mean). It panics if mean
// is negative or above [Longest].
func Exponential(mean time.Duration) Dist {
	return mustNew(Params{Law: ExponentialLaw, Mean: mean})
}

type exponential time.Duration // the mean

func (e exponential) params() Params      { return Params{Law: ExponentialLaw, Mean: time.Duration(e)} }
func (e exponential) mean() time.Duration { return time.Duration(e) }
func (exponential) hasMean() bool         { return true }
func (e exponential) String() string      { return fmt.Sprintf("exponential(%v)", time.Duration(e)) }

func (e exponential) cdf(x time.Duration) float64 {
	if e == 0 {
		return 1
	}
	return -expm1(-float64(x) / float64(e))
}

func (e exponential) sample(r *rand.Rand) time.Duration {
	return whole(float64(e) * standardExp(r))
}

// residual has the distribution of the whole: the rest remembers nothing.
func (e exponential) residual(r *rand.Rand) time.Duration { return e.sample(r) }
