package topo

import "fmt"

// Full lets peer i dial every j > i: the complete graph of n·(n-1)/2
// connections. The original testbed calls this very topology, "each peer dials
// all that come after it", its line; see [Line]. It panics if n is negative.
func Full(n int) Graph {
	g := Graph{N: size(n)}
	for i := range n {
		for j := i + 1; j < n; j++ {
			g.Edges = append(g.Edges, [2]int{i, j})
		}
	}
	return g
}

// Line lets peer i dial peer i+1: the path of n-1 connections, with the first
// and the last peer n-1 hops apart. It is not the topology that the original
// testbed calls a line, in which each peer dials all that come after it: that
// is [Full]. It panics if n is negative.
func Line(n int) Graph {
	g := Graph{N: size(n)}
	for i := range n - 1 {
		g.Edges = append(g.Edges, [2]int{i, i + 1})
	}
	return g
}

// Ring is [Line] with the last peer dialling the first. Fewer than 3 peers make
// no ring and remain a line. It panics if n is negative.
func Ring(n int) Graph {
	g := Line(n)
	if n >= 3 {
		g.Edges = append(g.Edges, [2]int{n - 1, 0})
	}
	return g
}

// Star lets every other peer dial peer 0, the hub. It panics if n is negative.
func Star(n int) Graph {
	g := Graph{N: size(n)}
	for i := 1; i < n; i++ {
		g.Edges = append(g.Edges, [2]int{i, 0})
	}
	return g
}

// Tree lets peer i > 0 dial its parent (i-1)/branching: the complete tree with
// root 0, filled level by level. It fails if n is negative or branching is below
// 1; a branching of 1 is a line whose peers dial backwards.
func Tree(n, branching int) (Graph, error) {
	if err := atLeast("tree", "n", n, 0, "branching", branching, 1); err != nil {
		return Graph{}, err
	}
	g := Graph{N: n}
	for i := 1; i < n; i++ {
		g.Edges = append(g.Edges, [2]int{i, (i - 1) / branching})
	}
	return g, nil
}

// Grid places peer i in row i/columns and column i%columns and lets it dial its
// neighbours to the right and below. The last row may be partial. It fails if n
// is negative or columns is below 1.
func Grid(n, columns int) (Graph, error) {
	if err := atLeast("grid", "n", n, 0, "columns", columns, 1); err != nil {
		return Graph{}, err
	}
	g := Graph{N: n}
	for i := range n {
		if right := i + 1; right < n && right%columns != 0 {
			g.Edges = append(g.Edges, [2]int{i, right})
		}
		// Written so, i+columns cannot overflow.
		if columns < n-i {
			g.Edges = append(g.Edges, [2]int{i, i + columns})
		}
	}
	return newGraph(n, g.Edges), nil
}

// Torus is [Grid] with each row and each column closed to a ring: every peer has
// 4 neighbours. It fails unless n fills at least 3 rows of at least 3 columns.
func Torus(n, columns int) (Graph, error) {
	if columns < 3 || n%columns != 0 || n/columns < 3 {
		return Graph{}, fmt.Errorf("torus: %d peers in rows of %d, want at least 3 full rows of at least 3", n, columns)
	}
	edges := make([][2]int, 0, 2*n)
	for i := range n {
		row := i - i%columns
		right, below := row+(i+1)%columns, (i+columns)%n
		for _, j := range []int{right, below} {
			edges = append(edges, [2]int{min(i, j), max(i, j)})
		}
	}
	return newGraph(n, edges), nil
}

// size panics if n is no number of peers.
func size(n int) int {
	if n < 0 {
		panic(fmt.Sprintf("topo: %d peers, want at least 0", n))
	}
	return n
}

// atLeast names the first of two parameters that is below its least value.
func atLeast(graph, name1 string, v1, least1 int, name2 string, v2, least2 int) error {
	if v1 < least1 {
		return fmt.Errorf("%s: %s is %d, want at least %d", graph, name1, v1, least1)
	}
	if v2 < least2 {
		return fmt.Errorf("%s: %s is %d, want at least %d", graph, name2, v2, least2)
	}
	return nil
}
