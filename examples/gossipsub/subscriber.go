package main

import (
	"context"
	"encoding/binary"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim"
)

// topicName is the one topic.
const topicName = "sim"

// A subscriber is a peer's pubsub, from the moment it comes up until it goes
// down.
type subscriber struct {
	topic *pubsub.Topic
	stop  context.CancelFunc
	mesh  map[peer.ID]bool // as the tracer hears of it
}

func subscribe(in *instance, n *sim.Node) (*subscriber, error) {
	ctx, stop := context.WithCancel(context.Background())
	s := &subscriber{stop: stop, mesh: map[peer.ID]bool{}}
	ps, err := pubsub.NewGossipSub(ctx, n.Host(),
		pubsub.WithGossipSubParams(in.options.params()),
		pubsub.WithFloodPublish(in.options.FloodPublish),
		pubsub.WithRawTracer(&tracer{in: in, node: n, subscriber: s}),
	)
	var sub *pubsub.Subscription
	if err == nil {
		s.topic, err = ps.Join(topicName)
	}
	if err == nil {
		sub, err = s.topic.Subscribe()
	}
	if err != nil {
		stop()
		return nil, err
	}
	n.Go(func() {
		for {
			m, err := sub.Next(ctx)
			if err != nil {
				return // stopped
			}
			in.deliver(n, m)
		}
	})
	return s, nil
}

// data makes the data of a message: its number, and zeros.
func data(number uint64, size int) []byte {
	b := make([]byte, size)
	binary.BigEndian.PutUint64(b, number)
	return b
}

func numberOf(m *pubsub.Message) uint64 { return binary.BigEndian.Uint64(m.Data) }
