package underlay

import (
	"math"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/topo"
)

// BootstrapKeys are the keys that belong to each graph alone.
var BootstrapKeys = map[string][]string{
	"random": {"degree"}, "random-regular": {"degree"}, "small-world": {"degree", "rewire"}, "scale-free": {"degree"},
	"tree": {"branching"}, "grid": {"columns"}, "file": {"file"},
}

// MaxEdges is how many edges a graph may have that is drawn before the run.
const MaxEdges = 5_000_000

// Edges returns how many edges, at most, the graph has over n peers, without
// drawing it, or an error if there is no such graph. For the graph of a file it
// returns 0.
func Edges(b *spec.Bootstrap, n int) (int, error) {
	switch b.Graph {
	case "line":
		return n * (n - 1) / 2, nil
	case "path", "ring", "star", "tree":
		return n, nil
	case "grid":
		return 2 * n, nil
	case "random-regular":
		return n * b.Degree / 2, topo.CheckRandomRegular(n, b.Degree)
	case "small-world":
		return n * b.Degree / 2, topo.CheckSmallWorld(n, b.Degree, float64(*b.Rewire))
	case "scale-free":
		return b.Degree*(n-b.Degree-1) + b.Degree*(b.Degree+1)/2, topo.CheckScaleFree(n, b.Degree)
	}
	return 0, nil
}

// Fill fills in the defaults, which depend on the number of peers.
func Fill(b *spec.Bootstrap, total int, degree bool) {
	has := func(key string) bool { return slices.Contains(BootstrapKeys[b.Graph], key) }
	switch {
	case !has("degree"):
		b.Degree = 0
	case !degree:
		if b.Graph == "small-world" {
			b.Degree = 4
		}
		b.Degree = min(b.Degree, total-1)
		if b.Graph == "random-regular" && b.Degree*total%2 == 1 || b.Graph == "small-world" && b.Degree%2 == 1 {
			b.Degree--
		}
	}
	if has("branching") && b.Branching == 0 {
		b.Branching = 2
	}
	if has("columns") && b.Columns == 0 {
		b.Columns = int(math.Ceil(math.Sqrt(float64(total))))
	}
	if has("rewire") && b.Rewire == nil {
		tenth := sim.Share(0.1)
		b.Rewire = &tenth
	}
}

// Drawn reports whether the graph is made before the run.
func Drawn(b *spec.Bootstrap) bool { return b.Graph != "random" && b.Graph != "full" }

// Graph draws the graph over all nodes, by their place in the list.
func Graph(b *spec.Bootstrap, nodes []sim.NodeConfig, seed sim.Seed) (topo.Graph, error) {
	n := len(nodes)
	r := seed.Stream("bootstrap/graph")
	switch b.Graph {
	case "line":
		return topo.Full(n), nil
	case "path":
		return topo.Line(n), nil
	case "ring":
		return topo.Ring(n), nil
	case "star":
		return topo.Star(n), nil
	case "tree":
		return topo.Tree(n, b.Branching)
	case "grid":
		return topo.Grid(n, b.Columns)
	case "random-regular":
		return topo.RandomRegular(n, b.Degree, r)
	case "small-world":
		return topo.SmallWorld(n, b.Degree, float64(*b.Rewire), r)
	case "scale-free":
		return topo.ScaleFree(n, b.Degree, r)
	case "file":
		index := make(map[string]int, n) // names are of small letters
		for i, c := range nodes {
			index[c.Name] = i
		}
		return topo.FromEdges([]byte(b.File.Content), n, MaxEdges, func(name string) (int, bool) {
			i, ok := index[strings.ToLower(name)]
			return i, ok
		})
	}
	return topo.Graph{N: n}, nil
}
