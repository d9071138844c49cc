package expect

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// Eval holds e, which is bound, against a run. Samples returns the samples of a
// metric by its full name; Eval changes nothing in them.
func (e Expr) Eval(samples func(metric string) Samples) Result {
	r := Result{Expr: e.String()}
	limit, told, ok := e.bound(samples)
	if !ok {
		r.OK, r.Actual = e.optional, noSamples+" of "+e.right.measure.String()
		return r
	}
	s := samples(e.left.Metric())
	at := e.left.pick(s)
	switch e.instants {
	case always:
		e.everyInstant(&r, s, at, limit, told)
		return r
	case sometimes:
		e.someInstant(&r, s, at, limit, told)
		return r
	}
	v, ok := e.left.take(s.values(at))
	if !ok {
		r.OK, r.Actual = e.optional, noSamples
		return r
	}
	r.OK = e.holds(v, limit)
	r.Actual = e.tell(v, limit)
	if e.left.dimension() == quantity.Share && e.left.fn == mean {
		r.Actual += fmt.Sprintf(" of %s", quantity.Thousands(int64(len(at))))
	}
	r.Actual += told
	if !r.OK {
		e.blame(&r, s, at, limit)
	}
	return r
}

// bound returns the limit and, if it was measured, the text that tells how it came about.
func (e Expr) bound(samples func(string) Samples) (limit float64, told string, ok bool) {
	m := e.right.measure
	if m == nil {
		return e.right.literal.value, "", true
	}
	v, _, ok := m.Eval(samples(m.Metric()))
	if !ok {
		return 0, "", false
	}
	limit = e.right.times(v)
	told = " against " + quantity.Format(limit, m.dimension())
	if e.right.factor {
		told = fmt.Sprintf(" against %s * %s", e.right.literal.text, quantity.Format(v, m.dimension()))
	}
	return limit, told, true
}

// tell writes v so that it differs from the limit if it is another number.
func (e Expr) tell(v, limit float64) string {
	return quantity.Distinct(v, limit, e.left.dimension())
}
