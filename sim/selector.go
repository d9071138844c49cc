package sim

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Selector names peers in a scenario: "all", a group "servers", a part of one
// "servers[0:90]" (half open, counted from 0) or a single peer "servers[3]".
// The empty selector means all.
type Selector string

// Parse takes a selector apart. A whole group has to = -1.
func (s Selector) Parse() (group string, from, to int, err error) {
	text := string(s)
	if text == "" || text == "all" {
		return "", 0, -1, nil
	}
	group, rest, sliced := strings.Cut(text, "[")
	if !sliced {
		return group, 0, -1, nil
	}
	inner, ok := strings.CutSuffix(rest, "]")
	if !ok {
		return "", 0, 0, fmt.Errorf("selector %q: no closing bracket", text)
	}
	first, second, isRange := strings.Cut(inner, ":")
	if from, err = strconv.Atoi(first); err != nil || from < 0 {
		return "", 0, 0, fmt.Errorf("selector %q: %q is no index", text, first)
	}
	to = from + 1
	if isRange {
		if to, err = strconv.Atoi(second); err != nil || to <= from {
			return "", 0, 0, fmt.Errorf("selector %q: want a range such as [0:90]", text)
		}
	}
	return group, from, to, nil
}

// Select returns the nodes that a selector names, up or not, in order. A
// selector that the scenario's loader let through cannot fail.
func (w *World) Select(s Selector) []*Node {
	group, from, to, err := s.Parse()
	if err != nil {
		panic(err)
	}
	var out []*Node
	i := 0
	for _, n := range w.nodes {
		if group != "" && n.Group != group {
			continue
		}
		if i >= from && (to < 0 || i < to) {
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
