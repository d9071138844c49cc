// Package kademlia lets scenarios use go-libp2p-kad-dht as it is.
//
// Its nouns are the DHT of a node, in server or client mode; the record, a
// value that a peer put and keeps putting; and the oracle, which sees every
// node's datastore and so knows who holds which record. It covers values, not
// provider records.
package kademlia

import (
	"fmt"
	"math/rand/v2"

	dht "github.com/libp2p/go-libp2p-kad-dht"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
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
			Doc:     "Random peers put new values.",
			NewArgs: func() any { return &PutArgs{Count: 1, By: "all"} },
		},
		{
			Name:    "get",
			Doc:     "Random peers get values that were put.",
			NewArgs: func() any { return &GetArgs{Count: 1, By: "all"} },
		},
	}
}

// Metrics implements protocols.Protocol.
func (Protocol) Metrics() []trace.MetricDef {
	return []trace.MetricDef{
		{Name: "kademlia.put.latency", Unit: "ns", Kind: trace.Duration, Help: "Time of a put that succeeded."},
		{Name: "kademlia.put.success", Unit: "1", Kind: trace.Ratio, Help: "Puts that succeeded, of those whose peer stayed up."},
		{Name: "kademlia.republish.success", Unit: "1", Kind: trace.Ratio, Help: "Repeated puts that succeeded, of those whose peer stayed up."},
		{Name: "kademlia.get.latency", Unit: "ns", Kind: trace.Duration, Help: "Time of a get that found the value."},
		{Name: "kademlia.get.success", Unit: "1", Kind: trace.Ratio, Help: "Gets that found the value that was put, of those whose peer stayed up."},
		{Name: "kademlia.replicas", Unit: "peers", Kind: trace.Gauge, Help: "Peers that are up and serve a record."},
		{Name: "kademlia.routing_table", Unit: "peers", Kind: trace.Gauge, Help: "Size of a peer's routing table."},
	}
}

// New implements protocols.Protocol.
func (Protocol) New(w *sim.World, options any) (protocols.Instance, error) {
	return &instance{
		world:   w,
		options: *options.(*Options),
		dhts:    map[*sim.Node]*dht.IpfsDHT{},
		stored:  map[string]*record{},
		values:  w.Rand("kademlia/values"),
	}, nil
}

type instance struct {
	world   *sim.World
	options Options
	dhts    map[*sim.Node]*dht.IpfsDHT // of the nodes that are up
	records []*record                  // in order of their first put
	stored  map[string]*record         // by datastore key
	values  *rand.Rand
}

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	d, err := dht.New(n.Host(), in.options.dhtOptions(n, in.open(n))...)
	if err != nil {
		return fmt.Errorf("kademlia: %s: %w", n.Name, err)
	}
	in.dhts[n] = d
	in.catchUp(n)
	return nil
}

// Stop implements protocols.Instance.
func (in *instance) Stop(n *sim.Node) {
	if d := in.dhts[n]; d != nil {
		delete(in.dhts, n)
		n.Go(func() { _ = d.Close() }) // Close waits for its goroutines
	}
}

// Do implements protocols.Instance.
func (in *instance) Do(op string, args any, r *rand.Rand) {
	switch op {
	case "put":
		in.put(args.(*PutArgs), r)
	case "get":
		in.get(args.(*GetArgs), r)
	}
}

// Sample implements protocols.Instance.
func (in *instance) Sample() {
	nodes := in.world.Nodes()
	for _, rec := range in.records {
		if rec.put {
			in.world.Emit("kademlia.replicas", float64(rec.replicas(nodes, in.options.MaxRecordAge)), "", rec.name)
		}
	}
	for _, n := range nodes {
		if d := in.dhts[n]; d != nil {
			in.world.Emit("kademlia.routing_table", float64(d.RoutingTable().Size()), n.Name, "")
		}
	}
}
