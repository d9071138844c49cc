package otel

import (
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	oteltrace "go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/embedded"

	"github.com/libp2p-sim/sim/sim/trace"
)

// span implements OpenTelemetry's Span.
type span struct {
	embedded.Span
	tracer    *tracer
	context   oteltrace.SpanContext
	op        int64
	root      *span       // the first of its peer in its trace
	unit      *unit       // of a root of no operation
	record    *trace.Span // nil if the trace is not in the sample, or the span is over
	mayReport bool        // may say that it is not recorded
	ended     bool
}

// End implements oteltrace.Span.
func (s *span) End(opts ...oteltrace.SpanEndOption) {
	s.ended = true
	if s.record == nil {
		return
	}
	s.record.End = now()
	if len(opts) > 0 {
		config := oteltrace.NewSpanEndConfig(opts...)
		if at := config.Timestamp(); !at.IsZero() {
			s.record.End = max(s.record.Start, sinceEpoch(at))
		}
	}
	s.tracer.provider.t.over(s)
	s.record = nil
}

// AddEvent implements oteltrace.Span.
func (s *span) AddEvent(name string, opts ...oteltrace.EventOption) {
	if s.record == nil {
		return
	}
	config := oteltrace.NewEventConfig(opts...)
	s.record.Events = append(s.record.Events, trace.SpanEvent{
		T: sinceEpoch(config.Timestamp()), Name: name, Attributes: attributes(config.Attributes()),
	})
}

// RecordError implements oteltrace.Span. Stack traces, which name addresses, are
// left out.
func (s *span) RecordError(err error, opts ...oteltrace.EventOption) {
	if s.record == nil || err == nil {
		return
	}
	s.AddEvent("exception", append(opts, oteltrace.WithAttributes(
		attribute.String("exception.type", fmt.Sprintf("%T", err)), attribute.String("exception.message", err.Error()),
	))...)
}

// AddLink implements oteltrace.Span.
func (s *span) AddLink(link oteltrace.Link) {
	if s.record != nil {
		s.record.Links = append(s.record.Links, links([]oteltrace.Link{link})...)
	}
}

// IsRecording implements oteltrace.Span. It does not tell of the sample where
// that could change the caller's actions; see [Tracing.Provider].
func (s *span) IsRecording() bool { return !s.ended && (s.record != nil || !s.mayReport) }

// SpanContext implements oteltrace.Span.
func (s *span) SpanContext() oteltrace.SpanContext { return s.context }

// SetStatus implements oteltrace.Span: OK is more than Error, and that is more
// than nothing.
func (s *span) SetStatus(code codes.Code, description string) {
	switch {
	case s.record == nil || s.record.Status == trace.StatusOK:
	case code == codes.Ok:
		s.record.Status, s.record.Description = trace.StatusOK, ""
	case code == codes.Error:
		s.record.Status, s.record.Description = trace.StatusError, description
	}
}

// SetName implements oteltrace.Span.
func (s *span) SetName(name string) {
	if s.record != nil {
		s.record.Name = name
	}
}

// SetAttributes implements oteltrace.Span.
func (s *span) SetAttributes(kv ...attribute.KeyValue) {
	if s.record != nil {
		s.record.Attributes = append(s.record.Attributes, attributes(kv)...)
	}
}

// TracerProvider implements oteltrace.Span.
func (s *span) TracerProvider() oteltrace.TracerProvider { return s.tracer.provider }

// over takes a span that is over. A trace of no operation is decided about when
// its root at this peer ends.
func (t *Tracing) over(s *span) {
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
