package scenarios

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/topo"
)

// bootstrapKeys are the keys that belong to each graph alone.
var bootstrapKeys = map[string][]string{
	"random": {"degree"}, "random-regular": {"degree"}, "small-world": {"degree", "rewire"}, "scale-free": {"degree"},
	"tree": {"branching"}, "grid": {"columns"}, "file": {"file"},
}

func (d *decoder) checkBootstrap() {
	b := &d.spec.Bootstrap
	const path = "bootstrap"
	if d.unsound(path) {
		return
	}
	for _, key := range []string{"degree", "branching", "columns", "rewire", "file"} {
		at := join(path, key)
		if d.given(at) && !slices.Contains(bootstrapKeys[b.Graph], key) {
			var graphs []string
			for g, keys := range bootstrapKeys {
				if slices.Contains(keys, key) {
					graphs = append(graphs, g)
				}
			}
			slices.Sort(graphs)
			d.fault(at, d.node(at), fmt.Sprintf("a %s graph has no %s", b.Graph, key), "graph: "+say.List(graphs)+", or no "+key, "")
		}
	}
	if d.unsound(path) || !d.groupsSound || d.ground == nil {
		return
	}
	total := d.ground.hosts()
	b.fill(total, d.given("bootstrap.degree"))
	if at := "bootstrap.degree"; d.given(at) && b.Degree >= total {
		d.fault(at, d.node(at), fmt.Sprintf("degree %d needs at least %d peers; there are %d", b.Degree, b.Degree+1, total),
			fmt.Sprintf("less than %d", total), "")
		return
	}
	if b.Graph == "file" && b.File == nil {
		d.fault(path, d.node(path), "file is missing", fileLeaf{}.noun(), "")
		return
	}
	edges, err := b.size(total)
	if err == nil && edges > maxEdges {
		at := "bootstrap.degree"
		if !d.given(at) {
			at = "bootstrap.graph"
		}
		d.fault(at, d.node(at), fmt.Sprintf("the %s graph of %d peers has %d edges", b.Graph, total, edges), fmt.Sprintf("at most %d", maxEdges), "")
		return
	}
	at := path
	if b.Graph == "file" {
		at = "bootstrap.file"
		_, err = b.graph(d.ground.nodes(&d.spec.Network, zeroRand()), sim.Seed(d.spec.Seed))
	}
	if err != nil {
		d.groundFault(groundError{at, err})
	}
}

// maxEdges is how many edges a graph may have that is drawn before the run.
const maxEdges = 5_000_000

// size says how many edges the graph has over n peers, without drawing it, or
// why there is no such graph. That of a file is 0.
func (b *Bootstrap) size(n int) (int, error) {
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

// fill fills in the defaults, which depend on the number of peers.
func (b *Bootstrap) fill(total int, degree bool) {
	has := func(key string) bool { return slices.Contains(bootstrapKeys[b.Graph], key) }
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

// drawn reports whether the graph is made before the run.
func (b *Bootstrap) drawn() bool { return b.Graph != "random" && b.Graph != "full" }

// graph draws the graph over all nodes, by their place in the list.
func (b *Bootstrap) graph(nodes []sim.NodeConfig, seed sim.Seed) (topo.Graph, error) {
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
		return topo.FromEdges([]byte(b.File.Content), n, maxEdges, func(name string) (int, bool) {
			i, ok := index[strings.ToLower(name)]
			return i, ok
		})
	}
	return topo.Graph{N: n}, nil
}
