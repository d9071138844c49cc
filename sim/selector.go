package sim

import (
	"fmt"
	"math/rand/v2"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Selector names peers in a scenario: "all", a group "servers", a part of one
// "servers[0:90]" (half open, counted from 0) or a single peer "servers[3]".
// The empty selector means all.
type Selector string

// Parse takes a selector apart. The part of all peers has no group.
func (s Selector) Parse() (trace.Part, error) {
	if s == "" || s == "all" {
		return trace.Part{To: -1}, nil
	}
	p, err := trace.ParsePart(string(s))
	if err != nil {
		err = fmt.Errorf("selector %q: %w", string(s), err)
	}
	return p, err
}

// Select returns the nodes that a selector names, up or not, in order. A
// selector that the scenario's loader let through cannot fail.
func (w *World) Select(s Selector) []*Node {
	p, err := s.Parse()
	if err != nil {
		panic(err)
	}
	var out []*Node
	i := 0
	for _, n := range w.nodes {
		if p.Group != "" && n.Group != p.Group {
			continue
		}
		if p.Whole() || p.From <= i && i < p.To {
			out = append(out, n)
		}
		i++
	}
	return out
}

// SelectUp returns those of the selected nodes that are up.
func (w *World) SelectUp(s Selector) []*Node {
	var out []*Node
	for _, n := range w.Select(s) {
		if n.Up() {
			out = append(out, n)
		}
	}
	return out
}

// Pick returns one of the nodes, nil if there is none.
func Pick(r *rand.Rand, nodes []*Node) *Node {
	if len(nodes) == 0 {
		return nil
	}
	return nodes[r.IntN(len(nodes))]
}
