package gossipsub

import (
	"context"
	"crypto/sha256"
	"math"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	pb "github.com/libp2p/go-libp2p-pubsub/pb"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim"
)

// pubsubOptions are those of pubsub for a subscriber.
func (in *instance) pubsubOptions(s *subscriber) []pubsub.Option {
	o := in.own.Of(s.node)
	options := []pubsub.Option{
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
	if s.node.Grafts() {
		return append(options, pubsub.WithGossipSubParams(greedy(o.params())), pubsub.WithPeerFilter(in.victim))
	}
	options = append(options, pubsub.WithGossipSubParams(o.params()))
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

// greedy makes parameters those of an adversary that grafts: its mesh has no end, so that at each heartbeat
// it grafts whom it may, and prunes nobody; and it tells nobody what it has. It keeps the backoffs, as who
// does not is punished at once.
func greedy(p pubsub.GossipSubParams) pubsub.GossipSubParams {
	p.D, p.Dlo, p.Dhi = math.MaxInt32, math.MaxInt32, math.MaxInt32
	p.Dscore, p.Dout, p.Dlazy, p.GossipFactor = 0, 0, 0, 0
	return p
}

// victim reports whether an adversary that grafts deals with a peer.
func (in *instance) victim(p peer.ID, _ string) bool {
	n := in.world.Node(p)
	return n != nil && n.Honest()
}

// validator returns what checks messages: all are good but spam, see flood, which takes its time. A node that
// drops, see [sim.Behaviour], lets none pass but its own.
func (in *instance) validator(s *subscriber) pubsub.ValidatorEx {
	law, r := in.own.Of(s.node).Validation.Time, in.world.Rand("gossipsub/validation/"+s.node.Name)
	return func(_ context.Context, from peer.ID, m *pubsub.Message) pubsub.ValidationResult {
		if from == s.node.ID {
			return pubsub.ValidationAccept
		}
		if !law.IsZero() {
			time.Sleep(law.Sample(r))
		}
		switch {
		case s.node.Behaves(sim.Drop), s.node.Behaves(sim.Graft):
			return pubsub.ValidationIgnore
		case isSpam(m.Data) && s.node.Honest():
			return pubsub.ValidationReject
		}
		return pubsub.ValidationAccept
	}
}
