package topo

import (
	"slices"
	"strings"
	"testing"
)

func TestShapes(t *testing.T) {
	for _, c := range []struct {
		name string
		g    Graph
		want [][2]int
	}{
		{"full", Full(4), [][2]int{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}}},
		{"line", Line(4), [][2]int{{0, 1}, {1, 2}, {2, 3}}},
		{"ring", Ring(4), [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 0}}},
		{"ring of two", Ring(2), [][2]int{{0, 1}}},
		{"star", Star(4), [][2]int{{1, 0}, {2, 0}, {3, 0}}},
		{"tree", must(Tree(6, 2)), [][2]int{{1, 0}, {2, 0}, {3, 1}, {4, 1}, {5, 2}}},
		{"tree of one branch", must(Tree(3, 1)), [][2]int{{1, 0}, {2, 1}}},
		// 0 1 2
		// 3 4
		{"grid", must(Grid(5, 3)), [][2]int{{0, 1}, {0, 3}, {1, 2}, {1, 4}, {3, 4}}},
		{"grid of one column", must(Grid(3, 1)), [][2]int{{0, 1}, {1, 2}}},
		{"grid of one row", must(Grid(3, 1<<62)), [][2]int{{0, 1}, {1, 2}}},
		{"no peers", Full(0), nil},
		{"one peer", Ring(1), nil},
	} {
		if !slices.Equal(c.g.Edges, c.want) {
			t.Errorf("%s: %v, want %v", c.name, c.g.Edges, c.want)
		}
	}
}

// A torus looks the same from every peer.
func TestTorus(t *testing.T) {
	for _, c := range [][2]int{{9, 3}, {12, 4}, {12, 3}, {35, 7}} {
		g := must(Torus(c[0], c[1]))
		checkGraph(t, g, c[0], false)
		if h := g.DegreeHistogram(); len(h) != 5 || h[4] != c[0] || !g.Connected() {
			t.Errorf("torus %v: degrees %v, want 4 for all, and connected: %v", c, h, g.Connected())
		}
	}
}

func TestRefused(t *testing.T) {
	r := seeded(1)
	for want, err := range map[string]error{
		"branching is 0, want at least 1":                  second(Tree(5, 0)),
		"n is -1":                                          second(Tree(-1, 2)),
		"columns is 0":                                     second(Grid(5, 0)),
		"10 peers in rows of 4":                            second(Torus(10, 4)),
		"6 peers in rows of 3":                             second(Torus(6, 3)),
		"0 peers in rows of 0":                             second(Torus(0, 0)),
		"random: degree 5 needs at least 6 peers":          second(Random(5, 5, r)),
		"random: degree is -1":                             second(Random(5, -1, r)),
		"random: n is -5":                                  second(Random(-5, 1, r)),
		"5 peers of degree 3 have an odd":                  second(RandomRegular(5, 3, r)),
		"regular: degree 4 needs at least 5":               second(RandomRegular(4, 4, r)),
		"k is 3 for 9 peers":                               second(SmallWorld(9, 3, 0.5, r)),
		"k is 4 for 4 peers":                               second(SmallWorld(4, 4, 0.5, r)),
		"k is 0 for 4 peers":                               second(SmallWorld(4, 0, 0.5, r)),
		"rewire probability 1.5 is outside 0 to 1":         second(SmallWorld(9, 2, 1.5, r)),
		"rewire probability NaN":                           second(SmallWorld(9, 2, nan(), r)),
		"m is 0 for 4 peers":                               second(ScaleFree(4, 0, r)),
		"scale-free: m is 4 for 4 peers, want 1 to below ": second(ScaleFree(4, 4, r)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one with %q", err, want)
		}
	}
}

func second(_ Graph, err error) error { return err }

func nan() float64 { zero := 0.0; return zero / zero }

func TestNegativePanics(t *testing.T) {
	defer func() {
		if got := recover(); got != "topo: -1 peers, want at least 0" {
			t.Errorf("panic %v", got)
		}
	}()
	Full(-1)
}
