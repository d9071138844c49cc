package sim

import (
	"fmt"

	mocknet "github.com/libp2p/go-libp2p/p2p/net/mock"

	"github.com/libp2p-sim/sim/sim/link"
)

// A pair is what two nodes have between them, a before b in the order of
// World.Nodes.
type pair struct {
	route, back link.Route // without faults, as a sees it and as b does
	conns       int64      // connections they have had

	mock mocknet.Link // between the two hosts below
	a, b *Host
}

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

// Route returns what lies between two nodes when nothing is wrong with the
// network.
func (w *World) Route(from, to *Node) link.Route { return *w.base(from, to) }

func (w *World) base(from, to *Node) *link.Route {
	p := w.pair(from, to)
	if from.Index > to.Index {
		return &p.back
	}
	return &p.route
}

// link makes sure that mocknet has one link between two incarnations, without
// which it connects none.
func (w *World) link(a, b *Host) error {
	if a.node.Index > b.node.Index {
		a, b = b, a
	}
	p := w.pair(a.node, b.node)
	if p.a == a && p.b == b {
		return nil
	}
	if p.mock != nil {
		if err := w.mock.Unlink(p.mock); err != nil {
			return fmt.Errorf("sim: mocknet: %w", err)
		}
		p.mock = nil
	}
	made, err := w.mock.LinkNets(a.base.Network(), b.base.Network())
	if err != nil {
		return fmt.Errorf("sim: mocknet: %w", err)
	}
	p.mock, p.a, p.b = made, a, b
	return nil
}
