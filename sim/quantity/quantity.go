// Package quantity tells the dimension of a metric's values, and writes them
// the way people read them: 12.3ms, 99.2%, 4.2MB, 1,234.
//
// Its nouns are the [Dimension], the [Unit] and the [Amount], which alone it parses:
// scenarios and expectations have the same units. It does not choose axis units (report
// does).
package quantity

import "github.com/libp2p-sim/sim/sim/trace"

// Dimension is the kind of quantity that a value measures. Two values can be
// compared only if their dimensions agree.
type Dimension int

const (
	// Number is a plain number: peers, hops, buckets.
	Number Dimension = iota
	// Share is a part of a whole, from 0 to 1.
	Share
	// Duration is a span of virtual time, in nanoseconds.
	Duration
	// Bytes is an amount of data, in bytes.
	Bytes
)

// String names d as an error message does.
func (d Dimension) String() string {
	switch d {
	case Share:
		return "percentage"
	case Duration:
		return "duration"
	case Bytes:
		return "number of bytes"
	default:
		return "plain number"
	}
}

// Of returns the dimension of the samples of def.
func Of(def trace.MetricDef) Dimension {
	switch {
	case def.Kind == trace.Ratio:
		return Share
	case def.Kind == trace.Duration || def.Unit == "ns":
		return Duration
	case def.Unit == "bytes":
		return Bytes
	default:
		return Number
	}
}
