package dist

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

var uniformForm = Form{
	Law: UniformLaw,
	Doc: "Every duration of a range alike.",
	Params: []Param{
		{Name: "min", Doc: "The shortest duration.", Required: true, of: func(p *Params) any { return &p.Min }},
		{Name: "max", Doc: "The longest duration.", Required: true, of: func(p *Params) any { return &p.Max }},
	},
	make: newUniform,
}

// Uniform gives every duration from min to max alike. It panics unless
// 0 ≤ min ≤ max ≤ [Longest].
func Uniform(min, max time.Duration) Dist {
	return mustNew(Params{Law: UniformLaw, Min: min, Max: max})
}

type uniform struct{ min, max time.Duration }

func newUniform(p Params) (family, error) {
	if p.Min > p.Max {
		return nil, &ParamError{p.Law, "", fmt.Sprintf("min %s is above max %s", written(p.Min), written(p.Max)), "min up to max"}
	}
	return uniform{p.Min, p.Max}, nil
}

func (u uniform) params() Params      { return Params{Law: UniformLaw, Min: u.min, Max: u.max} }
func (u uniform) mean() time.Duration { return u.min + (u.max-u.min)/2 }
func (uniform) hasMean() bool         { return true }
func (u uniform) String() string      { return fmt.Sprintf("uniform(%v to %v)", u.min, u.max) }

func (u uniform) cdf(x time.Duration) float64 {
	if x >= u.max {
		return 1
	}
	if x < u.min {
		return 0
	}
	return float64(x-u.min) / float64(u.max-u.min)
}

func (u uniform) sample(r *rand.Rand) time.Duration {
	return u.min + whole(r.Float64()*float64(u.max-u.min))
}

func (u uniform) residual(r *rand.Rand) time.Duration {
	c := partLeft(r)
	lo, hi := float64(u.min), float64(u.max)
	lo2 := float64(lo * lo)
	span := float64(hi*hi) - lo2
	return whole(c * math.Sqrt(lo2+float64(r.Float64()*span)))
}
