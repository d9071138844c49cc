//go:build simsealed

package sim_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

var everything = trace.Sampling{Rate: 1}

// traced runs f on a world of two nodes and returns the spans that it leaves.
func traced(t *testing.T, s trace.Sampling, f func(w *sim.World, n []*sim.Node, tracer oteltrace.Tracer)) []trace.Span {
	t.Helper()
	var rec *sim.Recorder
	r := sealed(t, func() {
		c := config()
		c.Tracing = s
		w, n, r := newWorld(c, 2)
		rec = r
		f(w, n, w.TracerProvider(nil).Tracer("test", oteltrace.WithInstrumentationVersion("v1")))
	})
	rec.Close(r.Now)
	var out []trace.Span
	for line := range bytes.Lines(rec.Text(sim.SpanLog)) {
		s, err := trace.ParseSpan(line)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// on does something at a node and waits for it.
func on(n *sim.Node, f func()) {
	done := make(chan bool)
	n.Go(func() {
		f()
		close(done)
	})
	<-done
}

// TestSpansAreKeptAsTheyAre: all that a library sets on a span is in its record.
func TestSpansAreKeptAsTheyAre(t *testing.T) {
	spans := traced(t, everything, func(w *sim.World, n []*sim.Node, tracer oteltrace.Tracer) {
		on(n[0], func() {
			time.Sleep(time.Second)
			op := w.BeginOp(n[0], "test.op", "", time.Minute)
			ctx, outer := tracer.Start(context.Background(), "outer", oteltrace.WithSpanKind(oteltrace.SpanKindClient),
				oteltrace.WithAttributes(attribute.String("key", "old"), attribute.Bool("yes", true)))
			time.Sleep(time.Second)
			_, inner := tracer.Start(ctx, "inner", oteltrace.WithLinks(oteltrace.LinkFromContext(ctx, attribute.Int("n", 3))))
			inner.SetAttributes(attribute.Float64("whole", 2), attribute.Int64Slice("list", []int64{1, 2}), attribute.StringSlice("texts", []string{"<&>"}))
			inner.AddEvent("half", oteltrace.WithAttributes(attribute.Int("i", 7)))
			inner.RecordError(errors.New("no way"))
			inner.SetStatus(codes.Error, "failed")
			time.Sleep(time.Second)
			inner.End()
			inner.SetName("too late")
			outer.SetAttributes(attribute.String("key", "new"))
			outer.SetStatus(codes.Ok, "dropped")
			outer.SetStatus(codes.Error, "less than OK")
			outer.End()
			w.EndOp(op, "ok")
		})
	})
	id := trace.TraceID(1, trace.Nth{Peer: "n-0", N: 1})
	if len(spans) != 2 {
		t.Fatalf("%d spans, want 2", len(spans))
	}
	inner, outer := spans[0], spans[1]
	want := trace.Span{
		Start: 1e9, End: 3e9, P: "n-0", Op: 1, Trace: id, ID: outer.ID, Scope: "test", Version: "v1", Name: "outer",
		Kind: trace.Client, Status: trace.StatusOK, Attributes: []trace.Attribute{{Key: "key", Value: "new"}, {Key: "yes", Value: true}},
	}
	if !reflect.DeepEqual(outer, want) {
		t.Errorf("outer is\n%+v, want\n%+v", outer, want)
	}
	want = trace.Span{
		Start: 2e9, End: 3e9, P: "n-0", Op: 1, Trace: id, ID: inner.ID, Parent: outer.ID, Scope: "test", Version: "v1", Name: "inner",
		Kind: trace.Internal, Status: trace.StatusError, Description: "failed",
		Attributes: []trace.Attribute{{Key: "list", Value: []any{int64(1), int64(2)}}, {Key: "texts", Value: []any{"<&>"}}, {Key: "whole", Value: 2.0}},
		Events: []trace.SpanEvent{
			{T: 2e9, Name: "half", Attributes: []trace.Attribute{{Key: "i", Value: int64(7)}}},
			{T: 2e9, Name: "exception", Attributes: []trace.Attribute{{Key: "exception.message", Value: "no way"}, {Key: "exception.type", Value: "*errors.errorString"}}},
		},
		Links: []trace.SpanLink{{Trace: id, ID: outer.ID, Attributes: []trace.Attribute{{Key: "n", Value: int64(3)}}}},
	}
	if !reflect.DeepEqual(inner, want) {
		t.Errorf("inner is\n%+v, want\n%+v", inner, want)
	}
	if inner.ID == outer.ID || inner.ID == [8]byte{} {
		t.Errorf("span IDs %x and %x", inner.ID, outer.ID)
	}
}

// TestSamplingOfSpans: spans are kept by the rules, for operations that are quick
// or slow, that end well or badly or not at all, and for spans of no operation.
func TestSamplingOfSpans(t *testing.T) {
	run := func(s trace.Sampling) string {
		var names []string
		for _, s := range traced(t, s, func(w *sim.World, n []*sim.Node, tracer oteltrace.Tracer) {
			operation := func(name string, took time.Duration, outcome string) {
				op := w.BeginOp(n[0], name, "", time.Minute)
				ctx, span := tracer.Start(context.Background(), name)
				_, late := tracer.Start(ctx, "late-"+name)
				time.Sleep(took)
				span.End()
				w.EndOp(op, outcome)
				time.Sleep(time.Second)
				late.End()
			}
			on(n[0], func() {
				operation("quick", time.Second, "ok 3 peers")
				operation("slow", time.Minute, "ok")
				operation("failed", time.Second, "failed: why")
			})
			on(n[0], func() {
				ctx, own := tracer.Start(context.Background(), "own")
				_, child := tracer.Start(ctx, "child")
				child.End()
				own.SetStatus(codes.Error, "")
				own.End()
			})
			n[0].Go(func() {
				w.BeginOp(n[0], "endless", "", time.Hour)
				_, span := tracer.Start(context.Background(), "endless")
				span.End()
				_, span = tracer.Start(context.Background(), "unended")
				_, alone := tracer.Start(context.Background(), "alone", oteltrace.WithNewRoot())
				alone.End()
				_ = span
			})
			time.Sleep(2 * time.Second)
		}) {
			names = append(names, s.Name)
		}
		return strings.Join(names, " ")
	}
	for _, tt := range []struct {
		sampling trace.Sampling
		want     string
	}{
		{trace.Sampling{}, ""},
		{everything, "quick late-quick slow late-slow failed late-failed child own alone endless"},
		{trace.Sampling{Failed: true}, "failed late-failed child own endless"},
		{trace.Sampling{Slow: time.Minute}, "slow late-slow"},
		{trace.Sampling{Slow: 2 * time.Second, Failed: true}, "slow late-slow failed late-failed child own endless"},
	} {
		if got := run(tt.sampling); got != tt.want {
			t.Errorf("%+v keeps %q, want %q", tt.sampling, got, tt.want)
		}
	}
}

// TestSpansDoNotDependOnTheSample: the same span has the same ID in every sample,
// and the sample of a rate is the one that exports draw.
func TestSpansDoNotDependOnTheSample(t *testing.T) {
	run := func(s trace.Sampling) map[string]trace.Span {
		byName := map[string]trace.Span{}
		for _, s := range traced(t, s, func(w *sim.World, n []*sim.Node, tracer oteltrace.Tracer) {
			on(n[0], func() {
				for i := range 200 {
					op := w.BeginOp(n[0], "test.op", "", time.Minute)
					_, span := tracer.Start(context.Background(), fmt.Sprint(i+1))
					span.End()
					w.EndOp(op, "ok")
				}
			})
		}) {
			byName[s.Name] = s
		}
		return byName
	}
	all, some := run(everything), run(trace.Sampling{Rate: 0.3})
	if len(all) != 200 || len(some) < 40 || len(some) > 80 {
		t.Fatalf("%d spans of all, %d of 30%%", len(all), len(some))
	}
	for name, s := range all {
		kept, ok := some[name]
		if want := (trace.Sampling{Rate: 0.3}).Draws(trace.TraceID(1, s.Operation())); ok != want {
			t.Errorf("span %s is kept: %v, want %v", name, ok, want)
		}
		if ok && !reflect.DeepEqual(kept, s) {
			t.Errorf("in the sample it is %+v, in all %+v", kept, s)
		}
	}
}

// TestTraceparent: the receiver of a message continues the trace of its sender.
func TestTraceparent(t *testing.T) {
	var sent []string
	var worksFor []int64
	belongs := trace.Nth{Peer: "n-0", N: 1}
	spans := traced(t, everything, func(w *sim.World, n []*sim.Node, tracer oteltrace.Tracer) {
		send := func(ctx context.Context, name string) {
			tp := w.Traceparent(ctx)
			sent = append(sent, tp)
			on(n[1], func() {
				seal.SetTask(0) // the receiver of messages works for no operation
				ctx, err := w.Continue(context.Background(), tp)
				if err != nil {
					panic(err)
				}
				worksFor = append(worksFor, seal.Task())
				_, span := tracer.Start(ctx, name, oteltrace.WithSpanKind(oteltrace.SpanKindServer))
				span.End()
				op := w.BeginOp(n[1], "test.inner", "", time.Minute)
				w.EndOp(op, "ok")
			})
		}
		on(n[0], func() {
			op := w.BeginOp(n[0], "test.op", "", time.Minute)
			send(context.Background(), "below the operation")
			ctx, span := tracer.Start(context.Background(), "client")
			send(ctx, "below the client")
			span.End()
			w.EndOp(op, "ok")
			send(context.Background(), "below nothing")
		})
	})
	by := map[string]trace.Span{}
	for _, s := range spans {
		by[s.Name] = s
	}
	root := trace.SpanID(1, belongs, 0)
	for _, tt := range []struct {
		name   string
		op     trace.Nth
		trace  [16]byte
		parent [8]byte
	}{
		{"below the operation", belongs, trace.TraceID(1, belongs), root},
		{"below the client", belongs, trace.TraceID(1, belongs), by["client"].ID},
	} {
		s := by[tt.name]
		if s.P != "n-1" || s.Operation() != tt.op || s.Trace != tt.trace || s.Parent != tt.parent || !s.Remote || s.Kind != trace.Server {
			t.Errorf("%s: %+v, want operation %v, trace %x, parent %x", tt.name, s, tt.op, tt.trace, tt.parent)
		}
	}
	if s := by["below nothing"]; s.Op != 0 || s.Parent == [8]byte{} || s.Trace == trace.TraceID(1, belongs) {
		t.Errorf("below nothing: %+v", s)
	}
	if want := []int64{1, 1, 0}; !slices.Equal(worksFor, want) {
		t.Errorf("who gets the messages works for operations %v, want %v", worksFor, want)
	}
	for i, tp := range sent {
		if len(tp) != sim.TraceparentSize || !strings.HasPrefix(tp, "00-") || !strings.HasSuffix(tp, "-01") {
			t.Errorf("traceparent %d is %q", i, tp)
		}
	}
	sealed(t, func() {
		w, _, _ := newWorld(config(), 0)
		for _, bad := range []string{"", "00", sent[0][:54], "ff" + sent[0][2:], "00-" + strings.Repeat("0", 32) + sent[0][35:]} {
			if _, err := w.Continue(context.Background(), bad); err == nil {
				panic(bad + " is taken for a traceparent")
			}
		}
	})
}
