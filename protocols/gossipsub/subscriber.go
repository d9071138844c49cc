package gossipsub

import (
	"context"
	"fmt"
	"sync"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim"
)

// A subscriber is a peer's pubsub, from the moment it comes up until it goes
// down.
type subscriber struct {
	node   *sim.Node
	pubsub *pubsub.PubSub
	joins  sync.Mutex               // Join waits
	topics map[string]*pubsub.Topic // joined
	stop   context.CancelFunc
	mesh   map[string]map[peer.ID]bool // of topics to which it subscribes, as the tracer hears of it
	scores map[peer.ID]float64         // of others, as pubsub tells them
}

// scoresEvery is how often pubsub tells scores.
const scoresEvery = time.Second

// subscribe starts the pubsub of a node.
func (in *instance) subscribe(n *sim.Node) (*subscriber, error) {
	ctx, stop := context.WithCancel(context.Background())
	s := &subscriber{node: n, stop: stop, topics: map[string]*pubsub.Topic{}, mesh: map[string]map[peer.ID]bool{}}
	for _, name := range in.seat(n) {
		s.mesh[name] = map[peer.ID]bool{}
	}
	ps, err := pubsub.NewGossipSub(ctx, n.Host(), in.pubsubOptions(s)...)
	if err != nil {
		stop()
		return nil, err
	}
	s.pubsub = ps
	for _, name := range in.seat(n) {
		if err := in.follow(ctx, s, name); err != nil {
			stop()
			return nil, fmt.Errorf("topic %s: %w", name, err)
		}
	}
	return s, nil
}

// topic joins a topic, unless that is done.
func (s *subscriber) topic(name string) (*pubsub.Topic, error) {
	s.joins.Lock()
	defer s.joins.Unlock()
	if t := s.topics[name]; t != nil {
		return t, nil
	}
	t, err := s.pubsub.Join(name)
	if err == nil {
		s.topics[name] = t
	}
	return t, err
}

// follow subscribes to a topic and reads its messages.
func (in *instance) follow(ctx context.Context, s *subscriber, name string) error {
	t, err := s.topic(name)
	if err != nil {
		return err
	}
	sub, err := t.Subscribe()
	if err != nil {
		return err
	}
	s.node.Go(func() {
		for {
			m, err := sub.Next(ctx)
			if err != nil {
				return // stopped
			}
			in.deliver(s, m)
		}
	})
	return nil
}
