package topo

import (
	"cmp"
	"fmt"
	"slices"
)

// A Graph says which peer dials which. Edges holds [2]int{u, v} for "u dials v",
// sorted by u, then v, with 0 ≤ u, v < N, without self-loops and without
// duplicates. The constructors other than [FromEdges] never have both u→v and
// v→u.
type Graph struct {
	N     int
	Edges [][2]int
}

// newGraph sorts edges, which it keeps, into a Graph.
func newGraph(n int, edges [][2]int) Graph {
	slices.SortFunc(edges, compare)
	return Graph{N: n, Edges: edges}
}

func compare(a, b [2]int) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
}

// Neighbours lists for each peer the peers it dials or is dialled by, sorted,
// each once.
func (g Graph) Neighbours() [][]int {
	all := make([][]int, g.N)
	for _, e := range g.Edges {
		all[e[0]] = append(all[e[0]], e[1])
		all[e[1]] = append(all[e[1]], e[0])
	}
	for i, list := range all {
		slices.Sort(list)
		all[i] = slices.Compact(list)
	}
	return all
}

// Degrees gives the number of neighbours of each peer.
func (g Graph) Degrees() []int {
	degrees := make([]int, g.N)
	for i, list := range g.Neighbours() {
		degrees[i] = len(list)
	}
	return degrees
}

// DegreeHistogram counts at place d the peers that have d neighbours. Its last
// entry is not 0; it is empty if there are no peers.
func (g Graph) DegreeHistogram() []int {
	var counts []int
	for _, d := range g.Degrees() {
		for len(counts) <= d {
			counts = append(counts, 0)
		}
		counts[d]++
	}
	return counts
}

// Components lists the sets of peers that reach each other over connections in
// whichever direction they were dialled. Each set is sorted, and the sets are
// sorted by their first peer.
func (g Graph) Components() [][]int {
	neighbours := g.Neighbours()
	seen := make([]bool, g.N)
	var all [][]int
	for first := range g.N {
		if seen[first] {
			continue
		}
		seen[first] = true
		set := []int{first}
		for i := 0; i < len(set); i++ {
			for _, v := range neighbours[set[i]] {
				if !seen[v] {
					seen[v] = true
					set = append(set, v)
				}
			}
		}
		slices.Sort(set)
		all = append(all, set)
	}
	return all
}

// Connected reports whether every peer reaches every other. A graph of one peer
// or none is connected.
func (g Graph) Connected() bool { return len(g.Components()) <= 1 }

// String gives the size of g, not its edges.
func (g Graph) String() string { return fmt.Sprintf("%d peers, %d dials", g.N, len(g.Edges)) }
