package expect

import (
	"fmt"
	"iter"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// everyInstant holds e against the samples of each instant by themselves, and a
// bare metric against each sample.
func (e Expr) everyInstant(r *Result, s Samples, at []int, limit float64, told string) {
	instants, broken := 0, 0
	var worst, first float64
	for now := range s.instants(at) {
		culprit := e.worst(s, now, limit)
		v, ok := e.value(s, now, culprit)
		if !ok {
			continue
		}
		if instants++; instants == 1 || e.worse(v, worst, limit) {
			worst = v
		}
		if e.holds(v, limit) {
			continue
		}
		if broken++; broken == 1 {
			first = v
			e.point(r, "first violation", s, culprit)
		}
	}
	switch {
	case instants == 0:
		e.nothing(r, limit, told)
	case broken == 0:
		r.OK = true
		r.Actual = fmt.Sprintf("%s at worst%s, %s", e.tell(worst, limit), told, instantsOf(instants))
	default:
		r.Actual = fmt.Sprintf("%s%s at %s of %s", e.tell(first, limit), told, quantity.Thousands(int64(broken)), instantsOf(instants))
	}
}

// someInstant is met if e holds at one instant, and a bare metric if it does for one sample.
func (e Expr) someInstant(r *Result, s Samples, at []int, limit float64, told string) {
	instants, held := 0, 0
	var best, first float64
	closest := 0
	for now := range s.instants(at) {
		i := e.best(s, now, limit)
		if d := e.decisive(s, now); d >= 0 && !e.left.bare {
			i = d
		}
		v, ok := e.value(s, now, i)
		if !ok {
			continue
		}
		if instants++; instants == 1 || e.worse(best, v, limit) {
			best, closest = v, i
		}
		if !e.holds(v, limit) {
			continue
		}
		if held++; held == 1 {
			first = v
		}
	}
	switch {
	case instants == 0:
		e.nothing(r, limit, told)
	case held > 0:
		r.OK = true
		r.Actual = fmt.Sprintf("%s%s at %s of %s", e.tell(first, limit), told, quantity.Thousands(int64(held)), instantsOf(instants))
	default:
		r.Actual = fmt.Sprintf("%s at best%s, %s", e.tell(best, limit), told, instantsOf(instants))
		e.point(r, "closest sample", s, closest)
	}
}

// nothing is the result without samples: a count of them is 0.
func (e Expr) nothing(r *Result, limit float64, told string) {
	if e.left.fn == count {
		r.OK, r.Actual = e.holds(0, limit), "0"+told
		return
	}
	r.OK, r.Actual = e.optional, noSamples
}

// value is the measure of the samples of one instant, or the value of the one that decides. There is
// none of how one sample spreads.
func (e Expr) value(s Samples, now []int, decisive int) (float64, bool) {
	if e.left.bare {
		return s.Value[decisive], true
	}
	return e.left.take(s.values(now))
}

// best returns the first of the samples that is least at fault.
func (e Expr) best(s Samples, at []int, limit float64) int {
	return foremost(at, func(i, j int) bool { return e.worse(s.Value[j], s.Value[i], limit) })
}

// instants parts samples, which are in the order of time, into those of one instant each.
func (s Samples) instants(at []int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for len(at) > 0 {
			n := 1
			for n < len(at) && s.T[at[n]] == s.T[at[0]] {
				n++
			}
			if !yield(at[:n]) {
				return
			}
			at = at[n:]
		}
	}
}

func instantsOf(n int) string {
	if n == 1 {
		return "1 instant"
	}
	return quantity.Thousands(int64(n)) + " instants"
}
