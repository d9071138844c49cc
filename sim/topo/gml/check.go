package gml

import (
	"errors"
	"fmt"
)

// Check verifies that all hosts can reach each other, when hosts[i] of them are
// at node i: that there is a [Network.Path] between every two nodes with hosts,
// both ways, and from a node with more than one to itself. (Shadow asks for a
// self-loop at each node with a host.) Nodes without hosts serve paths only.
//
// The error is the join ([errors.Join]) of one [*Error] for each pair without a
// path, at the line of the node from, the first [MaxErrors] of them. It panics
// unless there is a number for every node.
func (n *Network) Check(hosts []int, shortest bool) error {
	if len(hosts) != len(n.Nodes) {
		panic(fmt.Sprintf("gml: hosts for %d nodes, want %d", len(hosts), len(n.Nodes)))
	}
	var f faults
	for from := range hosts {
		for to := range hosts {
			if hosts[from] == 0 || hosts[to] == 0 || from == to && hosts[from] == 1 {
				continue
			}
			// Without a direction, from lower to higher says all.
			if !n.directed && from > to {
				continue
			}
			_, err := n.Path(from, to, shortest)
			var fault *Error
			if errors.As(err, &fault) {
				f.add(fault.Line, "%s", fault.Message)
			}
			if f.full() {
				return f.join()
			}
		}
	}
	return f.join()
}
