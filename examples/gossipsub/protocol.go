package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Protocol is GossipSub.
var Protocol = protocols.New(protocols.Definition[Options, *instance]{
	Name:    "gossipsub",
	Doc:     "GossipSub of go-libp2p-pubsub: all peers subscribe to one topic.",
	Options: defaults(),
	Check:   (*Options).check,
	Ops: []protocols.Op{
		protocols.NewOp("publish", "Peers that are up publish messages to the topic.", Args{By: "all", Count: 1, Size: 256}, (*instance).publishes),
	},
	Metrics: []trace.MetricDef{
		{Name: "gossipsub.delivery", Unit: "ns", Kind: trace.Duration, Help: "Time from a message's publication to its delivery, for each subscriber that got it."},
		{Name: "gossipsub.delivered", Unit: "1", Kind: trace.Ratio, Help: "Subscribers that got a message before its deadline, of the subscribers that were up from its publication to its deadline."},
		{Name: "gossipsub.duplicates", Unit: "messages", Kind: trace.Count, Help: "How often a subscriber that got a message got it again before its deadline."},
		{Name: "gossipsub.mesh", Unit: "peers", Kind: trace.Gauge, Help: "Peers in a peer's mesh, on average."},
		{Name: "gossipsub.mesh_min", Unit: "peers", Kind: trace.Gauge, Help: "Peers in the smallest mesh."},
		{Name: "gossipsub.mesh_max", Unit: "peers", Kind: trace.Gauge, Help: "Peers in the largest mesh."},
	},
	New: func(w *sim.World, o Options) (*instance, error) {
		return &instance{
			world:       w,
			options:     o,
			subscribers: map[*sim.Node]*subscriber{},
			messages:    map[uint64]*message{},
		}, nil
	},
})

type instance struct {
	world       *sim.World
	options     Options
	subscribers map[*sim.Node]*subscriber
	messages    map[uint64]*message // before their deadlines
	last        uint64              // number of a message
}

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	s, err := subscribe(in, n)
	if err != nil {
		return fmt.Errorf("gossipsub on %s: %w", n.Name, err)
	}
	in.subscribers[n] = s
	return nil
}

// Stop implements protocols.Instance.
func (in *instance) Stop(n *sim.Node) {
	if s := in.subscribers[n]; s != nil {
		s.stop()
		delete(in.subscribers, n)
	}
}

// publishes lets random peers publish.
func (in *instance) publishes(a *Args, r *rand.Rand) {
	up := in.world.SelectUp(a.By)
	for range a.Count {
		if n := sim.Pick(r, up); n != nil {
			in.publish(n, int(a.Size))
		}
	}
}

// Sample implements protocols.Instance.
func (in *instance) Sample() {
	sum, smallest, largest, count := 0, 0, 0, 0
	for _, n := range in.world.Nodes() {
		s := in.subscribers[n]
		if s == nil {
			continue
		}
		size := len(s.mesh)
		if count == 0 || size < smallest {
			smallest = size
		}
		largest = max(largest, size)
		sum += size
		count++
	}
	if count == 0 {
		return
	}
	in.world.Emit("gossipsub.mesh", float64(sum)/float64(count), "", "")
	in.world.Emit("gossipsub.mesh_min", float64(smallest), "", "")
	in.world.Emit("gossipsub.mesh_max", float64(largest), "", "")
}
