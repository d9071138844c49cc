package sim

import (
	"context"

	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/sim/internal/otel"
)

// TracerProvider returns a provider of spans for protocols that are instrumented
// with OpenTelemetry. A span without a parent belongs to the operation that its
// goroutine works for. Its times are virtual, its IDs come from the seed.
//
// Spans say that they are recorded, whatever is sampled, so that the sample does
// not change what a library does. Spans for whose name mayReport, if not nil,
// returns true may say that they are not. This is safe only where the library
// merely makes attributes, and it spares the library these.
func (w *World) TracerProvider(mayReport func(span string) bool) oteltrace.TracerProvider {
	return w.tracing.Provider(mayReport)
}

// TraceparentSize is the length of a text that [World.Traceparent] returns.
const TraceparentSize = otel.TraceparentSize

// Traceparent returns the text that a message of a protocol carries so that its
// receiver continues the trace: the header traceparent of W3C Trace Context, of
// ctx's span or, if there is none, of the operation that the caller works for.
// Outside of operations it begins a trace.
func (w *World) Traceparent(ctx context.Context) string { return w.tracing.Traceparent(ctx) }

// ParseTraceparent reads the header traceparent of W3C Trace Context.
func ParseTraceparent(text string) (oteltrace.SpanContext, error) { return otel.ParseTraceparent(text) }

// Continue takes over the context that a message carried. Spans that begin with
// the context it returns are below the sender's, and what the calling goroutine
// does from now on belongs to the sender's operation, if it had one.
func (w *World) Continue(ctx context.Context, traceparent string) (context.Context, error) {
	return w.tracing.Continue(ctx, traceparent)
}
