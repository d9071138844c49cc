package topo

import (
	"fmt"
	"math/rand/v2"
)

// SmallWorld places n peers on a circle, lets each dial the k/2 peers after it,
// and then, with probability rewire for each dial, turns it to a peer drawn
// uniformly among those that are not yet neighbours: Watts and Strogatz,
// "Collective dynamics of 'small-world' networks", Nature 393 (1998), own code.
// Each peer still dials k/2 others, so that the mean degree is k; 0 keeps the
// lattice, 1 is close to [Random]. Dials of a peer with no other peer left to
// turn to stay.
//
// For k > 2 and a small rewire the graph is nearly always connected, but that is
// no promise: ask [Graph.Connected]. It fails unless k is even, 2 ≤ k < n and
// 0 ≤ rewire ≤ 1.
func SmallWorld(n, k int, rewire float64, r *rand.Rand) (Graph, error) {
	if err := CheckSmallWorld(n, k, rewire); err != nil {
		return Graph{}, err
	}
	// neighbours[u] has v if u and v are joined; no iteration order is used.
	neighbours := make([]map[int]bool, n)
	for u := range n {
		neighbours[u] = make(map[int]bool, k)
	}
	join := func(u, v int, on bool) {
		if !on {
			delete(neighbours[u], v)
			delete(neighbours[v], u)
			return
		}
		neighbours[u][v], neighbours[v][u] = true, true
	}
	edges := make([][2]int, 0, n*k/2)
	for hop := 1; hop <= k/2; hop++ {
		for u := range n {
			v := (u + hop) % n
			join(u, v, true)
			edges = append(edges, [2]int{u, v})
		}
	}
	for i, e := range edges { // lap by lap, as in the paper
		u := e[0]
		if r.Float64() >= rewire || len(neighbours[u]) == n-1 {
			continue
		}
		v := r.IntN(n)
		for v == u || neighbours[u][v] {
			v = r.IntN(n)
		}
		join(u, e[1], false)
		join(u, v, true)
		edges[i][1] = v
	}
	return newGraph(n, edges), nil
}

// CheckSmallWorld gives the error of [SmallWorld] without drawing a graph.
func CheckSmallWorld(n, k int, rewire float64) error {
	if k < 2 || k%2 != 0 || k >= n {
		return fmt.Errorf("small world: k is %d for %d peers, want an even number from 2 to below the number of peers", k, n)
	}
	if !(rewire >= 0 && rewire <= 1) {
		return fmt.Errorf("small world: rewire probability %v is outside 0 to 1", rewire)
	}
	return nil
}
