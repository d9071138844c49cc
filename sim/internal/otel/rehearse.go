package otel

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/sim/trace"
)

// rehearse records a span with all that a span can have, for nobody. Libraries make
// tables when they are first used, and maps draw their seeds from the run: so that
// a run is the same with tracing and without, it is done in both.
func rehearse() {
	var log []byte
	t := &Tracing{stream: func(string) *rand.Rand { return rand.New(rand.NewPCG(0, 0)) }, ids: map[string]*rand.Rand{}, sampling: trace.Sampling{Rate: 1}, write: func(s *trace.Span) { log = s.AppendJSON(log) }}
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
}
