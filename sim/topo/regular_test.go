package topo

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestRegularAndConnected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		d := rapid.IntRange(0, n-1).Draw(t, "degree")
		if n*d%2 == 1 {
			d--
		}
		g := must(RandomRegular(n, d, seeded(rapid.Uint64().Draw(t, "seed"))))
		checkGraph(t, g, n, false)
		if h := g.DegreeHistogram(); len(h) != d+1 || h[d] != n {
			t.Fatalf("degrees %v, want %d for all %d peers", h, d, n)
		}
		if d >= 2 && !g.Connected() {
			t.Fatalf("not connected: %v", g.Components())
		}
	})
}

// There are 70 labelled connected cubic graphs on 6 peers, 60 prisms and 10
// K3,3; a draw by pairs is nearly uniform, here to a few per cent. The 12 rings
// of 5 peers are exactly so.
func TestRegularIsNearlyUniform(t *testing.T) {
	draws := 7000
	counts := map[string]int{}
	r := seeded(6)
	for range draws {
		counts[fmt.Sprint(must(RandomRegular(6, 3, r)).Edges)]++
	}
	checkShare(t, counts, 70, draws/70, draws)

	counts = map[string]int{}
	for range 1200 {
		counts[fmt.Sprint(must(RandomRegular(5, 2, r)).Edges)]++
	}
	checkShare(t, counts, 12, 100, 1200)
}

// Draws do not get stuck over and over where pairs are scarce: just below half
// of all.
func TestRegularEnds(t *testing.T) {
	for _, c := range [][2]int{{9, 4}, {51, 24}, {101, 50}, {200, 99}, {300, 149}, {1000, 8}} {
		g := must(RandomRegular(c[0], c[1], seeded(7)))
		if h := g.DegreeHistogram(); h[c[1]] != c[0] {
			t.Errorf("%v: degrees %v", c, h)
		}
	}
}

// One in 500 cubic graphs on 8 peers falls apart into two cliques of 4.
func TestRegularDrawsAgain(t *testing.T) {
	r := seeded(8)
	for range 5000 {
		if g := must(RandomRegular(8, 3, r)); !g.Connected() {
			t.Fatalf("not connected: %v", g.Components())
		}
	}
}
