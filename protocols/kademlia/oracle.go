package kademlia

import (
	"slices"

	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim"
)

// The oracle knows every peer: where it is in the key space, whether it is up,
// and whether it is a server that others can dial.
type oracle struct {
	world  *sim.World
	mode   func(*sim.Node) string // as in Options
	places []id                   // of world.Everyone
	space  *space

	served []bool    // when near was made
	near   [][]int32 // see neighbours
}

// look makes sure that the oracle knows all nodes of the world, those that
// others have succeeded, too: they are never up, but still in tables.
func (o *oracle) look() {
	nodes := o.world.Everyone()
	if len(o.places) == len(nodes) {
		return
	}
	for _, n := range nodes[len(o.places):] {
		o.places = append(o.places, idOf(string(n.ID)))
	}
	o.space = newSpace(o.places)
}

// server reports whether a node is one that answers queries while it is up.
func (o *oracle) server(n *sim.Node) bool {
	mode := o.mode(n)
	return n.Runs(name) && (mode == "server" || mode == "auto" && n.Dialable)
}

// serves reports whether a node is up and is a server that can be dialled.
func (o *oracle) serves(n *sim.Node) bool { return n.Up() && n.Dialable && o.server(n) }

// closest returns the k nodes closest to a place, by increasing distance, that
// serve and that seen, which may be nil, accepts.
func (o *oracle) closest(place *id, k int, seen func(*sim.Node) bool) []*sim.Node {
	o.look()
	var out []*sim.Node
	o.space.walk(place, func(i int) bool {
		if n := o.world.Everyone()[i]; o.serves(n) && (seen == nil || seen(n)) {
			out = append(out, n)
		}
		return len(out) < k
	})
	return out
}

// serving tells of each node of world.Everyone whether it serves.
func (o *oracle) serving() []bool {
	nodes := o.world.Everyone()
	out := make([]bool, len(nodes))
	for i, n := range nodes {
		out[i] = o.serves(n)
	}
	return out
}

// neighbours returns of each node that serves the k others closest to it that
// serve, by index. They change only with those who serve.
func (o *oracle) neighbours(serves []bool, k int) [][]int32 {
	o.look()
	if slices.Equal(serves, o.served) {
		return o.near
	}
	near := make([][]int32, len(serves))
	for i, ok := range serves {
		if !ok {
			continue
		}
		o.space.walk(&o.places[i], func(j int) bool {
			if j != i && serves[j] {
				near[i] = append(near[i], int32(j))
			}
			return len(near[i]) < k
		})
	}
	o.served, o.near = serves, near
	return near
}

// accuracy returns the share of the k peers closest to a place, of those that
// serve and that n can reach now, that are among peers. Without any it returns
// false. A node never finds itself.
func (in *instance) accuracy(n *sim.Node, peers []peer.ID, place *id) (float64, bool) {
	truth := in.oracle.closest(place, in.own.Of(n).BucketSize, func(m *sim.Node) bool {
		return m != n && !in.world.Blocked(n, m) && !in.world.Blocked(m, n)
	})
	if len(truth) == 0 {
		return 0, false
	}
	have := make(map[peer.ID]bool, len(peers))
	for _, p := range peers {
		have[p] = true
	}
	hits := 0
	for _, m := range truth {
		if have[m.ID] {
			hits++
		}
	}
	return float64(hits) / float64(len(truth)), true
}
