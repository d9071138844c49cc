package expect

import (
	"slices"

	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/stats"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Measure is a number that a run gives: a function of the samples of a metric,
// such as "p99(ping.rtt) of clients after 30m". The zero Measure is not valid;
// [ParseMeasure] makes them.
type Measure struct {
	fn       function
	fnName   string    // as written
	quantile stats.PPM // of a percentile and of median
	name     string    // of the metric, as written
	bare     bool      // a metric without a function
	peers    selector
	window   window
	over     *aggregate // in expectations over seeds
	col      int        // of the metric's name

	def   trace.MetricDef // once bound
	bound bool
}

type function int

const (
	mean function = iota
	minimum
	maximum
	percentile
	count
	sum
	deviation // standard deviation
	quartiles // range between them
)

// ParseMeasure reads one measure: an expectation without its comparison. Its
// errors are of type *[say.Fault], with a byte column.
func ParseMeasure(s string) (Measure, error) {
	p, err := newParser(s)
	if err != nil {
		return Measure{}, err
	}
	m, err := p.measure()
	if err != nil {
		return Measure{}, err
	}
	if p.tok.kind != end {
		return Measure{}, p.unexpected("nothing more after a measure")
	}
	return m, nil
}

// Bind finds the metric of m among defs, by its name or a unique end of it. Its errors are
// of type *[say.Fault], with a byte column or, if no metric or several go by the name,
// *[NameError].
func (m Measure) Bind(defs []trace.MetricDef) (Measure, error) {
	def, err := find(defs, m.name, m.col)
	if err != nil {
		return m, err
	}
	m.def, m.bound = def, true
	return m, nil
}

// Metric returns the full name of the metric that m, which is bound, is about.
func (m Measure) Metric() string { return m.mustDef().Name }

// Peers returns the peers that m keeps to, of group "" for all, and the byte column,
// from 1, where they are named.
func (m Measure) Peers() (p trace.Part, col int) {
	return m.peers.Part, m.peers.col
}

// String returns m in canonical spacing, with the metric's name as written.
// Parsing it gives m again.
func (m Measure) String() string {
	s := m.head()
	if m.window.word != "" {
		s += " " + m.window.String()
	}
	return s
}

// head returns the text of m without its window.
func (m Measure) head() string {
	s := m.subject()
	if m.over != nil {
		s = m.over.name + " over seeds of " + s
	}
	if m.peers.Group != "" {
		s += " of " + m.peers.String()
	}
	return s
}

func (m Measure) subject() string {
	if m.bare {
		return m.name
	}
	return m.fnName + "(" + m.name + ")"
}

// Unit returns the unit of the value of m, which is bound: "ns", "B" or, for a
// share, a count and plain numbers without a name, "1".
func (m Measure) Unit() string {
	switch m.dimension() {
	case quantity.Duration:
		return "ns"
	case quantity.Bytes:
		return "B"
	case quantity.Share:
		return "1"
	}
	if m.counts() {
		return "1"
	}
	return m.mustDef().Unit
}

// Share reports whether the value of m, which is bound, is a part of a whole,
// from 0 to 1. How shares spread is none.
func (m Measure) Share() bool { return m.dimension() == quantity.Share && !m.spreads() }

// spreads reports whether m says how far samples lie apart: no sample has that value.
func (m Measure) spreads() bool { return m.fn == deviation || m.fn == quartiles }

// dimension returns the dimension of the values of m.
func (m Measure) dimension() quantity.Dimension {
	if m.counts() {
		return quantity.Number
	}
	return quantity.Of(m.mustDef())
}

// counts reports whether m is a number of samples; the sum of a ratio counts
// successes.
func (m Measure) counts() bool {
	return m.fn == count || m.fn == sum && quantity.Of(m.mustDef()) == quantity.Share
}

func (m Measure) mustDef() trace.MetricDef {
	if !m.bound {
		panic("expect: the measure " + m.String() + " is not bound")
	}
	return m.def
}

// Eval takes m, which is bound, of the samples of its metric: a value in
// [Measure.Unit] and the number n of samples that it was taken of. Without
// samples, ok is false unless m counts them; one sample has no standard deviation.
func (m Measure) Eval(s Samples) (v float64, n int, ok bool) {
	at := m.pick(s)
	v, ok = m.take(s.values(at))
	return v, len(at), ok
}

// take applies m's function to values, which it may reorder; only count takes
// none of them.
func (m Measure) take(values []float64) (v float64, ok bool) {
	if len(values) == 0 && m.fn != count || len(values) == 1 && m.fn == deviation {
		return 0, false
	}
	switch m.fn {
	case count:
		return float64(len(values)), true
	case sum:
		return stats.Sum(values), true
	case minimum:
		return slices.Min(values), true
	case maximum:
		return slices.Max(values), true
	case deviation:
		return stats.Deviation(values), true
	case quartiles:
		slices.Sort(values)
		return stats.Quantile(values, stats.P75) - stats.Quantile(values, stats.P25), true
	case percentile:
		slices.Sort(values)
		return stats.Quantile(values, m.quantile), true
	default:
		return stats.Mean(values), true
	}
}
