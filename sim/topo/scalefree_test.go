package topo

import (
	"testing"

	"pgregory.net/rapid"
)

func TestScaleFreeGrowth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		m := rapid.IntRange(1, n-1).Draw(t, "m")
		g := must(ScaleFree(n, m, seeded(rapid.Uint64().Draw(t, "seed"))))
		if want := m*(m+1)/2 + m*(n-m-1); len(g.Edges) != want {
			t.Fatalf("%d edges, want %d", len(g.Edges), want)
		}
		dials := make([]int, n)
		for _, e := range g.Edges {
			if e[1] > e[0] {
				t.Fatalf("%d dials %d, which comes later", e[0], e[1])
			}
			dials[e[0]]++
		}
		for u, d := range dials {
			if d != min(u, m) {
				t.Fatalf("peer %d dials %d, want %d", u, d, min(u, m))
			}
		}
	})
}

// The degrees have a tail that a random graph of the same size lacks, and it is
// that of the theory: a share 2m(m+1)/d(d+1)(d+2) of the peers has degree d
// (Bollobás and others, 2001), so m(m+1)/d(d+1) has d or more.
func TestScaleFreeTail(t *testing.T) {
	const n, m, d = 20_000, 2, 20
	tail := func(g Graph) (peers int) {
		for degree, count := range g.DegreeHistogram() {
			if degree >= d {
				peers += count
			}
		}
		return peers
	}
	if got := tail(must(Random(n, 2*m, seeded(1)))); got != 0 {
		t.Errorf("%d peers of a random graph have degree %d or more, want none", got, d)
	}
	want := n * m * (m + 1) / (d * (d + 1)) // 285
	if got := tail(must(ScaleFree(n, m, seeded(1)))); got < want*8/10 || got > want*12/10 {
		t.Errorf("%d peers of %d have degree %d or more, want about %d", got, n, d, want)
	}
}
