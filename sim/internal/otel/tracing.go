// Package otel keeps the spans that instrumented libraries give OpenTelemetry
// in a run.
//
// Its nouns are the [Tracing], which belongs to one world; the span, which a
// library begins and ends at instants of virtual time; and the unit, a trace that
// is kept or dropped as a whole, once it is known how it ended. It implements
// OpenTelemetry's API. It has no SDK and no exporter: a span that is kept becomes a
// [trace.Span], which goes to a function.
//
// A run does not notice which spans are kept: the package draws nothing from
// the run's generator, whatever is sampled.
package otel

import (
	"math/rand/v2"
	"time"

	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Tracing holds spans back until it is known whether their trace is in the sample.
// Whatever is sampled, all spans draw their IDs.
type Tracing struct {
	seed     uint64
	stream   func(name string) *rand.Rand // makes generators
	ids      map[string]*rand.Rand        // of IDs of spans, and of traces of no operation, by label
	ops      []trace.Nth                  // names of operations, by number
	sampling trace.Sampling
	write    func(*trace.Span)

	// units are those of operations, by number; empty if the sample is. The unit of
	// an operation that goes on is neither kept nor dropped.
	units []*unit

	latest struct {
		op int64
		id oteltrace.TraceID
	} // the trace ID that was computed last
	// sent has the operations whose context went out in a message. Whoever first
	// asks for tracing makes it, so that worlds without stay as they are.
	sent map[oteltrace.TraceID]int64
}

// A unit is a trace that is kept or dropped as a whole.
type unit struct {
	begin   int64         // ns since the epoch
	waiting []*trace.Span // have ended before it was decided
}

// The fates of a unit.
var kept, dropped = new(unit), new(unit)

// New returns the tracing of a world. IDs of operations' traces follow from the
// seed, each label draws all others from a stream of its own. Write gets the spans that
// are kept.
func New(seed uint64, stream func(name string) *rand.Rand, s trace.Sampling, write func(*trace.Span)) *Tracing {
	rehearse()
	return &Tracing{seed: seed, stream: stream, ids: map[string]*rand.Rand{}, sampling: s, write: write}
}

// draw draws for the label that calls.
func (t *Tracing) draw() uint64 {
	label := seal.CurrentLabel()
	r := t.ids[label]
	if r == nil {
		r = t.stream("spans/" + label)
		t.ids[label] = r
	}
	return r.Uint64()
}

// name returns the name of the operation with a number, none for 0.
func (t *Tracing) name(op int64) trace.Nth {
	if op == 0 {
		return trace.Nth{}
	}
	return t.ops[op-1]
}

// traceID returns the trace ID of an operation.
func (t *Tracing) traceID(op int64) oteltrace.TraceID {
	if t.latest.op != op {
		t.latest.op, t.latest.id = op, trace.TraceID(t.seed, t.name(op))
	}
	return t.latest.id
}

// newTraceID draws the ID of a trace that belongs to no operation.
func (t *Tracing) newTraceID() (id oteltrace.TraceID) {
	for !id.IsValid() {
		putID(id[:8], t.draw())
		putID(id[8:], t.draw())
	}
	return id
}

func (t *Tracing) newSpanID() (id oteltrace.SpanID) {
	for !id.IsValid() {
		putID(id[:], t.draw())
	}
	return id
}

func putID(b []byte, x uint64) {
	for i := range b {
		b[i] = byte(x >> (56 - 8*i))
	}
}

// Begin expects the spans of a new operation with a name. Numbers of operations are
// those of its goroutines' tasks, from 1, one after the other.
func (t *Tracing) Begin(op int64, name trace.Nth) {
	t.ops = append(t.ops, name)
	if t.sampling.None() {
		return
	}
	for int64(len(t.units)) < op {
		t.units = append(t.units, dropped) // number 0 is none
	}
	t.units = append(t.units, &unit{begin: now()})
}

// End decides about an operation that ended at an instant, well or not. Spans of
// its that end later follow.
func (t *Tracing) End(op int64, at time.Duration, well bool) {
	if t.sampling.None() || t.units[op] == kept || t.units[op] == dropped {
		return
	}
	t.units[op] = t.decide(t.units[op], t.traceID(op), at.Nanoseconds(), well)
}

// Close ends recording. Operations that go on count as failed.
func (t *Tracing) Close(at time.Duration) {
	for op := range t.units {
		t.End(int64(op), at, false)
	}
}

func (t *Tracing) decide(u *unit, id oteltrace.TraceID, at int64, well bool) *unit {
	if !t.sampling.Keeps(id, at-u.begin, well) {
		return dropped
	}
	for _, s := range u.waiting {
		t.write(s)
	}
	return kept
}

// records reports whether a span of a trace may be kept in the end.
func (t *Tracing) records(op int64, id oteltrace.TraceID) bool {
	switch {
	case t.sampling.None():
		return false
	case op != 0 && t.units[op] == dropped:
		return false
	case !t.sampling.Failed && t.sampling.Slow == 0:
		return t.sampling.Draws(id)
	}
	return true
}

// propagate makes ready for contexts in messages.
func (t *Tracing) propagate() {
	if t.sent == nil {
		t.sent = map[oteltrace.TraceID]int64{}
	}
}

// sinceEpoch takes a time of the calling peer, whose clock may be wrong.
func sinceEpoch(t time.Time) int64 { return int64(seal.Elapsed() + time.Until(t)) }

func now() int64 { return int64(seal.Elapsed()) }
