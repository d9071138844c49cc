package log

import (
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Dialled is a dial that has ended.
type Dialled struct {
	From, To string
	Op       trace.Nth // that began it, or none
	Begin    int64     // virtual ns
	End      int64     // virtual ns
	Failed   string    // why; "" if it connected
}

// Waits finds the dials that operations wait for and that others began: a host dials
// a peer once, whoever asks for it. The log does not name the operations that wait.
// But virtual time stands still while a peer computes, so that its actions at an
// instant have a cause at that instant. An operation that goes on just when its
// peer's dial ends, and of which nothing else came or ended then, has waited for that
// dial.
//
// The zero value is ready. It reads all events, in order.
type Waits struct {
	open  dials
	ended map[string][]*Dialled // by the peer that dialled: of the last instant with one
	ops   map[trace.Nth]*running
	sent  map[trace.Nth]trace.Nth // messages of operations, not yet read, to their operations
}

// running is an operation that has not ended.
type running struct {
	peer   string
	begin  int64
	caused int64 // the last instant at which something of its own came or ended, or -1
	acted  int64 // the last instant at which it did something, or -1
}

// Add returns the dial that ends with e, or nil, and the dials that operation op has
// waited for when it does e.
func (w *Waits) Add(e *trace.Event) (ended *Dialled, op trace.Nth, waited []*Dialled) {
	if w.open == nil {
		w.open, w.ended = dials{}, map[string][]*Dialled{}
		w.ops, w.sent = map[trace.Nth]*running{}, map[trace.Nth]trace.Nth{}
	}
	switch e.Kind {
	case trace.OpStart:
		w.ops[e.Operation()] = &running{e.P, e.T, -1, e.T}
	case trace.OpEnd:
		waited = w.act(e, e.Operation())
		delete(w.ops, e.Operation())
		return nil, e.Operation(), waited
	case trace.Dial:
		waited = w.act(e, e.Operation())
		w.open.begin(e)
		return nil, e.Operation(), waited
	case trace.Connect, trace.DialFailed:
		return w.end(e), trace.Nth{}, nil
	case trace.Send:
		if w.ops[e.Operation()] != nil && e.Arrive >= 0 {
			w.sent[e.Message()] = e.Operation()
		}
		return nil, e.Operation(), w.act(e, e.Operation())
	case trace.Recv:
		if o := w.ops[w.sent[e.Message()]]; o != nil && o.peer == e.P {
			o.caused = e.T
		}
		delete(w.sent, e.Message())
	case trace.Down:
		w.open.down(e.P)
	}
	return nil, trace.Nth{}, nil
}

// end takes the dial that e ends.
func (w *Waits) end(e *trace.Event) *Dialled {
	b, ok := w.open.end(e)
	if !ok {
		return nil
	}
	d := &Dialled{From: e.P, To: e.Q, Op: b.op, Begin: b.t, End: e.T}
	if e.Kind == trace.DialFailed {
		d.Failed = e.Detail
	}
	if o := w.ops[d.Op]; o != nil {
		o.caused = e.T
	}
	if l := w.ended[e.P]; len(l) > 0 && l[0].End != e.T {
		w.ended[e.P] = l[:0:0]
	}
	w.ended[e.P] = append(w.ended[e.P], d)
	return d
}

// act says for which dials of others an operation has waited that does something now.
func (w *Waits) act(e *trace.Event, op trace.Nth) []*Dialled {
	o := w.ops[op]
	if o == nil || o.peer != e.P || o.acted == e.T {
		return nil
	}
	o.acted = e.T
	l := w.ended[e.P]
	if o.caused == e.T || len(l) == 0 || l[0].End != e.T {
		return nil
	}
	return l
}

// dials are those that have begun and not ended, by dialler, dialled peer and transport.
type dials map[[3]string][]begun

// begin takes a dial's beginning.
func (d dials) begin(e *trace.Event) {
	pair := [3]string{e.P, e.Q, e.Proto}
	d[pair] = append(d[pair], begun{t: e.T, op: e.Operation()})
}

// end takes out the dial that e ends: the oldest of its operation, if it names one. ok
// is false if none is known to have begun.
func (d dials) end(e *trace.Event) (b begun, ok bool) {
	pair := [3]string{e.P, e.Q, e.Proto}
	open := d[pair]
	if len(open) == 0 {
		return begun{}, false
	}
	at := 0
	for i, b := range open {
		if e.Op != 0 && b.op == e.Operation() {
			at = i
			break
		}
	}
	b = open[at]
	if open = append(open[:at], open[at+1:]...); len(open) == 0 {
		delete(d, pair)
	} else {
		d[pair] = open
	}
	return b, true
}

// down forgets the dials of a peer that went down.
func (d dials) down(peer string) {
	for pair := range d {
		if pair[0] == peer {
			delete(d, pair)
		}
	}
}
