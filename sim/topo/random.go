package topo

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/graphs/gen"
	"gonum.org/v1/gonum/graph/simple"
)

// Random draws a graph uniformly among those of n peers that have a mean degree
// of degree, that is m = n·degree/2 connections, rounded up: the model G(n, m)
// of Erdős and Rényi, "On random graphs I" (1959), by gonum's gen.Gnm after
// Batagelj and Brandes, "Efficient generation of large random networks" (2005).
//
// It may well not be connected: below a degree of ln n some peers are expected
// to have no neighbour at all (n = 100: below 5). A redraw would change the distribution
// and, for small degrees, never end, so there is none: ask [Graph.Connected], or
// use [RandomRegular]. It fails unless 0 ≤ degree < n; no peers have degree 0.
func Random(n, degree int, r *rand.Rand) (Graph, error) {
	if err := checkDegree("random", n, degree); err != nil {
		return Graph{}, err
	}
	drawn := simple.NewUndirectedGraph()
	// gonum's only floating-point steps here are a square root, which is exact
	// everywhere, and a product with ½, which is exact too.
	if err := gen.Gnm(drawn, n, (n*degree+1)/2, r); err != nil {
		return Graph{}, fmt.Errorf("random: %w", err)
	}
	var edges [][2]int
	for _, e := range graph.EdgesOf(drawn.Edges()) { // in map order: newGraph sorts
		u, v := int(e.From().ID()), int(e.To().ID())
		edges = append(edges, [2]int{min(u, v), max(u, v)})
	}
	return newGraph(n, edges), nil
}

// checkDegree fails unless n ≥ 0 peers can have the mean degree.
func checkDegree(graph string, n, degree int) error {
	if err := atLeast(graph, "n", n, 0, "degree", degree, 0); err != nil {
		return err
	}
	if degree > max(0, n-1) {
		return fmt.Errorf("%s: degree %d needs at least %d peers; there are %d", graph, degree, degree+1, n)
	}
	return nil
}
