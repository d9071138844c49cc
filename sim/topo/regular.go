package topo

import (
	"fmt"
	"math/rand/v2"
)

// RandomRegular draws a graph in which each of n peers has exactly degree
// neighbours, by the algorithm of Steger and Wormald, "Generating random regular
// graphs quickly" (1999): pairs of free ends are joined one after the other,
// each uniform among the pairs that keep the graph simple, and a draw that gets
// stuck starts over. The result is nearly uniform among the regular graphs. A
// degree above (n-1)/2 is drawn as the complement of a sparse graph.
//
// From a degree of 2 on the graph is connected: one that is not is drawn again,
// which is rare from 3 on, and for 2 the graph is a ring of shuffled peers. A
// degree of 1 gives pairs. It fails unless 0 ≤ degree < n and n·degree is even;
// no peers have degree 0.
func RandomRegular(n, degree int, r *rand.Rand) (Graph, error) {
	if err := CheckRandomRegular(n, degree); err != nil {
		return Graph{}, err
	}
	if degree == 2 {
		return shuffledRing(n, r), nil
	}
	for {
		g := regular(n, degree, r)
		if degree < 2 || g.Connected() {
			return g, nil
		}
	}
}

// CheckRandomRegular gives the error of [RandomRegular] without drawing a graph.
func CheckRandomRegular(n, degree int) error {
	if err := checkDegree("random regular", n, degree); err != nil {
		return err
	}
	if n%2 == 1 && degree%2 == 1 {
		return fmt.Errorf("random regular: %d peers of degree %d have an odd number of ends; want one of the two even", n, degree)
	}
	return nil
}

// shuffledRing is uniform among the rings, just as drawing again until a graph
// of degree 2 is connected would give after some √n draws.
func shuffledRing(n int, r *rand.Rand) Graph {
	order := r.Perm(n)
	edges := make([][2]int, n)
	for i, u := range order {
		v := order[(i+1)%n]
		edges[i] = [2]int{min(u, v), max(u, v)}
	}
	return newGraph(n, edges)
}

func regular(n, degree int, r *rand.Rand) Graph {
	if sparse := n - 1 - degree; sparse >= 0 && sparse < degree {
		return complement(regular(n, sparse, r))
	}
	for {
		if edges, ok := pairEnds(n, degree, r); ok {
			return newGraph(n, edges)
		}
	}
}

// pairEnds joins n·degree free ends, degree of each peer, or reports that no two
// of those left may be joined.
func pairEnds(n, degree int, r *rand.Rand) ([][2]int, bool) {
	free := make([]int, 0, n*degree)
	for u := range n {
		for range degree {
			free = append(free, u)
		}
	}
	joined := make(map[[2]int]bool, n*degree/2)
	edge := func(i, j int) [2]int { return [2]int{min(free[i], free[j]), max(free[i], free[j])} }
	suitable := func(i, j int) bool { return free[i] != free[j] && !joined[edge(i, j)] }

	edges := make([][2]int, 0, n*degree/2)
	for len(free) > 0 {
		i, j, ok := pick(len(free), suitable, r)
		if !ok {
			return nil, false
		}
		joined[edge(i, j)] = true
		edges = append(edges, edge(i, j))
		i, j = max(i, j), min(i, j)
		for _, k := range []int{i, j} { // the higher first, or the last end may move under it
			last := len(free) - 1
			free[k] = free[last]
			free = free[:last]
		}
	}
	return edges, true
}

// pick draws i ≠ j below n, uniform among the suitable pairs. It reports false
// if there is none.
func pick(n int, suitable func(i, j int) bool, r *rand.Rand) (i, j int, ok bool) {
	// To draw and refuse is quick while many pairs suit. The listing below costs
	// n² but only when few do.
	for range n + 16 {
		if i, j := r.IntN(n), r.IntN(n); i != j && suitable(i, j) {
			return i, j, true
		}
	}
	var pairs [][2]int
	for i := range n {
		for j := range i {
			if suitable(i, j) {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	if len(pairs) == 0 {
		return 0, 0, false
	}
	p := pairs[r.IntN(len(pairs))]
	return p[0], p[1], true
}

// complement joins exactly the peers that g, whose dials go from lower to higher
// numbers, does not.
func complement(g Graph) Graph {
	other := Graph{N: g.N}
	next := 0
	for i := range g.N {
		for j := i + 1; j < g.N; j++ {
			if next < len(g.Edges) && g.Edges[next] == [2]int{i, j} {
				next++
				continue
			}
			other.Edges = append(other.Edges, [2]int{i, j})
		}
	}
	return other
}
