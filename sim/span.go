package sim

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
			s.record.End = max(s.record.Start, sinceEpoch(at.UnixNano()))
		}
	}
	s.tracer.provider.t.ended(s)
	s.record = nil
}

// AddEvent implements oteltrace.Span.
func (s *span) AddEvent(name string, opts ...oteltrace.EventOption) {
	if s.record == nil {
		return
	}
	config := oteltrace.NewEventConfig(opts...)
	s.record.Events = append(s.record.Events, trace.SpanEvent{
		T: sinceEpoch(config.Timestamp().UnixNano()), Name: name, Attributes: attributes(config.Attributes()),
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
// that could change what the caller does; see World.TracerProvider.
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

func attributes(list []attribute.KeyValue) []trace.Attribute {
	if len(list) == 0 {
		return nil
	}
	out := make([]trace.Attribute, 0, len(list))
	for _, kv := range list {
		if kv.Valid() {
			out = append(out, trace.Attribute{Key: string(kv.Key), Value: value(kv.Value)})
		}
	}
	return out
}

func value(v attribute.Value) any {
	switch v.Type() {
	case attribute.BOOL:
		return v.AsBool()
	case attribute.INT64:
		return v.AsInt64()
	case attribute.FLOAT64:
		return v.AsFloat64()
	case attribute.STRING:
		return v.AsString()
	case attribute.BOOLSLICE:
		return anys(v.AsBoolSlice())
	case attribute.INT64SLICE:
		return anys(v.AsInt64Slice())
	case attribute.FLOAT64SLICE:
		return anys(v.AsFloat64Slice())
	case attribute.STRINGSLICE:
		return anys(v.AsStringSlice())
	}
	return v.String()
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = x
	}
	return out
}

func links(list []oteltrace.Link) []trace.SpanLink {
	var out []trace.SpanLink
	for _, l := range list {
		if l.SpanContext.IsValid() {
			out = append(out, trace.SpanLink{Trace: l.SpanContext.TraceID(), ID: l.SpanContext.SpanID(), Attributes: attributes(l.Attributes)})
		}
	}
	return out
}
