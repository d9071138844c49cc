package gml

import (
	"cmp"
	"fmt"

	"github.com/libp2p-sim/sim/sim/say"
)

// Path gives the path of a packet from one node to another, both by their
// places in Nodes.
//
// With shortest, Shadow's use_shortest_path, which is the default there, it is
// the way of least latency, along which latencies and jitters add up and losses
// combine as 1-∏(1-p). Among ways of equal latency it is the one that loses
// least, and among those the one of least jitter, so that nothing depends on the
// order of the file. The first call for a source finds its paths to all nodes
// (Dijkstra) and keeps them, 24 bytes each. Without shortest it is the only edge
// from one node to the other.
//
// From a node to itself it is always the node's only self-loop.
//
// It fails with an *[say.Fault] at the line of the node from if there is no such
// path or edge, or more than one edge where there must be one only. It panics if
// there is no such node.
func (n *Network) Path(from, to int, shortest bool) (Path, error) {
	if !shortest || from == to {
		return n.only(from, to)
	}
	if p := n.paths(from)[to]; p.Latency > 0 {
		return p, nil
	}
	return Path{}, n.noPath(from, to)
}

func (n *Network) noPath(from, to int) error {
	a, b := n.Nodes[from], n.Nodes[to]
	return &say.Fault{Line: a.Line, Message: fmt.Sprintf("no path from node %d to node %d (line %d)", a.ID, b.ID, b.Line)}
}

// only gives the one edge between two nodes.
func (n *Network) only(from, to int) (Path, error) {
	a, b := n.Nodes[from], n.Nodes[to]
	arcs := n.direct(from, to)
	switch {
	case len(arcs) == 1:
		return n.edges[arcs[0].edge].Path, nil
	case len(arcs) > 1:
		return Path{}, &say.Fault{Line: a.Line, Message: fmt.Sprintf("more than one edge from node %d to node %d: lines %d and %d",
			a.ID, b.ID, n.edges[arcs[0].edge].line, n.edges[arcs[1].edge].line)}
	case from == to:
		return Path{}, &say.Fault{Line: a.Line, Message: fmt.Sprintf("node %d has no edge to itself, which hosts at the same node need", a.ID)}
	}
	return Path{}, &say.Fault{Line: a.Line, Message: fmt.Sprintf("no edge from node %d to node %d (line %d)", a.ID, b.ID, b.Line)}
}

// paths gives the shortest paths from a node to every other; those to itself and
// to nodes out of reach have latency 0.
func (n *Network) paths(from int) []Path {
	n.mu.Lock()
	defer n.mu.Unlock()
	if all, ok := n.shortest[from]; ok {
		return all
	}
	all := n.search(from)
	n.shortest[from] = all
	return all
}

// search is Dijkstra's algorithm. As every latency is above 0, all that leads to
// a node by a best path is settled before it, so the order in which nodes of
// equal latency are taken does not matter.
func (n *Network) search(from int) []Path {
	all := make([]Path, len(n.Nodes))
	done := make([]bool, len(n.Nodes))
	queue := frontier{{at: 0, node: int32(from)}}
	for len(queue) > 0 {
		u := queue.pop().node
		if done[u] {
			continue
		}
		done[u] = true
		for _, a := range n.from(int(u)) {
			old := all[a.to]
			if int(a.to) == from || old.Latency > 0 && all[u].Latency+a.latency > old.Latency {
				continue
			}
			way := all[u].then(n.edges[a.edge].Path)
			if old.Latency > 0 && way.compare(old) >= 0 {
				continue
			}
			all[a.to] = way
			if way.Latency != old.Latency { // otherwise it waits already
				queue.push(step{int64(way.Latency), a.to})
			}
		}
	}
	return all
}

// then is p followed by e.
func (p Path) then(e Path) Path {
	return Path{
		Latency: p.Latency + e.Latency,
		Jitter:  p.Jitter + e.Jitter,
		// 1-(1-p)(1-e), in a form that is exact for losses of 0 and never above 1;
		// the conversion keeps the product from being fused with the sum.
		Loss: p.Loss + float64((1-p.Loss)*e.Loss),
	}
}

// compare orders paths: the better first.
func (p Path) compare(q Path) int {
	return cmp.Or(cmp.Compare(p.Latency, q.Latency), cmp.Compare(p.Loss, q.Loss), cmp.Compare(p.Jitter, q.Jitter))
}

// A frontier is a binary heap of the nodes to visit, the nearest first.
type frontier []step

type step struct {
	at   int64 // nanoseconds from the source
	node int32
}

func (f *frontier) push(s step) {
	q := append(*f, s)
	i := len(q) - 1
	for i > 0 && q[(i-1)/2].at > s.at {
		q[i] = q[(i-1)/2]
		i = (i - 1) / 2
	}
	q[i] = s
	*f = q
}

func (f *frontier) pop() step {
	q := *f
	top, s := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	*f = q
	if len(q) == 0 {
		return top
	}
	i := 0
	for {
		child := 2*i + 1
		if child+1 < len(q) && q[child+1].at < q[child].at {
			child++
		}
		if child >= len(q) || q[child].at >= s.at {
			break
		}
		q[i] = q[child]
		i = child
	}
	q[i] = s
	return top
}
