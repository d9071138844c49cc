package dist

import (
	"fmt"
	"math/rand/v2"
	"time"
)

var constantForm = Form{
	Law: ConstantLaw,
	Doc: "Always the same duration.",
	Params: []Param{
		{Name: "", Doc: "The duration.", Required: true, of: func(p *Params) any { return &p.Mean }},
	},
	make: newConstant,
}

// Constant always gives v. It panics if v is negative or above [Longest].
func Constant(v time.Duration) Dist { return mustNew(Params{Law: ConstantLaw, Mean: v}) }

type constant time.Duration

func (c constant) params() Params      { return Params{Law: ConstantLaw, Mean: time.Duration(c)} }
func (c constant) mean() time.Duration { return time.Duration(c) }
func (constant) hasMean() bool         { return true }
func (c constant) String() string      { return fmt.Sprintf("constant(%v)", time.Duration(c)) }

func (c constant) cdf(x time.Duration) float64 {
	if x >= time.Duration(c) {
		return 1
	}
	return 0
}

func (c constant) sample(*rand.Rand) time.Duration { return time.Duration(c) }

func (c constant) residual(r *rand.Rand) time.Duration { return whole(partLeft(r) * float64(c)) }

// newConstant has one form of the zero law, so that == holds.
func newConstant(p Params) (family, error) {
	if p.Mean == 0 {
		return nil, nil
	}
	return constant(p.Mean), nil
}
