package sim

import (
	"context"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	mocknet "github.com/libp2p/go-libp2p/p2p/net/mock"

	"github.com/libp2p-sim/sim/sim/link"
)

// A pair is the network between two nodes; a has the smaller index.
type pair struct {
	route, back link.Route // without faults, as a sees it and as b does
	conns       int64      // how many connections they have had

	mock mocknet.Link // between a and b, nil until they meet
	a, b *fabricHost  // the incarnations of both that met last
	conn *shared      // of a and b, nil if they have none
}

// pair returns the pair of two nodes, and draws their route when they are first
// asked for.
func (w *World) pair(a, b *Node) *pair {
	if a.Index > b.Index {
		a, b = b, a
	}
	key := [2]int{a.Index, b.Index}
	p := w.pairs[key]
	if p == nil {
		r := w.Rand(fmt.Sprintf("path/%s/%s", a.Name, b.Name))
		p = &pair{route: w.cfg.Model.Route(a.place, b.place, r)}
		p.back = p.route.Flip()
		w.pairs[key] = p
	}
	return p
}

// Route returns the route between two nodes when nothing is wrong with the
// network.
func (w *World) Route(from, to *Node) link.Route { return *w.base(from, to) }

// base is Route, and stays the same for two nodes.
func (w *World) base(from, to *Node) *link.Route {
	p := w.pair(from, to)
	if from.Index > to.Index {
		return &p.back
	}
	return &p.route
}

// A cut stops all data from some nodes to some others. Both are marked by slot: a
// node is on the side of the one that it replaced. Nodes that are added later are on
// none.
type cut struct {
	Effect
	from, to []bool
}

func (c *cut) stops(from, to *Node) bool { return marked(c.from, from) && marked(c.to, to) }

func marked(marks []bool, n *Node) bool { return n.Slot < len(marks) && marks[n.Slot] }

// Blocked reports whether a cut stops data from one node to another.
func (w *World) Blocked(from, to *Node) bool {
	for _, c := range w.cuts {
		if c.stops(from, to) {
			return true
		}
	}
	return false
}

// Degradation makes routes worse.
type Degradation struct {
	Delay  time.Duration // added, one way
	Jitter link.Jitter   // in place of the present one, unless none
	Loss   float64       // probability, on top of the present one
}

// A degradation is one in force.
type degradation struct {
	cut
	Degradation
}

// route returns the route between two nodes now, with all degradations.
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

// degrade makes one way worse, and reports whether anything did.
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

// random reports whether a route leaves anything to chance.
func random(r *link.Route) bool {
	return r.There.Jitter != (link.Jitter{}) || r.There.Loss != (link.Loss{})
}

// maxRTO bounds the time between two retransmissions, as in Linux (TCP_RTO_MAX).
const maxRTO = 120 * time.Second

// shared is a connection in mocknet, which has one between two hosts at most. Ours
// share it.
type shared struct {
	conn  network.Conn
	pair  *pair
	users int
}

// meet returns the connection that two incarnations have in mocknet, and makes it if
// need be.
func (w *World) meet(from, to *fabricHost) (*shared, error) {
	p, err := w.link(from, to)
	if err != nil {
		return nil, err
	}
	if p.conn == nil {
		m, err := from.base.Network().DialPeer(context.Background(), to.node.ID)
		if err != nil {
			return nil, fmt.Errorf("sim: mocknet: %w", err)
		}
		p.conn = &shared{conn: m, pair: p}
	}
	p.conn.users++
	return p.conn, nil
}

// leave gives up one of our connections.
func (s *shared) leave() {
	if s == nil {
		return
	}
	if s.users--; s.users > 0 {
		return
	}
	if s.pair.conn == s {
		s.pair.conn = nil
	}
	_ = s.conn.Close()
}

// link makes sure that mocknet has one link between two incarnations, without
// which it connects none.
func (w *World) link(a, b *fabricHost) (*pair, error) {
	if a.node.Index > b.node.Index {
		a, b = b, a
	}
	p := w.pair(a.node, b.node)
	if p.a == a && p.b == b {
		return p, nil
	}
	if p.mock != nil {
		if err := w.mock.Unlink(p.mock); err != nil {
			return nil, fmt.Errorf("sim: mocknet: %w", err)
		}
		p.mock = nil
	}
	made, err := w.mock.LinkNets(a.base.Network(), b.base.Network())
	if err != nil {
		return nil, fmt.Errorf("sim: mocknet: %w", err)
	}
	p.mock, p.a, p.b, p.conn = made, a, b, nil
	return p, nil
}
