package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// tracing keeps the spans that protocols tell OpenTelemetry of until it is known
// whether their trace is in the sample. Whatever is sampled, all draw their IDs,
// and nothing draws from the run's own generator, so that a run does not notice
// who looks: maps would, as their seeds are drawn.
type tracing struct {
	rec      *Recorder
	seed     uint64
	ids      *rand.Rand
	sampling trace.Sampling
	units    []*unit // of operations, by their number; empty if none is kept

	of struct {
		op int64
		id oteltrace.TraceID
	} // the latest trace ID that was computed
	// Operations whose context went out in a message; made by whoever asks first
	// for tracing, so that worlds without stay as they are.
	sent map[oteltrace.TraceID]int64
}

// A unit is a trace that is kept or dropped as a whole.
type unit struct {
	begin   int64
	waiting []*trace.Span // that have ended
}

// What became of a unit.
var kept, dropped = new(unit), new(unit)

func newTracing(rec *Recorder, seed Seed, s trace.Sampling) *tracing {
	rehearse()
	t := &tracing{rec: rec, seed: uint64(seed), ids: seed.Stream("spans"), sampling: s}
	rec.tracing = t
	return t
}

// rehearse records a span with all that a span can have, for nobody. Libraries make
// tables when they are first used, and maps draw their seeds from the run: so that
// a run is the same with tracing and without, it is done in both.
func rehearse() {
	rec := &Recorder{}
	t := &tracing{rec: rec, ids: Seed(0).Stream("rehearsal"), sampling: trace.Sampling{Rate: 1}}
	all := []attribute.KeyValue{
		attribute.Bool("b", true), attribute.Int64("i", 1), attribute.Float64("f", 1.5), attribute.String("s", "\u00e9\n"),
		// Package attribute has types of its own for short slices.
		attribute.BoolSlice("bs", make([]bool, 20)), attribute.Int64Slice("is", make([]int64, 20)),
		attribute.Float64Slice("fs", make([]float64, 20)), attribute.StringSlice("ss", make([]string, 20)),
	}
	r := (&provider{t: t}).Tracer("sim", oteltrace.WithInstrumentationVersion("v0"))
	ctx, parent := r.Start(context.Background(), "parent", oteltrace.WithNewRoot(), oteltrace.WithAttributes(all...))
	_, s := r.Start(ctx, "child", oteltrace.WithSpanKind(oteltrace.SpanKindClient), oteltrace.WithTimestamp(time.Now()),
		oteltrace.WithLinks(oteltrace.LinkFromContext(ctx, all...)))
	s.SetName("child")
	s.SetAttributes(all...)
	s.AddEvent("event", oteltrace.WithAttributes(all...))
	s.AddLink(oteltrace.LinkFromContext(ctx, all...))
	s.RecordError(fmt.Errorf("wrapped: %w", errors.New("error")))
	s.SetStatus(codes.Error, "error")
	s.End(oteltrace.WithTimestamp(time.Now()))
	parent.End()
	rec.Close(0)
}

// traceID returns the trace ID of an operation.
func (t *tracing) traceID(op int64) oteltrace.TraceID {
	if t.of.op != op {
		t.of.op, t.of.id = op, trace.TraceID(t.seed, op)
	}
	return t.of.id
}

// newTraceID draws the ID of a trace that belongs to no operation.
func (t *tracing) newTraceID() (id oteltrace.TraceID) {
	for !id.IsValid() {
		putID(id[:8], t.ids.Uint64())
		putID(id[8:], t.ids.Uint64())
	}
	return id
}

func (t *tracing) newSpanID() (id oteltrace.SpanID) {
	for !id.IsValid() {
		putID(id[:], t.ids.Uint64())
	}
	return id
}

func putID(b []byte, x uint64) {
	for i := range b {
		b[i] = byte(x >> (56 - 8*i))
	}
}

// begin expects the spans of a new operation.
func (t *tracing) begin(op int64) {
	if t.sampling.None() {
		return
	}
	for int64(len(t.units)) < op {
		t.units = append(t.units, dropped) // number 0 is none
	}
	t.units = append(t.units, &unit{begin: now()})
}

// end decides about an operation. Spans of its that end later follow.
func (t *tracing) end(op int64, at int64, well bool) {
	if t.sampling.None() || t.units[op] == kept || t.units[op] == dropped {
		return
	}
	t.units[op] = t.decide(t.units[op], t.traceID(op), at, well)
}

func (t *tracing) decide(u *unit, id oteltrace.TraceID, at int64, well bool) *unit {
	if !t.sampling.Keeps(id, at-u.begin, well) {
		return dropped
	}
	for _, s := range u.waiting {
		t.write(s)
	}
	return kept
}

func (t *tracing) write(s *trace.Span) {
	r := t.rec
	r.Spans = s.AppendJSON(r.Spans)
	if len(r.Spans) > spillAt && r.Spill != nil {
		r.Spill()
	}
}

// records reports whether a span of a trace may be kept in the end.
func (t *tracing) records(op int64, id oteltrace.TraceID) bool {
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

// ended takes a span that is over. A trace of no operation is decided about when
// its root at this peer ends.
func (t *tracing) ended(s *span) {
	u := s.root.unit
	if s.op != 0 {
		u = t.units[s.op]
	}
	switch u {
	case dropped:
	case kept:
		t.write(s.record)
	default:
		u.waiting = append(u.waiting, s.record)
		if s.op == 0 && s.root == s {
			s.unit = t.decide(u, s.context.TraceID(), s.record.End, s.record.Status != trace.StatusError)
		}
	}
}

// Close decides about what goes on at the end of a run as if it had failed: it
// did not end well. Nothing is recorded after it.
func (r *Recorder) Close(end time.Duration) {
	if r.tracing == nil {
		return
	}
	for op := range r.tracing.units {
		r.tracing.end(int64(op), end.Nanoseconds(), false)
	}
}

// TracerProvider returns what gives spans to protocols that are instrumented with
// OpenTelemetry. A span without a parent belongs to the operation that its
// goroutine works for. Its times are virtual, its IDs come from the seed.
//
// A library may do other things for a span that is recorded, such as start a
// goroutine, and then a run would depend on what of it is recorded. So all
// spans say that they are, which costs what their attributes cost to make. Spans
// for whose name mayReport, if not nil, returns true may say that they are not:
// it is safe only where the library does nothing with that but make attributes.
func (w *World) TracerProvider(mayReport func(span string) bool) oteltrace.TracerProvider {
	w.tracing.propagate()
	return &provider{t: w.tracing, mayReport: mayReport}
}

// propagate makes ready for contexts in messages.
func (t *tracing) propagate() {
	if t.sent == nil {
		t.sent = map[oteltrace.TraceID]int64{}
	}
}

// task returns the operation of a span that begins: that of its parent, and
// without one that which the caller works for.
func (t *tracing) task(parent *span, remote oteltrace.SpanContext, alone bool) int64 {
	switch {
	case alone:
		return 0
	case parent != nil:
		return parent.op
	case remote.IsValid():
		return t.sent[remote.TraceID()]
	}
	return seal.Task()
}
