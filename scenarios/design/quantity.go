package design

import (
	"math/big"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/duration"
	units "github.com/libp2p-sim/sim/sim/quantity"
)

// A quantity is a value as an amount of something, so that values can be
// compared and counted up. A value that is no amount has the kind aText.
type quantity struct {
	kind dimension
	v    *big.Rat // ns, a share of 1, a number, bit/s or bytes; nil for a text
	text string   // as written
}

type dimension string

const (
	aText     dimension = "a text"
	aNumber   dimension = "a number"
	aShare    dimension = "a percentage"
	aDuration dimension = "a duration"
	aRate     dimension = "a rate"
	anAmount  dimension = "an amount of data"
)

// quantityOf returns the value that s writes as a quantity.
func quantityOf(s string) quantity {
	if strict.DecimalShape.MatchString(s) && len(s) < 64 && !strings.ContainsAny(s, "eE") {
		x, _ := new(big.Rat).SetString(s)
		return quantity{aNumber, x, s}
	}
	if strict.PercentShape.MatchString(s) && len(s) < 64 {
		x, _ := new(big.Rat).SetString(strings.TrimRight(s, " %"))
		return quantity{aShare, x.Quo(x, big.NewRat(100, 1)), s}
	}
	if d, err := duration.Parse(s); err == nil {
		return quantity{aDuration, new(big.Rat).SetInt64(int64(d)), s}
	}
	if n, err := units.RateAmount.Parse(s); err == nil {
		return quantity{aRate, new(big.Rat).SetInt64(n), s}
	}
	if n, err := units.ByteAmount.Parse(s); err == nil {
		return quantity{anAmount, new(big.Rat).SetInt64(n), s}
	}
	return quantity{aText, nil, s}
}

// comparable reports whether q and p can be more or less than each other. A
// share is a plain number too.
func (q quantity) comparable(p quantity) bool {
	number := func(k dimension) bool { return k == aNumber || k == aShare }
	return q.v != nil && (q.kind == p.kind || number(q.kind) && number(p.kind))
}

// format writes v, an amount of kind k, as values are written.
func (k dimension) format(v *big.Rat) string {
	switch k {
	case aShare:
		return decimal(new(big.Rat).Mul(v, big.NewRat(100, 1))) + "%"
	case aDuration:
		return duration.Format(time.Duration(v.Num().Int64()))
	case aRate:
		return units.RateAmount.Format(v.Num().Int64())
	case anAmount:
		return units.ByteAmount.Format(v.Num().Int64())
	}
	return decimal(v)
}

// decimal writes v, whose digits end: it comes from decimal numbers by addition
// and by division by powers of ten.
func decimal(v *big.Rat) string {
	if v.IsInt() {
		return v.Num().String()
	}
	digits, _ := v.FloatPrec()
	return v.FloatString(digits)
}
