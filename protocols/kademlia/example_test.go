package kademlia_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/kademlia"
	"github.com/libp2p-sim/sim/scenarios"
)

// A scenario gives options under kad-dht's own names; all others keep their defaults.
func Example() {
	text := `name: small
duration: 1h
network:
  peers: [{group: peers, count: 20}]
  latency: {constant: 50ms}
protocols: {kademlia: {bucket_size: 5}}
`
	spec, err := scenarios.Load("small.yaml", []byte(text), []protocols.Protocol{kademlia.Protocol}, nil)
	if err != nil {
		panic(err)
	}
	o := spec.Protocols[0].Options.(*kademlia.Options)
	fmt.Println(o.BucketSize, o.Concurrency, o.Resiliency)
	for _, op := range kademlia.Protocol.Ops {
		fmt.Println(op.Name, "-", op.Doc)
	}
	// Output:
	// 5 10 3
	// put - Random peers put values.
	// get - Random peers get values that were put.
	// provide - Random peers announce that they have a content.
	// find-providers - Random peers search for providers of a content.
	// find-peer - Random peers search for the address of another peer.
	// get-closest-peers - Random peers look up the k peers closest to a key.
}
