package expect

import (
	"strings"

	"github.com/libp2p-sim/sim/report/internal/quantity"
	"github.com/libp2p-sim/sim/report/internal/stats"
)

// Expr is one parsed expectation. The zero Expr is not valid; [Parse] makes them.
type Expr struct {
	fn       function
	metric   string
	bare     bool // a metric without a function
	cmp      string
	limit    literal
	window   window
	quantile stats.PPM // of a percentile and of median
	fnName   string    // as written
}

type function int

const (
	mean function = iota
	minimum
	maximum
	percentile
	count
	sum
)

// literal is a quantity as written and as understood.
type literal struct {
	text  string
	value float64 // in the base unit of dim
	dim   quantity.Dimension
	col   int
}

// window restricts samples to from <= t < to, both in virtual nanoseconds.
type window struct {
	word     string // "", "after", "before" or "between"
	from, to literal
}

// Metric returns the name of the metric that e is about.
func (e Expr) Metric() string { return e.metric }

// String returns e in canonical spacing. Parsing it gives e again.
func (e Expr) String() string {
	var b strings.Builder
	b.WriteString(e.subject())
	b.WriteString(" " + e.cmp + " " + e.limit.text)
	switch e.window.word {
	case "after":
		b.WriteString(" after " + e.window.from.text)
	case "before":
		b.WriteString(" before " + e.window.to.text)
	case "between":
		b.WriteString(" between " + e.window.from.text + " and " + e.window.to.text)
	}
	return b.String()
}

// holds reports whether v stands in e's relation to its limit.
func (e Expr) holds(v float64) bool {
	switch e.cmp {
	case "<":
		return v < e.limit.value
	case "<=":
		return v <= e.limit.value
	case ">":
		return v > e.limit.value
	case ">=":
		return v >= e.limit.value
	case "==":
		return v == e.limit.value
	case "!=":
		return v != e.limit.value
	}
	panic("expect: the zero Expr")
}

func (w window) contains(t int64) bool {
	switch w.word {
	case "after":
		return float64(t) >= w.from.value
	case "before":
		return float64(t) < w.to.value
	case "between":
		return float64(t) >= w.from.value && float64(t) < w.to.value
	}
	return true
}
