package play

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim"
)

// join brings the nodes up one after the other. Those that churn holds back
// come up by themselves.
func (st *stage) join() {
	for _, n := range slices.Clone(st.world.Nodes()) {
		if !st.away[n] && !n.Up() {
			st.up(n)
		}
		time.Sleep(st.spec.Bootstrap.Interval)
	}
}

// up starts a node and its protocols and connects it to its bootstrap peers.
func (st *stage) up(n *sim.Node) {
	if n.Up() || st.gone[n] {
		return
	}
	var friends []*sim.Node
	aims := st.aim(n)
	switch {
	case aims != nil:
		friends = st.victims(n, aims)
	case !underlay.Drawn(&st.spec.Bootstrap):
		friends = st.friends(n)
	}
	if err := n.Start(); err != nil {
		panic(err)
	}
	n.Do(func() {
		for _, in := range st.running(n) {
			if err := in.Start(n); err != nil {
				panic(err)
			}
		}
	})
	for _, f := range friends {
		st.connect(n, f)
	}
	if aims == nil && underlay.Drawn(&st.spec.Bootstrap) {
		st.meet(n)
	}
}

func (st *stage) connect(n, to *sim.Node) {
	h, info := n.Host(), to.AddrInfo()
	if h == nil {
		return // a machine, whose program finds others by itself
	}
	n.Go(func() {
		// A failed dial is in the event log; there are other friends.
		_ = h.Connect(context.Background(), info)
	})
}

// friends draws bootstrap peers for a node from the nodes that are up and can
// be dialled, as if the node had asked a service that knows them.
func (st *stage) friends(n *sim.Node) []*sim.Node {
	var up []*sim.Node
	for _, m := range st.world.Nodes() {
		if m != n && m.Up() && m.Dialable && st.aim(m) == nil {
			up = append(up, m)
		}
	}
	if st.spec.Bootstrap.Graph == "full" {
		return up
	}
	return st.drawn(n, up, st.spec.Bootstrap.Degree)
}

// drawn draws so many of the nodes to which another is to connect.
func (st *stage) drawn(n *sim.Node, of []*sim.Node, count int) []*sim.Node {
	if len(of) <= count {
		return of
	}
	if st.joins[n] == nil {
		st.joins[n] = st.world.Rand("bootstrap/" + n.Name)
	}
	st.joins[n].Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	return of[:count]
}

// aim returns how a node departs from protocols if it has victims, nil if it has none.
func (st *stage) aim(n *sim.Node) *spec.Adversary {
	if n.Honest() {
		return nil
	}
	for _, g := range st.ground.Groups {
		if g.Group == n.Group && g.Adversary.Victims != "" {
			return g.Adversary
		}
	}
	return nil
}

// victims draws those to whom an adversary connects.
func (st *stage) victims(n *sim.Node, a *spec.Adversary) []*sim.Node {
	var up []*sim.Node
	for _, m := range st.world.SelectUp(a.Victims) {
		if m.Honest() && m.Dialable {
			up = append(up, m)
		}
	}
	return st.drawn(n, up, cmp.Or(a.Degree, len(up)))
}

// meet connects a node that has come up to its neighbours in a drawn graph that
// are up. An edge is dialled in its direction at first, and later by the node
// that came back; if one of the two cannot be dialled, it dials.
func (st *stage) meet(n *sim.Node) {
	i := n.Slot
	for _, j := range st.edges[i] {
		m := st.world.Nodes()[j]
		if !m.Up() || st.aim(m) != nil {
			continue
		}
		e := [2]int{i, j}
		from, to := n, m
		if !st.dials[e] {
			e = [2]int{j, i}
			if !st.met[e] {
				from, to = m, n
			}
		}
		st.met[e] = true
		if !to.Dialable {
			from, to = to, from
		}
		if to.Dialable {
			st.connect(from, to)
		}
	}
}

// draw draws the bootstrap graph.
func (st *stage) draw(nodes []sim.NodeConfig) {
	b := &st.spec.Bootstrap
	if !underlay.Drawn(b) {
		return
	}
	g, err := underlay.Graph(b, nodes, sim.Seed(st.spec.Seed))
	if err != nil {
		panic(err) // the loader let it through
	}
	st.edges = g.Neighbours()
	for _, e := range g.Edges {
		st.dials[e] = true
	}
}
