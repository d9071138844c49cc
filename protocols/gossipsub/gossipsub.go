// Package gossipsub lets scenarios run GossipSub, the real one: go-libp2p-pubsub,
// unmodified.
//
// Its nouns are the topic, to which peers subscribe as the scenario says; the
// subscriber, a peer's pubsub at work; and the message, of which an oracle knows who must
// get it and who did: the subscribers of its topic that are up from its publication
// to its deadline. A peer that publishes to a topic to which it does not subscribe uses
// pubsub's fanout.
package gossipsub

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Protocol is GossipSub.
var Protocol = protocols.New(protocols.Definition[Options, *instance]{
	Name:       "gossipsub",
	Doc:        "GossipSub of go-libp2p-pubsub: peers subscribe to topics and publish messages to them.",
	Behaviours: []sim.Behaviour{sim.Drop, sim.Flood, sim.Graft},
	Describe:   describe,
	Options:    defaults(),
	Check:      (*Options).check,
	Ops: []protocols.Op{
		protocols.Checked(protocols.NewOp("publish", "Peers that are up publish messages to a topic.", Args{By: "all", Count: 1, Size: 256}, (*instance).publishes), checkArgs),
	},
	Metrics: metrics,
	Show:    trace.Show{Title: "GossipSub"},
	New: func(w *sim.World, o Options) (*instance, error) {
		in := &instance{
			world:       w,
			options:     o,
			subscribers: map[*sim.Node]*subscriber{},
			seats:       map[*sim.Node][]string{},
			published:   map[*sim.Node]int{},
			messages:    map[uint64]*message{},
		}
		in.own = protocols.NewOwnOptions(w, &in.options, o.Groups, (*Group).members, (*Group).over)
		return in, nil
	},
})

type instance struct {
	world       *sim.World
	options     Options
	subscribers map[*sim.Node]*subscriber
	seats       map[*sim.Node][]string // topics to which a node subscribes whenever it is up
	published   map[*sim.Node]int      // messages of a node so far
	spam        uint64                 // messages that nobody accepts so far
	messages    map[uint64]*message    // before their deadlines
	sent        control                // since the last sample
	own         *protocols.OwnOptions[Options]
}

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	s, err := in.subscribe(n)
	if err != nil {
		return fmt.Errorf("gossipsub on %s: %w", n.Name, err)
	}
	in.subscribers[n] = s
	in.flood(s)
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
	up := slices.DeleteFunc(in.world.SelectUp(a.By), func(n *sim.Node) bool { return !n.Honest() || in.subscribers[n] == nil })
	topics := in.options.named(a.Topic)
	if !a.EachTopic {
		topics = []string{topics[r.IntN(len(topics))]}
	}
	for _, topic := range topics {
		for range a.Count {
			size := int(a.Size)
			if more := int(a.MaxSize) - size; more > 0 {
				size += r.IntN(more + 1)
			}
			if n := sim.Pick(r, up); n != nil {
				in.publish(n, topic, size)
			} else {
				protocols.Skip(in.world, "gossipsub", "publish", 1)
			}
		}
	}
}
