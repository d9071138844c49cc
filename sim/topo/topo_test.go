package topo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// must is for parameters that are known to be good.
func must(g Graph, err error) Graph {
	if err != nil {
		panic(err)
	}
	return g
}

// checkGraph checks that a graph keeps the promises of its type.
func checkGraph(t interface{ Fatalf(string, ...any) }, g Graph, n int, reciprocal bool) {
	if g.N != n {
		t.Fatalf("%d peers, want %d", g.N, n)
	}
	seen := map[[2]int]bool{}
	for i, e := range g.Edges {
		switch {
		case e[0] < 0 || e[0] >= n || e[1] < 0 || e[1] >= n:
			t.Fatalf("edge %v leaves the %d peers", e, n)
		case e[0] == e[1]:
			t.Fatalf("peer %d dials itself", e[0])
		case i > 0 && compare(g.Edges[i-1], e) >= 0:
			t.Fatalf("edge %v comes after %v: not sorted, or twice", e, g.Edges[i-1])
		case !reciprocal && seen[[2]int{e[1], e[0]}]:
			t.Fatalf("%v is there both ways", e)
		}
		seen[e] = true
	}
	sum := 0
	for _, d := range g.Degrees() {
		sum += d
	}
	if !reciprocal && sum != 2*len(g.Edges) {
		t.Fatalf("degrees sum to %d, want two ends for each of %d edges", sum, len(g.Edges))
	}
	peers, ends := 0, 0
	for d, count := range g.DegreeHistogram() {
		peers, ends = peers+count, ends+d*count
	}
	if peers != n || ends != sum {
		t.Fatalf("the histogram has %d peers and %d ends, want %d and %d", peers, ends, n, sum)
	}
}

// A family is a constructor with parameters that suit n peers.
type family struct {
	name      string
	connected bool
	draw      func(t *rapid.T, n int, r *rand.Rand) (Graph, error)
}

var families = []family{
	{"full", true, func(_ *rapid.T, n int, _ *rand.Rand) (Graph, error) { return Full(n), nil }},
	{"line", true, func(_ *rapid.T, n int, _ *rand.Rand) (Graph, error) { return Line(n), nil }},
	{"ring", true, func(_ *rapid.T, n int, _ *rand.Rand) (Graph, error) { return Ring(n), nil }},
	{"star", true, func(_ *rapid.T, n int, _ *rand.Rand) (Graph, error) { return Star(n), nil }},
	{"tree", true, func(t *rapid.T, n int, _ *rand.Rand) (Graph, error) {
		return Tree(n, rapid.IntRange(1, n+1).Draw(t, "branching"))
	}},
	{"grid", true, func(t *rapid.T, n int, _ *rand.Rand) (Graph, error) {
		return Grid(n, rapid.IntRange(1, n+1).Draw(t, "columns"))
	}},
	{"random", false, func(t *rapid.T, n int, r *rand.Rand) (Graph, error) {
		return Random(n, rapid.IntRange(0, max(0, n-1)).Draw(t, "degree"), r)
	}},
	{"regular", false, func(t *rapid.T, n int, r *rand.Rand) (Graph, error) {
		d := rapid.IntRange(0, max(0, n-1)).Draw(t, "degree")
		if n*d%2 == 1 {
			d--
		}
		return RandomRegular(n, d, r)
	}},
	{"small world", false, func(t *rapid.T, n int, r *rand.Rand) (Graph, error) {
		if n < 3 {
			t.Skip("too few peers")
		}
		return SmallWorld(n, 2*rapid.IntRange(1, (n-1)/2).Draw(t, "k/2"), rapid.Float64Range(0, 1).Draw(t, "rewire"), r)
	}},
	{"scale-free", true, func(t *rapid.T, n int, r *rand.Rand) (Graph, error) {
		if n < 2 {
			t.Skip("too few peers")
		}
		return ScaleFree(n, rapid.IntRange(1, n-1).Draw(t, "m"), r)
	}},
}

// Every graph keeps the promises of its type and is connected where its
// constructor says so.
func TestFamilies(t *testing.T) {
	for _, f := range families {
		t.Run(f.name, rapid.MakeCheck(func(t *rapid.T) {
			n := rapid.IntRange(0, 24).Draw(t, "n")
			seed := rapid.Uint64().Draw(t, "seed")
			g, err := f.draw(t, n, seeded(seed))
			if err != nil {
				t.Fatal(err)
			}
			checkGraph(t, g, n, false)
			if f.connected && !g.Connected() {
				t.Fatalf("not connected: %v", g.Components())
			}
		}))
	}
}

// golden holds one graph of each random family. A change here changes the
// fingerprint of every scenario that uses the family.
var golden = []struct {
	name, hash string
	draw       func() Graph
}{
	{"random", "d5b2dc24805e5352", func() Graph { return must(Random(200, 3, seeded(1))) }},
	{"regular", "b50a0660dc268896", func() Graph { return must(RandomRegular(200, 4, seeded(1))) }},
	{"regular, dense", "04baffbbe2472019", func() Graph { return must(RandomRegular(40, 30, seeded(1))) }},
	{"regular, 2", "1dc2e350d8b20a43", func() Graph { return must(RandomRegular(40, 2, seeded(1))) }},
	{"small world", "8aa014bbc89513b7", func() Graph { return must(SmallWorld(200, 6, 0.1, seeded(1))) }},
	{"scale-free", "fb7b21302858349d", func() Graph { return must(ScaleFree(200, 3, seeded(1))) }},
}

// The same seed gives the same graph, here and in every other process.
func TestGolden(t *testing.T) {
	for _, c := range golden {
		g := c.draw()
		if again := c.draw(); !slices.Equal(g.Edges, again.Edges) {
			t.Errorf("%s: two draws from one seed differ", c.name)
		}
		sum := sha256.Sum256(fmt.Append(nil, g.N, g.Edges))
		if got := hex.EncodeToString(sum[:8]); got != c.hash {
			t.Errorf("%s: hash %s, want %s", c.name, got, c.hash)
		}
	}
}
