package underlay

import (
	"math/rand/v2"
	"slices"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/link"
)

// Bounds of a look at the pairs of a network.
const (
	pairsLookedAt    = 1000
	peersOfOneGroup  = 200
	peersOfAllGroups = 50_000
)

// SampleRoutes returns the routes of some pairs of peers, with random values
// drawn anew, in order of their round trips.
func (u *Underlay) SampleRoutes(n *spec.Network) []link.Route {
	few := *u
	few.Groups = slices.Clone(u.Groups)
	most := max(1, min(peersOfOneGroup, peersOfAllGroups/max(1, len(few.Groups))))
	for i := range few.Groups {
		few.Groups[i].Count = min(few.Groups[i].Count, most)
	}
	r := rand.New(rand.NewPCG(1, 1))
	nodes := few.Nodes(n, func(string) *rand.Rand { return r })
	if len(nodes) < 2 {
		return nil
	}
	for i := range nodes {
		nodes[i].Place.Index = i
	}
	var routes []link.Route
	pairs := pairsLookedAt
	if u.graph != nil { // every pair may take two searches of the graph
		pairs = max(1, min(pairs, 500_000/len(u.graph.Nodes)))
	}
	for range pairs {
		i, j := r.IntN(len(nodes)), r.IntN(len(nodes))
		if i == j {
			continue
		}
		routes = append(routes, u.Model.Route(nodes[min(i, j)].Place, nodes[max(i, j)].Place, r))
	}
	slices.SortFunc(routes, func(a, b link.Route) int { return int(a.RTT() - b.RTT()) })
	return routes
}
