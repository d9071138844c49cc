package expect

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Bind finds the metrics of e among defs, as [Measure.Bind] does, and reports
// whether e makes sense for them: both sides must be of one dimension, a literal
// with its unit written, and a share must lie between 0% and 100%. Its errors
// are of type *[say.Fault], with a byte column or *[NameError].
func (e Expr) Bind(defs []trace.MetricDef) (Expr, error) {
	var err error
	if e.left, err = e.left.Bind(defs); err != nil {
		return e, err
	}
	if e.right.measure == nil {
		return e, e.checkLiteral()
	}
	right, err := e.right.measure.Bind(defs)
	if err != nil {
		return e, err
	}
	e.right.measure = &right
	if have, want := right.dimension(), e.left.dimension(); have != want {
		return e, errorAt(right.col, "%s is a %v, but %s is a %v", right.subject(), have, e.left.subject(), want)
	}
	return e, nil
}

func (e Expr) checkLiteral() error {
	want, lit := e.left.dimension(), e.right.literal
	// A share is a plain number too: 0.99 is as clear as 99%.
	if lit.dim != want && !(want == quantity.Share && lit.dim == quantity.Number) {
		return errorAt(lit.col, "%s is a %v, but %s is a %v%s", lit.text, lit.dim, e.left.subject(), want, hint(want, lit))
	}
	if want == quantity.Share && (lit.value < 0 || lit.value > 1) {
		suggestion := ""
		if lit.dim == quantity.Number && lit.value > 1 && lit.value <= 100 {
			suggestion = fmt.Sprintf(", did you mean %s%%?", lit.text)
		}
		return errorAt(lit.col, "%s is a share, between 0%% and 100%%, never %s%s", e.left.subject(), lit.text, suggestion)
	}
	return nil
}

// plain reports whether lit is a number without a unit, or a percentage.
func (l literal) plain() bool { return l.dim == quantity.Number || l.dim == quantity.Share }

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
