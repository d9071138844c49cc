package gossipsub

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	pb "github.com/libp2p/go-libp2p-pubsub/pb"
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

// pubsubOptions are those of pubsub for a subscriber.
func (in *instance) pubsubOptions(s *subscriber) []pubsub.Option {
	o := &in.options
	options := []pubsub.Option{
		pubsub.WithGossipSubParams(o.params()),
		pubsub.WithFloodPublish(o.FloodPublish),
		pubsub.WithPeerExchange(o.PeerExchange),
		pubsub.WithMaxMessageSize(int(o.MaxMessage)),
		pubsub.WithPeerOutboundQueueSize(o.QueueSize),
		pubsub.WithValidateWorkers(o.Validation.Workers),
		pubsub.WithValidateQueueSize(o.Validation.Queue),
		pubsub.WithDefaultValidator(in.validator(s), pubsub.WithValidatorInline(o.Validation.Inline)),
		pubsub.WithRawTracer(&tracer{in: in, subscriber: s}),
	}
	if o.Signatures == "strict-no-sign" {
		options = append(options, pubsub.WithMessageSignaturePolicy(pubsub.StrictNoSign), pubsub.WithNoAuthor(),
			pubsub.WithMessageIdFn(func(m *pb.Message) string {
				hash := sha256.Sum256(m.Data)
				return string(hash[:20])
			}))
	}
	if o.Score != nil {
		var topics []string
		for _, t := range o.families() {
			topics = append(topics, t.names()...)
		}
		params, thresholds := o.Score.params(topics)
		options = append(options, pubsub.WithPeerScore(params, thresholds),
			pubsub.WithPeerScoreInspect(func(scores map[peer.ID]float64) { s.scores = scores }, scoresEvery))
	}
	return options
}

// validator returns what checks messages: all are good but spam, see flood, which takes its time. A node that
// drops, see [sim.Behaviour], lets none pass but its own.
func (in *instance) validator(s *subscriber) pubsub.ValidatorEx {
	law, r := in.options.Validation.Time, in.world.Rand("gossipsub/validation/"+s.node.Name)
	return func(_ context.Context, from peer.ID, m *pubsub.Message) pubsub.ValidationResult {
		if from == s.node.ID {
			return pubsub.ValidationAccept
		}
		if !law.IsZero() {
			time.Sleep(law.Sample(r))
		}
		switch {
		case s.node.Behaves(sim.Drop):
			return pubsub.ValidationIgnore
		case isSpam(m.Data) && s.node.Honest():
			return pubsub.ValidationReject
		}
		return pubsub.ValidationAccept
	}
}
