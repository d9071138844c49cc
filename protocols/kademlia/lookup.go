package kademlia

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/say"
)

// findPeer lets random peers look for others.
func (in *instance) findPeer(a *FindPeerArgs, r *rand.Rand) {
	targets := sim.Running(in.world.SelectUp(a.Peer), name)
	if len(targets) == 0 {
		targets = sim.Running(in.world.Select(a.Peer), name)
	}
	in.each(findPeer, a.Count, a.By, r, func(n *sim.Node) {
		target, ok := draw(r, targets, func(m *sim.Node) bool { return m != n })
		if !ok {
			in.skip(findPeer, 1)
			return
		}
		n.Go(func() { in.findPeerOnce(n, target) })
	})
}

func (in *instance) findPeerOnce(n, target *sim.Node) {
	in.carryOut(n, findPeer, target.Name, string(target.ID), func(ctx context.Context, a *attempt) result {
		local := connected(n.Host(), target.ID)
		info, err := a.dht.FindPeer(ctx, target.ID)
		if err != nil {
			return failure(err)
		}
		if !ma.Contains(info.Addrs, target.Addr) {
			return nothing("without its address")
		}
		if !target.Up() {
			return nothing("it is down, and was at %s", target.Addr)
		}
		r := result{outcome: succeeded, detail: target.Addr.String()}
		if !local {
			r.hops = a.hops(target.ID)
		}
		return r
	})
}

// closestPeers lets random peers look up the peers closest to a key.
func (in *instance) closestPeers(a *ClosestPeersArgs, r *rand.Rand) {
	in.each(closestPeers, a.Count, a.By, r, func(n *sim.Node) {
		key := a.Key
		if key == "" {
			key = fmt.Sprintf("key-%016x", r.Uint64())
		}
		n.Go(func() { in.closestPeersOnce(n, key) })
	})
}

func (in *instance) closestPeersOnce(n *sim.Node, name string) {
	key := recordKey(name)
	in.carryOut(n, closestPeers, name, key, func(ctx context.Context, a *attempt) result {
		peers, err := a.dht.GetClosestPeers(ctx, key)
		if err != nil {
			return failure(err)
		}
		if len(peers) == 0 {
			return nothing("no peers")
		}
		return a.placed(peers, idOf(key))
	})
}

// placed is the result of an operation that ended at the peers closest to a
// place. It says how many of those that really are closest they are.
func (a *attempt) placed(peers []peer.ID, place id) result {
	if share, ok := a.in.accuracy(a.node, peers, &place); ok {
		a.in.world.Emit("kademlia.closest.accuracy", share, a.node.Name, a.verb)
	}
	return result{outcome: succeeded, detail: say.Count(len(peers), "peer"), hops: a.hops(nearest(peers, &place))}
}

// nearest returns the one of peers, of which there is at least one, that is
// nearest to a place.
func nearest(peers []peer.ID, place *id) peer.ID {
	places := make([]id, len(peers))
	for i, p := range peers {
		places[i] = idOf(string(p))
	}
	best := 0
	newSpace(places).walk(place, func(i int) bool {
		best = i
		return false
	})
	return peers[best]
}
