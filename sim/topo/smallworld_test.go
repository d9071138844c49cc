package topo

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// clustering is the mean over all peers of the share of pairs of their
// neighbours that are neighbours themselves (Watts and Strogatz, 1998).
func clustering(g Graph) float64 {
	neighbours := g.Neighbours()
	sum := 0.0
	for _, list := range neighbours {
		pairs, closed := 0, 0
		for i, u := range list {
			for _, v := range list[:i] {
				pairs++
				if _, ok := slices.BinarySearch(neighbours[u], v); ok {
					closed++
				}
			}
		}
		if pairs > 0 {
			sum += float64(closed) / float64(pairs)
		}
	}
	return sum / float64(g.N)
}

// hops is the mean distance from peer 0 to all others.
func hops(g Graph) float64 {
	neighbours := g.Neighbours()
	at := make([]int, g.N)
	queue := []int{0}
	sum := 0
	for i := 0; i < len(queue); i++ {
		for _, v := range neighbours[queue[i]] {
			if v != 0 && at[v] == 0 {
				at[v] = at[queue[i]] + 1
				sum += at[v]
				queue = append(queue, v)
			}
		}
	}
	return float64(sum) / float64(g.N-1)
}

// Without rewiring it is the lattice, whose clustering is 3(k-2)/4(k-1); a little
// rewiring shortens the ways at once and leaves the clusters, which makes the world
// small. Rewired wholly it has no more clusters than a random graph.
func TestSmallWorldClusters(t *testing.T) {
	const n, k = 600, 10
	lattice := must(SmallWorld(n, k, 0, seeded(1)))
	if got, want := clustering(lattice), 3.0*(k-2)/(4*(k-1)); got < want-1e-9 || got > want+1e-9 {
		t.Errorf("the lattice has clustering %v, want %v", got, want)
	}
	if lattice.DegreeHistogram()[k] != n {
		t.Errorf("the lattice has degrees %v", lattice.DegreeHistogram())
	}
	some := must(SmallWorld(n, k, 0.05, seeded(1)))
	random := must(SmallWorld(n, k, 1, seeded(1)))
	er := must(Random(n, k, seeded(1)))
	c := []float64{clustering(lattice), clustering(some), clustering(random), clustering(er)}
	if !(c[1] > 0.8*c[0] && c[1] < c[0] && c[2] < 0.1*c[0] && c[3] < 0.1*c[0]) {
		t.Errorf("clustering of lattice, small world, rewired, random: %.3f, want the second near the first, the others far below", c)
	}
	l := []float64{hops(lattice), hops(some), hops(random)}
	if !(l[1] < l[0]/4 && l[1] < 2*l[2]) {
		t.Errorf("mean distances of lattice, small world, rewired: %.1f, want the second near the third", l)
	}
}

// Rewiring turns a dial to another target; the dialler goes on dialling k/2.
func TestSmallWorldDials(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 30).Draw(t, "n")
		k := 2 * rapid.IntRange(1, (n-1)/2).Draw(t, "k/2")
		g := must(SmallWorld(n, k, 1, seeded(rapid.Uint64().Draw(t, "seed"))))
		dials := make([]int, n)
		for _, e := range g.Edges {
			dials[e[0]]++
		}
		for u, d := range dials {
			if d != k/2 {
				t.Fatalf("peer %d dials %d, want %d", u, d, k/2)
			}
		}
	})
}

// Peers that rewiring has parted may find each other again.
func TestSmallWorldForgets(t *testing.T) {
	r := seeded(2)
	for range 200 {
		for _, e := range must(SmallWorld(5, 2, 1, r)).Edges {
			if e == [2]int{1, 0} { // 0 must have turned away from 1 before
				return
			}
		}
	}
	t.Error("1 never dials 0 in 200 draws, want a few dozen")
}
