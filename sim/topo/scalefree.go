package topo

import (
	"fmt"
	"math/rand/v2"
)

// ScaleFree grows a graph peer by peer: the first m+1 peers all know each other,
// and each later one dials m different earlier peers, drawn with probabilities
// proportional to their degrees. The share of peers with degree d falls as d⁻³:
// Barabási and Albert, "Emergence of scaling in random networks", Science 286
// (1999); own code, which draws from the list of all ends of connections as
// Batagelj and Brandes (2005) do and draws again a peer that is drawn twice. The
// paper leaves the first peers open; here they are the smallest set that gives
// every peer a degree of at least m.
//
// The graph is connected. It fails unless 1 ≤ m < n.
func ScaleFree(n, m int, r *rand.Rand) (Graph, error) {
	if err := CheckScaleFree(n, m); err != nil {
		return Graph{}, err
	}
	edges := make([][2]int, 0, m*(n-m-1)+m*(m+1)/2)
	// Each connection is here with both its ends, so a peer is as often as it has
	// neighbours.
	ends := make([]int, 0, 2*cap(edges))
	dial := func(u, v int) {
		edges = append(edges, [2]int{u, v})
		ends = append(ends, u, v)
	}
	for u := range m + 1 {
		for v := range u {
			dial(u, v)
		}
	}
	dialled := make([]int, n) // the peer that last dialled each, as a set that needs no clearing
	for u := m + 1; u < n; u++ {
		before := len(ends)
		for range m {
			v := ends[r.IntN(before)]
			for dialled[v] == u {
				v = ends[r.IntN(before)]
			}
			dialled[v] = u
			dial(u, v)
		}
	}
	return newGraph(n, edges), nil
}

// CheckScaleFree gives the error of [ScaleFree] without drawing a graph.
func CheckScaleFree(n, m int) error {
	if m < 1 || m >= n {
		return fmt.Errorf("scale-free: m is %d for %d peers, want 1 to below the number of peers", m, n)
	}
	return nil
}
