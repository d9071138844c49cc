package otel

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/propagation"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TraceparentSize is the length of a text that [Tracing.Traceparent] returns.
const TraceparentSize = 55

// A header is the one of W3C Trace Context that messages carry.
type header string

// Get implements propagation.TextMapCarrier.
func (h *header) Get(key string) string {
	if key == "traceparent" {
		return string(*h)
	}
	return ""
}

// Set implements propagation.TextMapCarrier. There is no tracestate.
func (h *header) Set(key, value string) {
	if key == "traceparent" {
		*h = header(value)
	}
}

// Keys implements propagation.TextMapCarrier.
func (h *header) Keys() []string { return []string{"traceparent"} }

// Traceparent returns the text that a message of a protocol carries so that its
// receiver continues the trace: the header traceparent of W3C Trace Context, of
// ctx's span or, if there is none, of the operation that the caller works for.
// Outside of operations it begins a trace.
func (t *Tracing) Traceparent(ctx context.Context) string {
	current, _ := oteltrace.SpanFromContext(ctx).(*span)
	op := seal.Task()
	if current != nil {
		op = current.op
	} else if !oteltrace.SpanContextFromContext(ctx).IsValid() {
		c := oteltrace.SpanContextConfig{TraceFlags: oteltrace.FlagsSampled}
		if op != 0 {
			c.TraceID, c.SpanID = t.traceID(op), trace.SpanID(t.seed, t.name(op), 0)
		} else {
			c.TraceID, c.SpanID = t.newTraceID(), t.newSpanID()
		}
		ctx = oteltrace.ContextWithSpanContext(ctx, oteltrace.NewSpanContext(c))
	}
	if op != 0 {
		t.propagate()
		t.sent[t.traceID(op)] = op
	}
	var h header
	propagation.TraceContext{}.Inject(ctx, &h)
	return string(h)
}

// ParseTraceparent reads the header traceparent of W3C Trace Context.
func ParseTraceparent(text string) (oteltrace.SpanContext, error) {
	h := header(text)
	sc := oteltrace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), &h))
	if !sc.IsValid() {
		return sc, fmt.Errorf("sim: %q is no traceparent of W3C Trace Context", text)
	}
	return sc, nil
}

// Continue takes over the context that a message carried. Spans that begin with
// the context it returns are below the sender's, and what the calling goroutine
// does from now on belongs to the sender's operation, if it had one.
func (t *Tracing) Continue(ctx context.Context, traceparent string) (context.Context, error) {
	sc, err := ParseTraceparent(traceparent)
	if err != nil {
		return ctx, err
	}
	seal.SetTask(t.sent[sc.TraceID()])
	return oteltrace.ContextWithRemoteSpanContext(ctx, sc), nil
}
