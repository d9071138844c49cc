package kademlia

import (
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p/core/peer"
)

// A table keeps the entries of a servant's routing table, as kbucket tells who
// comes and goes, so that a sample need not ask all tables for copies.
type table struct {
	peers   []peer.ID
	entries []entry // of the same peers
}

// An entry is what the gauges need to know about a peer in a table.
type entry struct {
	node   int32 // its index, -1 for a peer of no node
	shared int32 // leading bits that it shares with the owner
}

// follow makes a table that mirrors the routing table of a node's DHT.
func (o *oracle) follow(d *dht.IpfsDHT, owner peer.ID) *table {
	o.look()
	t, own, rt := &table{}, idOf(string(owner)), d.RoutingTable()
	add := func(p peer.ID) { t.add(p, o.entry(p, &own)) }
	for _, p := range rt.ListPeers() {
		add(p)
	}
	added, removed := rt.PeerAdded, rt.PeerRemoved
	rt.PeerAdded = func(p peer.ID) { add(p); added(p) }
	rt.PeerRemoved = func(p peer.ID) { t.remove(p); removed(p) }
	return t
}

func (o *oracle) entry(p peer.ID, owner *id) entry {
	if n := o.world.Node(p); n != nil {
		o.look()
		return entry{int32(n.Index), int32(o.places[n.Index].commonPrefix(owner))}
	}
	place := idOf(string(p))
	return entry{-1, int32(place.commonPrefix(owner))}
}

func (t *table) add(p peer.ID, e entry) {
	t.peers, t.entries = append(t.peers, p), append(t.entries, e)
}

func (t *table) remove(p peer.ID) {
	for i, q := range t.peers {
		if q == p {
			last := len(t.peers) - 1
			t.peers[i], t.entries[i] = t.peers[last], t.entries[last]
			t.peers, t.entries = t.peers[:last], t.entries[:last]
			return
		}
	}
}
