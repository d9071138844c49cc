// Package kademlia lets scenarios use go-libp2p-kad-dht as it is.
//
// Its nouns are the record, a key with the values that peers put under it; the
// content, a CID with the peers that provide it; the attempt, one operation of
// a peer with its account of messages, hops and dials; and the oracle, which
// knows all peers and sees every datastore, and so knows who is closest to a
// key and who holds what. The package uses the plain client alone, neither
// kad-dht's dual DHT nor its crawling client (fullrt) nor its sweeping
// provider.
package kademlia

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"go.opentelemetry.io/otel"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

const name = "kademlia"

// Protocol is go-libp2p-kad-dht.
type Protocol struct{}

// Name implements protocols.Protocol.
func (Protocol) Name() string { return name }

// Doc implements protocols.Protocol.
func (Protocol) Doc() string { return "The Kademlia DHT of libp2p, go-libp2p-kad-dht." }

// NewOptions implements protocols.Protocol.
func (Protocol) NewOptions() any { return defaults() }

// Ops implements protocols.Protocol.
func (Protocol) Ops() []protocols.Op {
	return []protocols.Op{
		{
			Name:    "put",
			Doc:     "Random peers put values.",
			NewArgs: func() any { return &PutArgs{Count: 1, By: "all"} },
		},
		{
			Name:    "get",
			Doc:     "Random peers get values that were put.",
			NewArgs: func() any { return &GetArgs{Count: 1, By: "all"} },
		},
		{
			Name:    "provide",
			Doc:     "Random peers announce that they have a content.",
			NewArgs: func() any { return &ProvideArgs{Count: 1, By: "all"} },
		},
		{
			Name:    "find-providers",
			Doc:     "Random peers look for those who have a content.",
			NewArgs: func() any { return &FindProvidersArgs{Count: 1, By: "all"} },
		},
		{
			Name:    "find-peer",
			Doc:     "Random peers look for the address of another.",
			NewArgs: func() any { return &FindPeerArgs{Count: 1, By: "all", Peer: "all"} },
		},
		{
			Name:    "get-closest-peers",
			Doc:     "Random peers look up the k peers closest to a key.",
			NewArgs: func() any { return &ClosestPeersArgs{Count: 1, By: "all"} },
		},
	}
}

// New implements protocols.Protocol.
func (Protocol) New(w *sim.World, options any) (protocols.Instance, error) {
	in := &instance{
		world:    w,
		options:  *options.(*Options),
		servants: map[*sim.Node]*servant{},
		named:    map[string]*record{},
		stored:   map[string]*record{},
		titled:   map[string]*content{},
		provided: map[string]*content{},
		duties:   map[*sim.Node][]*duty{},
		random:   w.Rand("kademlia/values"),
	}
	if err := in.options.check(); err != nil {
		return nil, err
	}
	in.oracle = oracle{world: w, mode: in.options.Mode}
	otel.SetTracerProvider(w.TracerProvider(ownSteps)) // kad-dht knows no other way
	go in.haunt()
	return in, nil
}

// ownSteps tells the spans of kad-dht's own code, to which it only gives more
// attributes if they are recorded, from those of go-libp2p-routing-helpers around
// its methods, which put a goroutine between a search and its results.
func ownSteps(span string) bool { return strings.HasPrefix(span, "KademliaDHT.") }

type instance struct {
	world    *sim.World
	options  Options
	oracle   oracle
	servants map[*sim.Node]*servant // of the nodes that are up

	records  []*record // in order of their first use
	named    map[string]*record
	stored   map[string]*record // by datastore key
	contents []*content         // in order of their first use
	titled   map[string]*content
	provided map[string]*content // by multihash, as in datastore keys
	duties   map[*sim.Node][]*duty
	random   *rand.Rand // makes values
}

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	s, err := in.newServant(n)
	if err != nil {
		return fmt.Errorf("kademlia: %s: %w", n.Name, err)
	}
	in.servants[n] = s
	in.catchUp(n)
	return nil
}

// Stop implements protocols.Instance.
func (in *instance) Stop(n *sim.Node) {
	if s := in.servants[n]; s != nil {
		delete(in.servants, n)
		n.Go(func() { _ = s.dht.Close() }) // Close waits for its goroutines
	}
}

// Do implements protocols.Instance.
func (in *instance) Do(op string, args any, r *rand.Rand) {
	switch op {
	case "put":
		in.put(args.(*PutArgs), r)
	case "get":
		in.get(args.(*GetArgs), r)
	case "provide":
		in.provide(args.(*ProvideArgs), r)
	case "find-providers":
		in.findProviders(args.(*FindProvidersArgs), r)
	case "find-peer":
		in.findPeer(args.(*FindPeerArgs), r)
	case "get-closest-peers":
		in.closestPeers(args.(*ClosestPeersArgs), r)
	}
}
