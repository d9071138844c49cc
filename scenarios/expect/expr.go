package expect

import "github.com/libp2p-sim/sim/sim/quantity"

// Expr is one parsed expectation. The zero Expr is not valid; [Parse] makes them.
type Expr struct {
	left     Measure
	cmp      string
	right    limit
	instants string // always or sometimes; "" takes all samples together
	optional bool   // met without samples
}

// Words that take the measure at each instant by itself.
const (
	always    = "always"    // it holds at all
	sometimes = "sometimes" // it holds at one
)

// limit is the right side: a literal, or a measure times a factor.
type limit struct {
	literal literal  // of the factor if there is a measure
	factor  bool     // whether one is written
	measure *Measure // nil for a literal
}

// literal is a quantity as written and as understood.
type literal struct {
	text  string
	value float64 // in the base unit of dim
	dim   quantity.Dimension
	col   int
}

// Measures returns the measures that e compares: the left side and, unless that
// is a literal, the right.
func (e Expr) Measures() []Measure {
	if e.right.measure == nil {
		return []Measure{e.left}
	}
	return []Measure{e.left, *e.right.measure}
}

// String returns e in canonical spacing. Parsing it gives e again.
func (e Expr) String() string {
	s := e.left.head()
	if e.right.measure != nil && e.left.window.word != "" {
		s += " " + e.left.window.String()
	}
	s += " " + e.cmp + " " + e.right.String()
	if e.instants != "" {
		s += " " + e.instants
	}
	if e.right.measure == nil && e.left.window.word != "" {
		s += " " + e.left.window.String()
	}
	if e.optional {
		s += " optional"
	}
	return s
}

func (l limit) String() string {
	switch {
	case l.measure == nil:
		return l.literal.text
	case l.factor:
		return l.literal.text + " * " + l.measure.String()
	}
	return l.measure.String()
}

// times returns the limit when its measure has the value v.
func (l limit) times(v float64) float64 {
	if l.factor {
		return float64(l.literal.value * v) // rounded, on every processor
	}
	return v
}

// holds reports whether v stands in e's relation to the limit.
func (e Expr) holds(v, limit float64) bool {
	switch e.cmp {
	case "<":
		return v < limit
	case "<=":
		return v <= limit
	case ">":
		return v > limit
	case ">=":
		return v >= limit
	case "==":
		return v == limit
	case "!=":
		return v != limit
	}
	panic("expect: the zero Expr")
}

// worse reports whether the value v is further on the wrong side of the limit
// than w, or, if neither is, closer to it.
func (e Expr) worse(v, w, limit float64) bool {
	switch e.cmp {
	case "<", "<=":
		return v > w
	case ">", ">=":
		return v < w
	case "==":
		return abs(v-limit) > abs(w-limit)
	default:
		return abs(v-limit) < abs(w-limit)
	}
}

func abs(v float64) float64 { return max(v, -v) }
