package expect

import (
	"fmt"

	"github.com/libp2p-sim/sim/report/internal/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Check reports whether e makes sense for the metric that def defines: its
// limit must be of the dimension that the subject has, with its unit written,
// and a share must lie between 0% and 100%. Errors are of type *[SyntaxError].
// It panics if def is not the definition of e's metric.
func (e Expr) Check(def trace.MetricDef) error {
	if def.Name != e.metric {
		panic(fmt.Sprintf("expect: Check of %s against %s", e.metric, def.Name))
	}
	want, lit := e.dimension(def), e.limit
	// A share is a plain number too: 0.99 is as clear as 99%.
	if lit.dim != want && !(want == quantity.Share && lit.dim == quantity.Number) {
		return errorAt(lit.col, "%s is a %v, but %s is a %v%s", lit.text, lit.dim, e.subject(), want, hint(want, lit))
	}
	if want == quantity.Share && (lit.value < 0 || lit.value > 1) {
		suggestion := ""
		if lit.dim == quantity.Number && lit.value > 1 && lit.value <= 100 {
			suggestion = fmt.Sprintf(", did you mean %s%%?", lit.text)
		}
		return errorAt(lit.col, "%s is a share, between 0%% and 100%%, never %s%s", e.subject(), lit.text, suggestion)
	}
	return nil
}

// hint proposes a literal for one that lacks its unit.
func hint(want quantity.Dimension, lit literal) string {
	switch {
	case lit.dim != quantity.Number:
		return ""
	case want == quantity.Duration:
		return fmt.Sprintf(", write its unit as in %sms", lit.text)
	case want == quantity.Bytes:
		return fmt.Sprintf(", write its unit as in %skB", lit.text)
	}
	return ""
}

// dimension is what the left side of e measures.
func (e Expr) dimension(def trace.MetricDef) quantity.Dimension {
	d := quantity.Of(def)
	if e.fn == count || e.fn == sum && d == quantity.Share { // the sum of a ratio counts successes
		return quantity.Number
	}
	return d
}

func (e Expr) subject() string {
	if e.bare {
		return e.metric
	}
	return e.fnName + "(" + e.metric + ")"
}
