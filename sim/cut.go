package sim

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A cut stops what some nodes send to some others. It does not concern nodes
// that are added later.
type cut struct{ from, to []bool }

// marks are by slot: a successor is on its predecessor's side.
func (w *World) marks(nodes []*Node) []bool {
	m := make([]bool, len(w.nodes))
	for _, n := range nodes {
		m[n.Slot] = true
	}
	return m
}

func (c *cut) stops(from, to *Node) bool { return marked(c.from, from) && marked(c.to, to) }

func marked(marks []bool, n *Node) bool { return n.Slot < len(marks) && marks[n.Slot] }

// Cut stops from now on everything that the nodes from send to the nodes to,
// also what is on its way, until heal is called. Connections live on until
// their keepalives fail; dials time out.
func (w *World) Cut(from, to []*Node) (heal func()) {
	c := &cut{w.marks(from), w.marks(to)}
	w.cuts = append(w.cuts, c)
	w.recut()
	return func() {
		w.cuts = slices.DeleteFunc(w.cuts, func(d *cut) bool { return d == c })
		w.recut()
	}
}

// Blocked reports whether a cut stops what one node sends to another.
func (w *World) Blocked(from, to *Node) bool {
	for _, c := range w.cuts {
		if c.stops(from, to) {
			return true
		}
	}
	return false
}

func (w *World) recut() {
	now := clock()
	for _, c := range w.liveConns() {
		switch stop := w.Blocked(c.node, c.far.node); {
		case stop && !c.lane.stopped:
			c.lane.hold(now)
		case !stop && c.lane.stopped:
			c.lane.release(now)
		}
	}
}

// liveConns returns both ends of all connections, in the order in which these
// were made.
func (w *World) liveConns() []*conn {
	var out []*conn
	for _, c := range slices.SortedFunc(maps.Values(w.conns), func(a, b *conn) int { return cmp.Compare(a.id, b.id) }) {
		out = append(out, c, c.far)
	}
	return out
}

// Degradation makes routes worse.
type Degradation struct {
	Delay  time.Duration // added, one way
	Jitter link.Jitter   // in place of what there is, unless none
	Loss   float64       // probability, on top of what there is
}

type degradation struct {
	cut
	Degradation
}

// Degrade makes all routes worse by which some nodes send to some others,
// until restore is called. What is on its way is not affected.
func (w *World) Degrade(from, to []*Node, d Degradation) (restore func()) {
	g := &degradation{cut{w.marks(from), w.marks(to)}, d}
	w.worse = append(w.worse, g)
	w.reroute()
	return func() {
		w.worse = slices.DeleteFunc(w.worse, func(e *degradation) bool { return e == g })
		w.reroute()
	}
}

func (w *World) reroute() {
	for _, c := range w.liveConns() {
		c.lane.route = w.route(c.node, c.far.node)
	}
}

// route returns what lies between two nodes now.
func (w *World) route(from, to *Node) *link.Route {
	r := w.base(from, to)
	if len(w.worse) == 0 {
		return r
	}
	there, changed := w.degrade(r.There, from, to)
	back, changedBack := w.degrade(r.Back, to, from)
	if !changed && !changedBack {
		return r
	}
	return &link.Route{There: there, Back: back}
}

func (w *World) degrade(way link.Way, from, to *Node) (link.Way, bool) {
	changed := false
	for _, d := range w.worse {
		if !d.stops(from, to) {
			continue
		}
		changed = true
		way.Delay += d.Delay
		if d.Jitter != (link.Jitter{}) {
			way.Jitter = d.Jitter
		}
		way.Loss.InGood = 1 - float64((1-way.Loss.InGood)*(1-d.Loss))
		way.Loss.InBad = 1 - float64((1-way.Loss.InBad)*(1-d.Loss))
	}
	return way, changed
}

// Fault records that something is done to the network or to a node; n may be
// nil.
func (w *World) Fault(n *Node, what string) {
	e := trace.Event{T: int64(clock()), Kind: trace.Fault, Detail: what}
	if n != nil {
		e.P = n.Name
	}
	w.rec.event(&e)
}
