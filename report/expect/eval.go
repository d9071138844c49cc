package expect

import (
	"fmt"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/quantity"
	"github.com/libp2p-sim/sim/report/internal/stats"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Samples are all samples of one metric, in the order in which they were
// recorded. T and Value have the same length.
type Samples struct {
	Def   trace.MetricDef
	T     []int64   // virtual nanoseconds since the start of the run
	Value []float64 // in Def.Unit
}

// Result says whether a run met an expectation.
type Result struct {
	Expr   string `json:"expr"`   // the expectation
	OK     bool   `json:"ok"`     // met
	Actual string `json:"actual"` // what was measured, as "212.4ms", "97.1% of 480" or "no samples"
}

// Eval holds e against the samples of its metric. It changes nothing in s and
// panics if e fails [Expr.Check] for s.Def.
func (e Expr) Eval(s Samples) Result {
	if err := e.Check(s.Def); err != nil {
		panic("expect: Eval of an unchecked expectation: " + err.Error())
	}
	values := e.window.cut(s)
	r := Result{Expr: e.String()}
	if len(values) == 0 && e.fn != count {
		r.Actual = "no samples"
		return r
	}
	dim, v := e.dimension(s.Def), e.measure(values)
	r.OK = e.holds(v)
	r.Actual = quantity.Distinct(v, e.limit.value, dim)
	if dim == quantity.Share && e.fn == mean {
		r.Actual += fmt.Sprintf(" of %s", quantity.Thousands(int64(len(values))))
	}
	return r
}

// measure applies e's function to values; only count takes none of them.
func (e Expr) measure(values []float64) float64 {
	switch e.fn {
	case count:
		return float64(len(values))
	case sum:
		return stats.Sum(values)
	case minimum:
		return slices.Min(values)
	case maximum:
		return slices.Max(values)
	case percentile:
		sorted := slices.Clone(values)
		slices.Sort(sorted)
		return stats.Quantile(sorted, e.quantile)
	default:
		return stats.Mean(values)
	}
}

// cut returns the values inside w, in their order.
func (w window) cut(s Samples) []float64 {
	if w.word == "" {
		return s.Value
	}
	var values []float64
	for i, t := range s.T {
		if w.contains(t) {
			values = append(values, s.Value[i])
		}
	}
	return values
}
