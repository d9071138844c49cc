package topo

import (
	"math"
	"testing"
)

func TestRandomSize(t *testing.T) {
	for _, c := range []struct{ n, degree, edges int }{
		{0, 0, 0}, {1, 0, 0}, {5, 0, 0}, {5, 1, 3}, {5, 3, 8}, {5, 4, 10}, {200, 7, 700},
	} {
		g := must(Random(c.n, c.degree, seeded(3)))
		if len(g.Edges) != c.edges {
			t.Errorf("%d peers of degree %d: %d edges, want %d", c.n, c.degree, len(g.Edges), c.edges)
		}
	}
}

// Each of the 15 pairs of 6 peers is joined in a third of the draws.
func TestRandomIsUniform(t *testing.T) {
	const draws = 3000
	counts := map[[2]int]int{}
	r := seeded(4)
	for range draws {
		for _, e := range must(Random(6, 2, r)).Edges { // 6 edges of 15
			counts[e]++
		}
	}
	checkShare(t, counts, 15, draws*6/15, draws)
}

// checkShare looks for a number of outcomes that are all equally frequent, to
// five standard deviations.
func checkShare[K comparable](t *testing.T, counts map[K]int, outcomes, want, draws int) {
	t.Helper()
	if len(counts) != outcomes {
		t.Errorf("%d different outcomes, want %d", len(counts), outcomes)
	}
	p := float64(want) / float64(draws)
	tolerance := 5 * math.Sqrt(float64(draws)*p*(1-p))
	for k, c := range counts {
		if math.Abs(float64(c-want)) > tolerance {
			t.Errorf("%v comes %d times in %d draws, want %d±%.0f", k, c, draws, want, tolerance)
		}
	}
}

// The doc comment warns of peers without neighbours below a degree of ln n.
func TestRandomIsolatesPeers(t *testing.T) {
	if g := must(Random(500, 2, seeded(5))); g.Connected() || g.DegreeHistogram()[0] == 0 {
		t.Errorf("500 peers of mean degree 2 are connected: %v, degrees %v", g.Connected(), g.DegreeHistogram())
	}
}
