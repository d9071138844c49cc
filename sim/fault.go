package sim

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/libp2p-sim/sim/sim/inet"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Fault records that a fault of the network, or of a node if n is not nil, begins, and
// later that it is over. It is to last as long as planned; negative if nobody knows.
// What is done, such as a [World.Cut], is the caller's. Over counts once.
func (w *World) Fault(n *Node, what string, planned time.Duration) (over func()) {
	e := trace.Event{T: int64(clock()), Kind: trace.Fault, Detail: what}
	if n != nil {
		e.P = n.Name
	}
	w.faults[e.P]++
	e.ID = w.faults[e.P]
	if planned >= 0 {
		e.Arrive = e.T + int64(planned)
	}
	w.rec.event(&e)
	return sync.OnceFunc(func() {
		e := trace.Event{T: int64(clock()), Kind: trace.FaultEnd, P: e.P, ID: e.ID, Detail: what}
		w.rec.event(&e)
	})
}

// Names lists nodes for the text of a fault: the first five by name, and how many more
// there are.
func Names(nodes []*Node) string {
	const most = 5
	var names []string
	for _, n := range nodes[:min(len(nodes), most)] {
		names = append(names, n.Name)
	}
	text := strings.Join(names, ", ")
	if more := len(nodes) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// An Effect is what a fault does to the network.
type Effect struct {
	hits int
	end  func()
}

// End undoes it.
func (e *Effect) End() { e.end() }

// Hits counts what it has met so far: of a cut the connections, dials, messages and packets
// that it stopped, of a degradation the messages, packets and parts of handshakes that
// went a worse way, of a silence the pieces of data that were not heard, of duplication and
// corruption the datagrams, of wrong clocks the nodes that have them.
func (e *Effect) Hits() int { return e.hits }

// Cut stops from now on everything that the nodes from send to the nodes to,
// also data on its way, until it ends. Connections live on until their
// keepalives fail; dials time out.
func (w *World) Cut(from, to []*Node) *Effect {
	c := &cut{from: w.marks(from), to: w.marks(to)}
	c.end = func() {
		w.cuts = slices.DeleteFunc(w.cuts, func(d *cut) bool { return d == c })
		w.recut()
	}
	w.cuts = append(w.cuts, c)
	for _, l := range w.liveConns() {
		if c.stops(l.node, l.far.node) {
			c.hits++
		}
	}
	w.recut()
	return &c.Effect
}

// Degrade makes all routes worse by which some nodes send to some others,
// until it ends. Data on its way is not affected.
func (w *World) Degrade(from, to []*Node, d Degradation) *Effect {
	g := &degradation{cut{from: w.marks(from), to: w.marks(to)}, d}
	g.end = func() {
		w.worse = slices.DeleteFunc(w.worse, func(e *degradation) bool { return e == g })
		w.reroute()
	}
	w.worse = append(w.worse, g)
	w.reroute()
	return &g.Effect
}

// Mangling is what happens to datagrams on their way: some arrive twice, and of some one bit is
// wrong. The checksum of UDP does not see it.
type Mangling struct{ Duplicate, Corrupt float64 } // probabilities

// A mangling is one in force.
type mangling struct {
	cut
	Mangling
}

// Mangle lets datagrams that some nodes send to some others arrive twice or corrupted, until it
// ends. It needs nodes that send datagrams, those with a Stack and machines.
func (w *World) Mangle(from, to []*Node, m Mangling) *Effect {
	g := &mangling{cut{from: w.marks(from), to: w.marks(to)}, m}
	g.end = func() {
		w.mangles = slices.DeleteFunc(w.mangles, func(h *mangling) bool { return h == g })
	}
	w.mangles = append(w.mangles, g)
	return &g.Effect
}

// mangle returns what the manglings in force make of a datagram.
func (w *World) mangle(from, to *inet.Machine, data []byte, draw func() *rand.Rand) [][]byte {
	out := [][]byte{data}
	for _, m := range w.mangles {
		if !m.stops(owner(from), owner(to)) {
			continue
		}
		r := draw()
		if m.Corrupt > 0 && len(data) > 0 && r.Float64() < m.Corrupt {
			bad, bit := slices.Clone(out[0]), r.IntN(8*len(data))
			bad[bit/8] ^= 1 << (bit % 8)
			out[0] = bad
			m.hits++
		}
		if m.Duplicate > 0 && r.Float64() < m.Duplicate {
			out = append(out, out[0])
			m.hits++
		}
	}
	return out
}

// A wrongClock is one of some nodes.
type wrongClock struct {
	Effect
	nodes []*Node
	clock seal.Clock // without a label
}

// SetClocks makes the wall clocks of nodes fast by offset from now on, and lets them run fast by so
// many parts per million; slow, if negative. At the end they are right again. Their monotonic clocks
// never err: see [seal.Clock]. It needs Config.Clocks.
func (w *World) SetClocks(nodes []*Node, offset time.Duration, ppm float64) *Effect {
	if !w.cfg.Clocks {
		panic("sim: a fault of clocks, which Config.Clocks does not announce")
	}
	c := &wrongClock{Effect{hits: len(nodes)}, nodes, seal.Clock{Since: time.Duration(clock()), Offset: offset, PPB: int64(math.Round(ppm * 1000))}}
	c.end = func() {
		w.clocks = slices.DeleteFunc(w.clocks, func(d *wrongClock) bool { return d == c })
		w.setClocks()
	}
	w.clocks = append(w.clocks, c)
	w.setClocks()
	return &c.Effect
}

// setClocks tells the runtime which clocks are wrong.
func (w *World) setClocks() {
	if !w.cfg.Clocks {
		return
	}
	var all []seal.Clock
	for _, c := range w.clocks {
		for _, n := range c.nodes {
			one := c.clock
			one.Label = n.label
			all = append(all, one)
		}
	}
	seal.SetClocks(all)
}

// WallClock returns what the node's wall clock shows.
func (n *Node) WallClock() (t time.Time) {
	n.label.Do(func() { t = time.Now().Round(0) })
	return t
}

// stops is Blocked of something that the node sends, which counts as a hit.
func (w *World) stops(from, to *Node) bool {
	blocked := false
	for _, c := range w.cuts {
		if c.stops(from, to) {
			c.hits++
			blocked = true
		}
	}
	return blocked
}

// worsens counts something that goes from one node to another as hit by the degradations
// of that way.
func (w *World) worsens(from, to *Node) {
	for _, d := range w.worse {
		if d.stops(from, to) {
			d.hits++
		}
	}
}

// marks has the slots of some nodes marked.
func (w *World) marks(nodes []*Node) []bool {
	m := make([]bool, len(w.nodes))
	for _, n := range nodes {
		m[n.Slot] = true
	}
	return m
}

// recut stops and releases lanes as the cuts in force say.
func (w *World) recut() {
	if w.inet != nil {
		w.inet.Changed()
	}
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

// reroute gives all lanes the routes that the degradations in force make.
func (w *World) reroute() {
	for _, c := range w.liveConns() {
		c.lane.route = w.route(c.node, c.far.node)
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
