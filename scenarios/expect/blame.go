package expect

import (
	"math"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// blame notes the sample that is most at fault for a failure.
func (e Expr) blame(r *Result, s Samples, at []int, limit float64) {
	if e.left.fn == count {
		if i, ok := e.excess(len(at), limit); ok {
			e.point(r, "first violation", s, at[i])
		}
		return
	}
	if e.left.spreads() { // all samples have their part in it
		return
	}
	worst := e.worst(s, at, limit)
	what := "worst sample"
	if i := e.decisive(s, at); i >= 0 && s.Value[i] != s.Value[worst] {
		worst, what = i, "deciding sample"
	}
	if e.left.dimension() == quantity.Share && s.Value[worst] == 0 {
		e.point(r, FirstFailure, s, worst)
		return
	}
	e.point(r, what, s, worst)
	if e.left.dimension() != quantity.Share {
		r.Where.Value = quantity.Format(s.Value[worst], quantity.Of(s.Def))
	}
}

// decisive returns the first of the samples with the least value if e takes the
// minimum, with the greatest if e takes the maximum, else -1.
func (e Expr) decisive(s Samples, at []int) int {
	if e.left.fn != minimum && e.left.fn != maximum {
		return -1
	}
	return foremost(at, func(i, j int) bool {
		return e.left.fn == minimum && s.Value[i] < s.Value[j] || e.left.fn == maximum && s.Value[i] > s.Value[j]
	})
}

// excess returns the index of the first of n samples that is one too many. Where
// there are too few, no sample is.
func (e Expr) excess(n int, limit float64) (int, bool) {
	var most float64 // as many samples may be there
	switch e.cmp {
	case "<":
		most = math.Ceil(limit) - 1
	case "<=", "==":
		most = math.Floor(limit)
	default:
		return 0, false
	}
	if most = max(most, 0); most >= float64(n) {
		return 0, false
	}
	return int(most), true
}

// worst returns the first of the worst samples.
func (e Expr) worst(s Samples, at []int, limit float64) int {
	return foremost(at, func(i, j int) bool { return e.worse(s.Value[i], s.Value[j], limit) })
}

// foremost returns the first of the samples that no other goes before.
func foremost(at []int, before func(i, j int) bool) int {
	first := at[0]
	for _, i := range at {
		if before(i, first) {
			first = i
		}
	}
	return first
}

// point notes when and where sample i was taken.
func (e Expr) point(r *Result, what string, s Samples, i int) {
	r.When = When{what, s.T[i]}
	r.Where.Peer, r.Where.Key = s.peer(i), s.key(i)
}
