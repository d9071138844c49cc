package sim

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/sim/internal/otel"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// An Op is an operation that a node carries out.
type Op struct {
	ID    int64  // its number among those of Node, from 1
	Name  string // protocol and verb: "kademlia.put"
	Node  *Node
	Begin time.Time
	Limit time.Time // by when it must have ended

	task  int64 // by which goroutines name it, see seal.Task
	outer int64 // task of the operation of which it is a part, 0 for none
}

// BeginOp records that a node starts an operation, which is to end within
// limit. The text about, such as a record's key, is for the log. Messages that
// the calling goroutine and those that it starts send until EndOp belong to the
// operation, and so do messages that peers send while they handle these.
func (w *World) BeginOp(n *Node, name, about string, limit time.Duration) *Op {
	n.ops++
	w.tasks = append(w.tasks, trace.Nth{Peer: n.Name, N: n.ops})
	op := &Op{ID: n.ops, Name: name, Node: n, Begin: time.Now(), task: int64(len(w.tasks))}
	op.Limit = op.Begin.Add(limit)
	w.ops = append(w.ops, op)
	op.outer = seal.Task()
	seal.SetTask(op.task)
	w.tracing.Begin(op.task, w.tasks[op.task-1])
	w.rec.event(&trace.Event{T: int64(clock()), Kind: trace.OpStart, P: n.Name, Proto: name, ID: op.ID, Detail: about})
	return op
}

// EndOp records the end of an operation and returns how long it took.
func (w *World) EndOp(op *Op, outcome string) time.Duration {
	if !slices.Contains(w.ops, op) {
		return time.Since(op.Begin) // it ended with its node's programs
	}
	w.ops = slices.DeleteFunc(w.ops, func(o *Op) bool { return o == op })
	if seal.Task() == op.task {
		seal.SetTask(op.outer)
	}
	w.tracing.End(op.task, w.Now(), trace.WentWell(outcome))
	w.rec.event(&trace.Event{T: int64(clock()), Kind: trace.OpEnd, P: op.Node.Name, Proto: op.Name, ID: op.ID, Detail: outcome})
	return time.Since(op.Begin)
}

// within makes an event belong to the operation that the caller works for.
func (w *World) within(e *trace.Event) *trace.Event {
	if task := seal.Task(); task != 0 {
		e.Within(w.tasks[task-1])
	}
	return e
}

// Stuck returns the oldest operation that goes on more than grace after its
// limit, nil if there is none: something in it waits in vain.
func (w *World) Stuck(grace time.Duration) *Op {
	for _, op := range w.ops {
		waited := clock().since(max(instantOf(op.Limit), op.Node.resumed))
		if waited > grace && !op.Node.paused {
			return op
		}
	}
	return nil
}

// Note writes into the event log a fact of a protocol that no message shows,
// such as a state that a node recorded: name is a protocol and a noun of its, as
// in "chandylamport.state"; about is the node that it concerns besides n, or
// nil. It belongs to the operation that the caller works for.
func (w *World) Note(n *Node, name string, about *Node, text string) {
	e := trace.Event{T: int64(clock()), Kind: trace.Note, P: n.Name, Proto: name, Detail: text}
	if about != nil {
		e.Q = about.Name
	}
	w.rec.event(w.within(&e))
}

// Log writes into the event log what a library logs on behalf of the peer whose goroutine calls: a
// note called log.LOGGER. What nobody's goroutines log, or those of a peer that is down, is not
// recorded.
func (w *World) Log(logger, level, text string) {
	n := w.byName[strings.TrimPrefix(seal.CurrentLabel(), kernelOf)]
	if n == nil || !n.Up() {
		return
	}
	if len(text) > mostLogged {
		text = strings.ToValidUTF8(text[:mostLogged], "") + "…"
	}
	w.Note(n, "log."+cmp.Or(logger, "slog"), nil, strings.ToUpper(level)+" "+text)
}

// mostLogged bounds the bytes of a line of a library's log.
const mostLogged = 2000

// kernelOf begins the label of the goroutines by which a node hears of others.
const kernelOf = "kernel of "

// Define announces a metric. Emit refuses those that nobody announced.
func (w *World) Define(defs ...trace.MetricDef) {
	for _, d := range defs {
		w.rec.defs[d.Name] = d
	}
}

// Metrics returns all that were announced, by name.
func (w *World) Metrics() []trace.MetricDef {
	return slices.SortedFunc(maps.Values(w.rec.defs), func(a, b trace.MetricDef) int { return strings.Compare(a.Name, b.Name) })
}

// Emit records one value of a metric at this instant. Peer and key may be empty;
// they and the metric's name hold no commas, quotes or line ends.
func (w *World) Emit(metric string, value float64, peer, key string) {
	w.rec.sample(&trace.Sample{T: int64(clock()), Metric: metric, Value: value, Peer: peer, Key: key})
}

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
