package kademlia

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/peerstore"
	ma "github.com/multiformats/go-multiaddr"
	"github.com/multiformats/go-multihash"

	"github.com/libp2p-sim/sim/sim"
)

// A phantom is a peer that does not exist.
type phantom struct {
	id    peer.ID
	place id
	addr  ma.Multiaddr
}

// newPhantom makes a phantom with an address that no peer has: one of those
// that are set aside for benchmarks (RFC 2544, 198.18.0.0/15).
func newPhantom(i int, r *rand.Rand) phantom {
	var seed [8]byte
	binary.LittleEndian.PutUint64(seed[:], r.Uint64())
	sum := sha256.Sum256(seed[:])
	hash, err := multihash.Encode(sum[:], multihash.SHA2_256)
	if err != nil {
		panic(err) // SHA-256 is known and its sum has the right length
	}
	addr, err := ma.NewMultiaddr(fmt.Sprintf("/ip4/198.%d.%d.%d/tcp/4001", 18+i>>16&1, i>>8&255, i&255))
	if err != nil {
		panic(err)
	}
	return phantom{peer.ID(hash), idOf(string(hash)), addr}
}

// haunt makes a share of all routing tables dead, again and again. As many
// phantoms exist as would make up that share of all servers, so that each is
// known to many, and deep buckets, which hold the few nearest, get few.
func (in *instance) haunt() {
	o, r := in.options.DeadEntries, in.world.Rand("kademlia/dead")
	if o.Share == 0 {
		return
	}
	var phantoms []phantom
	for {
		time.Sleep(o.Every)
		servers := 0
		for _, n := range in.world.Nodes() {
			if in.oracle.server(n) && n.Dialable {
				servers++
			}
		}
		for len(phantoms) < int(math.Ceil(float64(servers)*float64(o.Share)/(1-float64(o.Share)))) {
			phantoms = append(phantoms, newPhantom(len(phantoms), r))
		}
		in.oracle.look()
		for _, n := range in.world.Nodes() {
			if s := in.servants[n]; s != nil {
				in.bury(n, s, phantoms, r)
			}
		}
	}
}

// bury makes the share of one routing table dead. Where a bucket is full, a
// phantom takes the place of a random peer.
func (in *instance) bury(n *sim.Node, s *servant, phantoms []phantom, r *rand.Rand) {
	table, own := s.dht.RoutingTable(), &in.oracle.places[n.Index]
	buckets := map[int][]peer.ID{} // of living peers
	dead := map[peer.ID]bool{}
	peers := table.ListPeers()
	for _, p := range peers {
		m := in.world.Node(p)
		if m == nil {
			dead[p] = true
			continue
		}
		shared := own.commonPrefix(&in.oracle.places[m.Index])
		buckets[shared] = append(buckets[shared], p)
	}
	size := len(peers)
	for _, i := range r.Perm(len(phantoms)) {
		if float64(len(dead)) >= math.Round(float64(size)*float64(in.options.DeadEntries.Share)) {
			return
		}
		f := &phantoms[i]
		if dead[f.id] {
			continue
		}
		n.Host().Peerstore().AddAddr(f.id, f.addr, peerstore.RecentlyConnectedAddrTTL)
		shared := own.commonPrefix(&f.place)
		if added, err := table.TryAddPeer(f.id, true, false); added && err == nil {
			size = table.Size()
			dead[f.id] = true
			continue
		}
		living := buckets[shared]
		if len(living) == 0 {
			continue
		}
		j := r.IntN(len(living))
		table.RemovePeer(living[j])
		living[j] = living[len(living)-1]
		buckets[shared] = living[:len(living)-1]
		if added, err := table.TryAddPeer(f.id, true, false); added && err == nil {
			dead[f.id] = true
		}
		size = table.Size()
	}
}
