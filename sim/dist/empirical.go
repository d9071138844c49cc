package dist

import (
	"fmt"
	"math/rand/v2"
	"time"
)

var empiricalForm = Form{
	Law: EmpiricalLaw,
	Doc: "Measured durations: each draw is one of them.",
	Params: []Param{
		{Name: "samples", Doc: "The durations, in any order.", Required: true, of: func(p *Params) any { return &p.Samples }},
	},
	make: newEmpirical,
}

// Empirical returns the law of measured durations: each draw is one of the samples,
// all alike. Nothing is interpolated between them, so that the mean and all
// quantiles are those of the samples, however few they are. Their order does
// not matter. It panics if there are no samples or more than [MaxSamples], or
// one is negative or above [Longest].
func Empirical(samples ...time.Duration) Dist {
	return mustNew(Params{Law: EmpiricalLaw, Samples: NewSamples(samples)})
}

type empirical struct{ s Samples }

func newEmpirical(p Params) (family, error) {
	n := p.Samples.Len()
	switch {
	case n == 0:
		return nil, fmt.Errorf("empirical: no samples; want at least one")
	case n > MaxSamples:
		return nil, fmt.Errorf("empirical: %d samples; want %d at most", n, MaxSamples)
	}
	for _, v := range []time.Duration{p.Samples.At(0), p.Samples.At(n - 1)} {
		if v < 0 || v > Longest {
			return nil, fmt.Errorf("empirical: sample %v is outside 0 to 100 years", v)
		}
	}
	return empirical{p.Samples}, nil
}

func (e empirical) params() Params      { return Params{Law: EmpiricalLaw, Samples: e.s} }
func (e empirical) mean() time.Duration { return e.s.mean }
func (empirical) hasMean() bool         { return true }
func (e empirical) String() string      { return "empirical(" + e.s.String() + ")" }

func (e empirical) cdf(x time.Duration) float64 {
	return float64(e.s.search(func(v time.Duration, _ float64) bool { return v > x })) / float64(e.s.Len())
}

func (e empirical) sample(r *rand.Rand) time.Duration {
	return e.s.At(int(r.Float64() * float64(e.s.Len())))
}

// residual picks a sample with a chance that grows with its length, and divides
// it.
func (e empirical) residual(r *rand.Rand) time.Duration {
	c := partLeft(r)
	last := e.s.Len() - 1
	target := float64(r.Float64() * e.s.upTo(last))
	i := e.s.search(func(_ time.Duration, upTo float64) bool { return upTo > target })
	return whole(c * float64(e.s.At(min(i, last)))) // all samples may be 0
}
