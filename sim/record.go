package sim

import (
	"fmt"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim/internal/otel"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Recorder collects what happens in a run until somebody takes it.
type Recorder struct {
	Events  []byte // lines of the event log, see trace.Event
	Metrics []byte // lines of metrics.csv, see trace.Sample
	Spans   []byte // lines of the span log, see trace.Span
	Peers   []byte // lines of the list of peers, see trace.Peer
	Count   int64  // events so far
	// Spill, if not nil, is called when one of these is large; it is to empty
	// them.
	Spill func()
	// Watch, if not nil, is given every event as it comes into the log.
	Watch func(*trace.Event)

	defs    map[string]bool
	lastMsg int64
	tracing *otel.Tracing
	world   *World
}

// spillAt bounds what one instant may pile up in memory.
const spillAt = 4 << 20

func (r *Recorder) add(e *trace.Event) {
	r.Count++
	if r.Watch != nil {
		r.Watch(e)
	}
	r.Events = e.AppendJSON(r.Events)
	if len(r.Events) > spillAt && r.Spill != nil {
		r.Spill()
	}
}

// span records a span that is kept.
func (r *Recorder) span(s *trace.Span) {
	r.Spans = s.AppendJSON(r.Spans)
	if len(r.Spans) > spillAt && r.Spill != nil {
		r.Spill()
	}
}

// Close ends the recording of spans. Operations that go on at the end of a run
// count as failed when it is decided which are kept.
func (r *Recorder) Close(end time.Duration) {
	if r.tracing != nil {
		r.tracing.Close(end)
	}
}

func sinceEpoch(ns int64) int64 { return ns - seal.Epoch.UnixNano() }

func now() int64 { return sinceEpoch(time.Now().UnixNano()) }

// LeastDelay returns the least time that what an event sets out takes to the
// other peer, without faults; 0 if one of the two is unknown. It is what a
// trace.Validator holds delays against.
func (r *Recorder) LeastDelay(e *trace.Event) time.Duration {
	from, to := r.world.byName[e.P], r.world.byName[e.Q]
	switch {
	case from == nil || to == nil:
		return 0
	case e.Kind == trace.Send && e.Stream == 0:
		return r.world.lan(from.LAN).Latency
	}
	return r.world.base(from, to).There.Delay
}

func (r *Recorder) peer(n *Node) {
	p := trace.Peer{Name: n.Name, Group: n.Group, ID: n.ID.String(), Addr: n.Addr.String(), Region: n.Region}
	r.Peers = p.AppendJSON(r.Peers)
}

func (r *Recorder) up(n *Node) {
	r.add(&trace.Event{T: now(), Kind: trace.Up, P: n.Name})
}

func (r *Recorder) down(n *Node, how string) {
	r.add(&trace.Event{T: now(), Kind: trace.Down, P: n.Name, Detail: how})
}

func (r *Recorder) dial(n *Node, p peer.ID) {
	r.add(&trace.Event{T: now(), Kind: trace.Dial, P: n.Name, Q: n.world.name(p), Op: seal.Task()})
}

func (r *Recorder) dialFailed(n *Node, p peer.ID, err error) {
	r.add(&trace.Event{T: now(), Kind: trace.DialFailed, P: n.Name, Q: n.world.name(p), Op: seal.Task(), Detail: err.Error()})
}

func (r *Recorder) connect(c *conn) {
	r.add(&trace.Event{T: now(), Kind: trace.Connect, P: c.host.node.Name, Q: c.far.host.node.Name, ID: c.id})
}

func (r *Recorder) disconnect(c *conn) {
	r.add(&trace.Event{T: now(), Kind: trace.Disconnect, P: c.host.node.Name, Q: c.far.host.node.Name, ID: c.id})
}

func (r *Recorder) send(t int64, s *stream, size int, digest uint64, arrival int64) int64 {
	r.lastMsg++
	at := arrivalAt(arrival)
	r.add(&trace.Event{
		T: sinceEpoch(t), Kind: trace.Send, P: s.conn.host.node.Name, Q: s.conn.far.host.node.Name,
		Proto: s.spoken(), ID: r.lastMsg, Stream: s.id, Op: seal.Task(), Size: size, Digest: digest, Arrive: at,
	})
	return r.lastMsg
}

// arrivalAt is an arrival as the log has it.
func arrivalAt(ns int64) int64 {
	if ns == link.Never {
		return -1
	}
	return sinceEpoch(ns)
}

// deferred records that message id, sent to s, arrives at another time.
func (r *Recorder) deferred(s *stream, id, arrival int64) {
	r.add(&trace.Event{
		T: now(), Kind: trace.Defer, P: s.conn.far.host.node.Name, Q: s.conn.host.node.Name,
		Ref: id, Arrive: arrivalAt(arrival),
	})
}

func (r *Recorder) recv(t int64, s *stream, ref int64, size int) {
	r.add(&trace.Event{
		T: sinceEpoch(t), Kind: trace.Recv, P: s.conn.host.node.Name, Q: s.conn.far.host.node.Name,
		Proto: s.spoken(), Ref: ref, Stream: s.id, Size: size,
	})
}

func (r *Recorder) datagram(t int64, from, to *Node, group string, size int, digest uint64, arrival int64) int64 {
	r.lastMsg++
	r.add(&trace.Event{
		T: sinceEpoch(t), Kind: trace.Send, P: from.Name, Q: to.Name,
		Proto: group, ID: r.lastMsg, Size: size, Digest: digest, Arrive: arrivalAt(arrival),
	})
	return r.lastMsg
}

func (r *Recorder) gotDatagram(from, to *Node, group string, size int, ref int64) {
	r.add(&trace.Event{T: now(), Kind: trace.Recv, P: to.Name, Q: from.Name, Proto: group, Ref: ref, Size: size})
}

// Define announces a metric. Emit refuses those that nobody announced.
func (w *World) Define(defs ...trace.MetricDef) {
	for _, d := range defs {
		w.rec.defs[d.Name] = true
	}
}

// Emit records one value of a metric at this instant. Peer and key may be empty;
// they and the metric's name hold no commas, quotes or line ends.
func (w *World) Emit(metric string, value float64, peer, key string) {
	if !w.rec.defs[metric] {
		panic(fmt.Sprintf("sim: metric %q was not announced", metric))
	}
	if strings.ContainsAny(peer, ",\"\r\n") || strings.ContainsAny(key, ",\"\r\n") {
		panic(fmt.Sprintf("sim: metric %s: peer %q or key %q holds a comma, quote or line end", metric, peer, key))
	}
	s := trace.Sample{T: now(), Metric: metric, Value: value, Peer: peer, Key: key}
	w.rec.Metrics = s.AppendCSV(w.rec.Metrics)
	if len(w.rec.Metrics) > spillAt && w.rec.Spill != nil {
		w.rec.Spill()
	}
}

// An Op is an operation that a node carries out.
type Op struct {
	ID    int64
	Name  string // protocol and verb: "kademlia.put"
	Node  *Node
	Begin time.Time
	Limit time.Time // by when it must have ended

	outer int64 // operation of which it is a part, 0 for none
}

// BeginOp records that a node starts an operation, which is to end within
// limit. What it is about, such as a record's key, is for the log. What the
// calling goroutine and those that it starts send until EndOp belongs to the
// operation, and so does what peers send while they handle it.
func (w *World) BeginOp(n *Node, name, about string, limit time.Duration) *Op {
	w.lastOp++
	op := &Op{ID: w.lastOp, Name: name, Node: n, Begin: time.Now()}
	op.Limit = op.Begin.Add(limit)
	w.ops[op.ID] = op
	op.outer = seal.Task()
	seal.SetTask(op.ID)
	w.tracing.Begin(op.ID)
	w.rec.add(&trace.Event{T: now(), Kind: trace.OpStart, P: n.Name, Proto: name, ID: op.ID, Detail: about})
	return op
}

// EndOp records the end of an operation and returns how long it took.
func (w *World) EndOp(op *Op, outcome string) time.Duration {
	delete(w.ops, op.ID)
	if seal.Task() == op.ID {
		seal.SetTask(op.outer)
	}
	w.tracing.End(op.ID, w.Now(), trace.WentWell(outcome))
	w.rec.add(&trace.Event{T: now(), Kind: trace.OpEnd, P: op.Node.Name, Proto: op.Name, ID: op.ID, Detail: outcome})
	return time.Since(op.Begin)
}

// Note writes into the event log what a protocol has to say that no message
// shows, such as a state that a node recorded: name is a protocol and what it is
// about, as in "chandylamport.state"; about is the node that it concerns besides
// n, or nil. It belongs to the operation that the caller works for.
func (w *World) Note(n *Node, name string, about *Node, text string) {
	e := trace.Event{T: now(), Kind: trace.Note, P: n.Name, Proto: name, Op: seal.Task(), Detail: text}
	if about != nil {
		e.Q = about.Name
	}
	w.rec.add(&e)
}

// Stuck returns the oldest operation that goes on more than grace after its
// limit, nil if there is none: something in it waits for what will not come.
func (w *World) Stuck(grace time.Duration) *Op {
	var oldest *Op
	for _, op := range w.ops {
		if time.Since(later(op.Limit, op.Node.resumed)) > grace && !op.Node.paused && (oldest == nil || op.ID < oldest.ID) {
			oldest = op
		}
	}
	return oldest
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
