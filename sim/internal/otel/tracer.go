package otel

import (
	"context"

	oteltrace "go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/embedded"

	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Provider returns a provider of spans for libraries. A span without a parent
// belongs to the operation that its goroutine works for. Its times are virtual, its
// IDs come from the seed.
//
// A library may do other things for a span that is recorded, such as start a
// goroutine, and then a run would depend on which of its spans are recorded. So
// all spans say that they are, which costs the making of their attributes. Spans
// for whose name mayReport, if not nil, returns true may say that they are not:
// it is safe only where the library does nothing with that but make attributes.
func (t *Tracing) Provider(mayReport func(span string) bool) oteltrace.TracerProvider {
	t.propagate()
	return &provider{t: t, mayReport: mayReport}
}

// provider implements OpenTelemetry's TracerProvider.
type provider struct {
	embedded.TracerProvider
	t         *Tracing
	mayReport func(span string) bool
	last      *tracer
}

// Tracer implements oteltrace.TracerProvider. Libraries ask for theirs again
// with every span.
func (p *provider) Tracer(name string, opts ...oteltrace.TracerOption) oteltrace.Tracer {
	version := ""
	if len(opts) > 0 {
		config := oteltrace.NewTracerConfig(opts...)
		version = config.InstrumentationVersion()
	}
	if p.last == nil || p.last.scope != name || p.last.version != version {
		p.last = &tracer{provider: p, scope: name, version: version}
	}
	return p.last
}

// tracer implements OpenTelemetry's Tracer.
type tracer struct {
	embedded.Tracer
	provider       *provider
	scope, version string
}

// Start implements oteltrace.Tracer.
func (r *tracer) Start(ctx context.Context, name string, opts ...oteltrace.SpanStartOption) (context.Context, oteltrace.Span) {
	if ctx == nil {
		ctx = context.Background()
	}
	t, mayReport := r.provider.t, r.provider.mayReport
	config := oteltrace.NewSpanStartConfig(opts...)
	var above oteltrace.SpanContext
	var parent *span
	if !config.NewRoot() {
		current := oteltrace.SpanFromContext(ctx)
		above = current.SpanContext()
		parent, _ = current.(*span)
	}
	s := &span{tracer: r, op: t.task(parent, above, config.NewRoot()), mayReport: mayReport != nil && mayReport(name)}
	// All are called sampled: the event log holds every operation, and a flag
	// that told of the sample would change messages.
	c := oteltrace.SpanContextConfig{SpanID: t.newSpanID(), TraceFlags: oteltrace.FlagsSampled}
	switch {
	case above.IsValid():
		c.TraceID, c.TraceState = above.TraceID(), above.TraceState()
	case s.op != 0:
		c.TraceID = t.traceID(s.op)
	default:
		c.TraceID = t.newTraceID()
	}
	s.context = oteltrace.NewSpanContext(c)
	if s.root = s; parent != nil {
		s.root = parent.root
	}
	if t.records(s.op, c.TraceID) {
		begin := now()
		if at := config.Timestamp(); !at.IsZero() {
			begin = sinceEpoch(at)
		}
		s.record = &trace.Span{
			Start: begin, P: seal.CurrentLabel(), Trace: c.TraceID, ID: c.SpanID,
			Parent: above.SpanID(), Remote: above.IsRemote(), Scope: r.scope, Version: r.version, Name: name,
			Kind: kindOf(config.SpanKind()), Attributes: attributes(config.Attributes()), Links: links(config.Links()),
		}
		s.record.Within(t.name(s.op))
		if s.op == 0 && s.root == s {
			s.unit = &unit{begin: begin}
		}
	}
	return oteltrace.ContextWithSpan(ctx, s), s
}

// task returns the operation of a span that begins: that of its parent, and
// without one that which the caller works for.
func (t *Tracing) task(parent *span, remote oteltrace.SpanContext, alone bool) int64 {
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
