package scenarios

import (
	"fmt"
	"slices"

	"github.com/libp2p-sim/sim/scenarios/internal/input"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/say"
)

func (d *loader) checkBootstrap() {
	b := &d.spec.Bootstrap
	const path = "bootstrap"
	if d.unsound(path) {
		return
	}
	for _, key := range []string{"degree", "branching", "columns", "rewire", "file"} {
		at := strict.Join(path, key)
		if d.Given(at) && !slices.Contains(underlay.BootstrapKeys[b.Graph], key) {
			var graphs []string
			for g, keys := range underlay.BootstrapKeys {
				if slices.Contains(keys, key) {
					graphs = append(graphs, g)
				}
			}
			slices.Sort(graphs)
			d.Fault(at, d.Node(at), fmt.Sprintf("a %s graph has no %s", b.Graph, key), "graph: "+say.List(graphs)+", or no "+key, "")
		}
	}
	if d.unsound(path) || !d.groupsSound || d.ground == nil {
		return
	}
	total := d.ground.Hosts()
	underlay.Fill(b, total, d.Given("bootstrap.degree"))
	if at := "bootstrap.degree"; d.Given(at) && b.Degree >= total {
		d.Fault(at, d.Node(at), fmt.Sprintf("degree %d needs at least %d peers; there are %d", b.Degree, b.Degree+1, total),
			fmt.Sprintf("less than %d", total), "")
		return
	}
	if b.Graph == "file" && b.File == nil {
		d.Fault(path, d.Node(path), "file is missing", input.Leaf{}.Noun(), "")
		return
	}
	edges, err := underlay.Edges(b, total)
	if err == nil && edges > underlay.MaxEdges {
		at := "bootstrap.degree"
		if !d.Given(at) {
			at = "bootstrap.graph"
		}
		d.Fault(at, d.Node(at), fmt.Sprintf("the %s graph of %d peers has %d edges", b.Graph, total, edges), fmt.Sprintf("at most %d", underlay.MaxEdges), "")
		return
	}
	at := path
	if b.Graph == "file" {
		at = "bootstrap.file"
		_, err = underlay.Graph(b, d.ground.Nodes(&d.spec.Network, sim.Seed(0).Stream), sim.Seed(d.spec.Seed))
	}
	if err != nil {
		d.groundFault(underlay.Error{Path: at, Err: err})
	}
}
