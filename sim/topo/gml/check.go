package gml

import (
	"errors"
	"fmt"
	"slices"

	"github.com/libp2p-sim/sim/sim/say"
)

// Check verifies that all hosts can reach each other, when hosts[i] of them are
// at node i: that there is a [Network.Path] between every two nodes with hosts,
// both ways, and from a node with more than one to itself. (Shadow asks for a
// self-loop at each node with a host.) Nodes without hosts serve paths only.
//
// The error is the join ([errors.Join]) of one *[say.Fault] for each pair without a
// path, at the line of the node from, the first [MaxErrors] of them. It panics
// unless there is a number for every node.
func (n *Network) Check(hosts []int, shortest bool) error {
	if len(hosts) != len(n.Nodes) {
		panic(fmt.Sprintf("gml: hosts for %d nodes, want %d", len(hosts), len(n.Nodes)))
	}
	var f faults
	var peopled []int // nodes with hosts
	for i, h := range hosts {
		if h > 0 {
			peopled = append(peopled, i)
		}
	}
	if shortest {
		n.checkReach(&f, hosts, peopled)
		return f.join()
	}
	for _, from := range peopled {
		for _, to := range peopled {
			if from == to && hosts[from] == 1 {
				continue
			}
			// Without a direction, from lower to higher says all.
			if !n.directed && from > to {
				continue
			}
			_, err := n.Path(from, to, false)
			if f.take(err); f.full() {
				return f.join()
			}
		}
	}
	return f.join()
}

// take adds an *[say.Fault], if err is one.
func (f *faults) take(err error) {
	var fault *say.Fault
	if errors.As(err, &fault) {
		f.add(fault.Line, "%s", fault.Message)
	}
}

// checkReach looks for paths without making them, which would take the square of
// the nodes: all reach each other if the first reaches all, and all reach it.
func (n *Network) checkReach(f *faults, hosts, peopled []int) {
	if len(peopled) == 0 {
		return
	}
	first := peopled[0]
	there := n.reached(first, false)
	back := there
	if n.directed {
		back = n.reached(first, true)
	}
	for _, i := range peopled {
		if hosts[i] > 1 {
			_, err := n.only(i, i)
			f.take(err)
		}
		if !there[i] {
			f.take(n.noPath(first, i))
		}
		if !back[i] && n.directed {
			f.take(n.noPath(i, first))
		}
		if f.full() {
			return
		}
	}
}

// reached marks the nodes to which edges lead from a node or, backwards, from
// which they lead to it.
func (n *Network) reached(from int, backwards bool) []bool {
	next, first := n.arcs, n.first
	if backwards {
		first = make([]int32, len(n.Nodes)+1)
		for _, e := range n.edges {
			first[e.target+1]++
		}
		for i := range n.Nodes {
			first[i+1] += first[i]
		}
		next = make([]arc, len(n.edges))
		at := slices.Clone(first)
		for _, e := range n.edges {
			next[at[e.target]].to = e.source
			at[e.target]++
		}
	}
	seen := make([]bool, len(n.Nodes))
	seen[from] = true
	queue := []int32{int32(from)}
	for len(queue) > 0 {
		u := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, a := range next[first[u]:first[u+1]] {
			if !seen[a.to] {
				seen[a.to] = true
				queue = append(queue, a.to)
			}
		}
	}
	return seen
}
