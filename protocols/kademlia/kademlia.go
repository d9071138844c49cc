// Package kademlia lets scenarios use go-libp2p-kad-dht as it is.
//
// Its nouns are the record, a key with the values that peers put under it; the
// content, a CID with the peers that provide it; the attempt, one operation of
// a peer with its account of messages, hops and dials; and the oracle, which
// knows all peers and sees every datastore, and so knows which peers are
// closest to a key and which keys each holds. The package uses the plain client
// alone, neither kad-dht's dual DHT nor its crawling client (fullrt) nor its
// sweeping provider.
package kademlia

import (
	"fmt"
	"strings"

	"go.opentelemetry.io/otel"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

const name = "kademlia"

// Protocol is go-libp2p-kad-dht.
var Protocol = protocols.New(protocols.Definition[Options, *instance]{
	Name:       name,
	Behaviours: behaviours,
	Describe:   describe,
	Doc:        "The Kademlia DHT of libp2p, go-libp2p-kad-dht.",
	Options:    defaults(),
	Check:      (*Options).check,
	Metrics:    metrics(),
	Show:       show(),
	Ops: []protocols.Op{
		protocols.Traced(protocols.NewOp("put", "Random peers put values.", PutArgs{Count: 1, By: "all"}, (*instance).put), protocols.AboutKey,
			func(a *PutArgs, by sim.Selector, word string) { a.By = by; a.Key = word }),
		protocols.Traced(protocols.NewOp("get", "Random peers get values that were put.", GetArgs{Count: 1, By: "all"}, (*instance).get), protocols.AboutKey,
			func(a *GetArgs, by sim.Selector, word string) { a.By = by; a.Key = word }),
		protocols.Traced(protocols.NewOp("provide", "Random peers announce that they have a content.", ProvideArgs{Count: 1, By: "all"}, (*instance).provide), protocols.AboutKey,
			func(a *ProvideArgs, by sim.Selector, word string) { a.By = by; a.Key = word }),
		protocols.Traced(protocols.NewOp("find-providers", "Random peers search for providers of a content.", FindProvidersArgs{Count: 1, By: "all"}, (*instance).findProviders), protocols.AboutKey,
			func(a *FindProvidersArgs, by sim.Selector, word string) { a.By = by; a.Key = word }),
		protocols.Traced(protocols.NewOp("find-peer", "Random peers search for the address of another peer.", FindPeerArgs{Count: 1, By: "all", Peer: "all"}, (*instance).findPeer), protocols.AboutPeer,
			func(a *FindPeerArgs, by sim.Selector, word string) {
				a.By = by
				if word != "" {
					a.Peer = sim.Selector(word)
				}
			}),
		protocols.Traced(protocols.NewOp("get-closest-peers", "Random peers look up the k peers closest to a key.", ClosestPeersArgs{Count: 1, By: "all"}, (*instance).closestPeers), protocols.AboutKey,
			func(a *ClosestPeersArgs, by sim.Selector, word string) { a.By = by; a.Key = word }),
	},
	New: newInstance,
})

func newInstance(w *sim.World, o Options) (*instance, error) {
	in := &instance{
		world:    w,
		options:  o,
		servants: map[*sim.Node]*servant{},
		named:    map[string]*record{},
		stored:   map[string]*record{},
		titled:   map[string]*content{},
		provided: map[string]*content{},
		duties:   map[*sim.Node][]*duty{},
		made:     map[*sim.Node]made{},
	}
	in.own = protocols.NewOwnOptions(w, &in.options, o.Groups, (*Group).members, (*Group).over)
	in.oracle = oracle{world: w, mode: func(n *sim.Node) string { return in.own.Of(n).Mode }}
	otel.SetTracerProvider(w.TracerProvider(ownSteps)) // kad-dht knows no other way
	w.Go("kademlia/dead", in.haunt)
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
	made     map[*sim.Node]made
	own      *protocols.OwnOptions[Options]
	flooded  int // requests of adversaries that flood, since the last sample
}

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	s, err := in.newServant(n)
	if err != nil {
		return fmt.Errorf("kademlia: %s: %w", n.Name, err)
	}
	in.servants[n] = s
	in.catchUp(n)
	in.flood(n)
	return nil
}

// Stop implements protocols.Instance.
func (in *instance) Stop(n *sim.Node) {
	if s := in.servants[n]; s != nil {
		delete(in.servants, n)
		s.store.crashed = !n.Up()
		n.Go(func() { _ = s.dht.Close() }) // Close waits for its goroutines
	}
}
