package report

import (
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/trace"
)

// What rounds of an operation are: so many at most, each at most such a share of the
// run long. More, or longer ones, are not rounds but a stream of operations.
const (
	mostRounds = 24
	roundShare = 0.05
)

// marks returns what befell the network, and the rounds of operations that protocols
// repeat, for an axis of which one unit is size nanoseconds of virtual time.
func (r *Run) marks(size float64) []figure.Mark {
	var marks []figure.Mark
	for _, m := range r.Manifest.Marks {
		to := m.ToNS
		if to < 0 {
			to = r.Manifest.VirtualNS
		}
		marks = append(marks, figure.Mark{From: float64(m.FromNS) / size, To: float64(to) / size, Kind: m.Kind, Text: m.Text})
	}
	for _, show := range r.Manifest.Protocols {
		for _, op := range show.Rounds {
			kind := words(op[strings.LastIndexByte(op, '.')+1:])
			for _, t := range r.rounds(op) {
				marks = append(marks, figure.Mark{From: float64(t) / size, To: float64(t) / size, Kind: kind, Text: kind})
			}
		}
	}
	return marks
}

// marked is f with what befell the network behind it, if it is over virtual time.
func (r *Run) marked(f figure.Figure) figure.Figure {
	if f.X.Time > 0 {
		f.Marks = r.marks(f.X.Time)
	}
	return f
}

// rounds returns when rounds of an operation begin, none if it does not come in rounds.
func (r *Run) rounds(op string) []int64 {
	begins := r.begins(op)
	if len(begins) == 0 {
		return nil
	}
	gap := int64(roundShare * float64(length(r)))
	rounds, last := []int64{begins[0]}, begins[0]
	for _, t := range begins[1:] {
		if t-last > gap {
			rounds = append(rounds, t)
		}
		last = t
		if last-rounds[len(rounds)-1] > gap || len(rounds) > mostRounds {
			return nil
		}
	}
	return rounds
}

// begins returns when the operations called op began, in order, by a duration that is
// sampled at their ends.
func (r *Run) begins(op string) []int64 {
	for i := range r.Series {
		s := &r.Series[i]
		if s.Def.Kind != trace.Duration || !strings.HasPrefix(s.Def.Name, op+".") || len(s.T) == 0 {
			continue
		}
		begins := make([]int64, len(s.T))
		for j, t := range s.T {
			begins[j] = t - int64(s.Value[j])
		}
		slices.Sort(begins)
		return begins
	}
	return nil
}
