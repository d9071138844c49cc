package gossipsub

import (
	"fmt"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/peer"
)

// Score has pubsub's parameters of scores, under its names; those of topics hold for
// each topic. What is 0 plays no part.
type Score struct {
	GossipThreshold             float64 `yaml:"gossip_threshold" doc:"Peers below it are not told of messages, and not believed. At most 0." min:"-1000000000" max:"0"`
	PublishThreshold            float64 `yaml:"publish_threshold" doc:"Peers below it get no message that a peer floods. At most gossip_threshold." min:"-1000000000" max:"0"`
	GraylistThreshold           float64 `yaml:"graylist_threshold" doc:"Peers below it are not heard at all. At most publish_threshold." min:"-1000000000" max:"0"`
	AcceptPXThreshold           float64 `yaml:"accept_px_threshold" doc:"Peers below it are not believed about other peers." min:"0" max:"1000000000"`
	OpportunisticGraftThreshold float64 `yaml:"opportunistic_graft_threshold" doc:"If the median of a mesh is below it, a peer looks for better ones." min:"0" max:"1000000000"`

	TopicScoreCap               float64       `yaml:"topic_score_cap" doc:"The most that topics can add to a score. 0: no cap." min:"0" max:"1000000000"`
	IPColocationFactorWeight    float64       `yaml:"ip_colocation_factor_weight" doc:"P6: of the square of the peers beyond the threshold that have one address." min:"-1000000000" max:"0"`
	IPColocationFactorThreshold int           `yaml:"ip_colocation_factor_threshold" doc:"P6: peers that may have one address." min:"1" max:"1000000"`
	BehaviourPenaltyWeight      float64       `yaml:"behaviour_penalty_weight" doc:"P7: of the square of bad behaviour beyond the threshold." min:"-1000000000" max:"0"`
	BehaviourPenaltyThreshold   float64       `yaml:"behaviour_penalty_threshold" doc:"P7: bad behaviour that does not count." min:"0" max:"1000000000"`
	BehaviourPenaltyDecay       float64       `yaml:"behaviour_penalty_decay" doc:"P7: what is left after decay_interval." min:"0" max:"1"`
	DecayInterval               time.Duration `yaml:"decay_interval" doc:"Time in which counters decay once." min:"1s"`
	DecayToZero                 float64       `yaml:"decay_to_zero" doc:"What is below it is 0." min:"0" max:"1"`
	RetainScore                 time.Duration `yaml:"retain_score" doc:"How long the score of a peer is remembered that has gone."`

	Topic TopicScore `yaml:"topic" doc:"Scores of a topic."`
}

// TopicScore has pubsub's parameters of scores in a topic.
type TopicScore struct {
	TopicWeight                     float64       `yaml:"topic_weight" doc:"Weight of the topic." min:"0" max:"1000000000"`
	TimeInMeshWeight                float64       `yaml:"time_in_mesh_weight" doc:"P1: weight of the time in the mesh." min:"0" max:"1000000000"`
	TimeInMeshQuantum               time.Duration `yaml:"time_in_mesh_quantum" doc:"P1: the time that counts as 1." min:"1ms"`
	TimeInMeshCap                   float64       `yaml:"time_in_mesh_cap" doc:"P1: the most that counts." min:"0" max:"1000000000"`
	FirstMessageDeliveriesWeight    float64       `yaml:"first_message_deliveries_weight" doc:"P2: weight of messages that a peer was the first to bring." min:"0" max:"1000000000"`
	FirstMessageDeliveriesDecay     float64       `yaml:"first_message_deliveries_decay" doc:"P2: what is left after decay_interval." min:"0" max:"1"`
	FirstMessageDeliveriesCap       float64       `yaml:"first_message_deliveries_cap" doc:"P2: the most that counts." min:"0" max:"1000000000"`
	MeshMessageDeliveriesWeight     float64       `yaml:"mesh_message_deliveries_weight" doc:"P3: of the square of what a mesh peer brings too little." min:"-1000000000" max:"0"`
	MeshMessageDeliveriesDecay      float64       `yaml:"mesh_message_deliveries_decay" doc:"P3: what is left after decay_interval." min:"0" max:"1"`
	MeshMessageDeliveriesCap        float64       `yaml:"mesh_message_deliveries_cap" doc:"P3: the most that counts." min:"0" max:"1000000000"`
	MeshMessageDeliveriesThreshold  float64       `yaml:"mesh_message_deliveries_threshold" doc:"P3: what is expected." min:"0" max:"1000000000"`
	MeshMessageDeliveriesWindow     time.Duration `yaml:"mesh_message_deliveries_window" doc:"P3: time after the first delivery within which another counts."`
	MeshMessageDeliveriesActivation time.Duration `yaml:"mesh_message_deliveries_activation" doc:"P3: time in the mesh from which it counts."`
	MeshFailurePenaltyWeight        float64       `yaml:"mesh_failure_penalty_weight" doc:"P3b: weight of what was too little when a peer was pruned." min:"-1000000000" max:"0"`
	MeshFailurePenaltyDecay         float64       `yaml:"mesh_failure_penalty_decay" doc:"P3b: what is left after decay_interval." min:"0" max:"1"`
	InvalidMessageDeliveriesWeight  float64       `yaml:"invalid_message_deliveries_weight" doc:"P4: of the square of invalid messages." min:"-1000000000" max:"0"`
	InvalidMessageDeliveriesDecay   float64       `yaml:"invalid_message_deliveries_decay" doc:"P4: what is left after decay_interval." min:"0" max:"1"`
}

// SetDefaults gives what must not be 0 a value.
func (s *Score) SetDefaults() {
	s.IPColocationFactorThreshold = 1
	s.DecayInterval, s.DecayToZero = time.Second, 0.01
	s.Topic.TopicWeight, s.Topic.TimeInMeshQuantum = 1, time.Second
}

// params returns pubsub's parameters.
func (s *Score) params(topics []string) (*pubsub.PeerScoreParams, *pubsub.PeerScoreThresholds) {
	p := &pubsub.PeerScoreParams{
		SkipAtomicValidation: true,
		AppSpecificScore:     func(peer.ID) float64 { return 0 },
		Topics:               map[string]*pubsub.TopicScoreParams{},
		TopicScoreCap:        s.TopicScoreCap, IPColocationFactorWeight: s.IPColocationFactorWeight,
		IPColocationFactorThreshold: s.IPColocationFactorThreshold,
		BehaviourPenaltyWeight:      s.BehaviourPenaltyWeight, BehaviourPenaltyThreshold: s.BehaviourPenaltyThreshold,
		BehaviourPenaltyDecay: s.BehaviourPenaltyDecay,
		DecayInterval:         s.DecayInterval, DecayToZero: s.DecayToZero, RetainScore: s.RetainScore,
	}
	t := s.Topic
	for _, name := range topics {
		p.Topics[name] = &pubsub.TopicScoreParams{
			SkipAtomicValidation: true,
			TopicWeight:          t.TopicWeight,
			TimeInMeshWeight:     t.TimeInMeshWeight, TimeInMeshQuantum: t.TimeInMeshQuantum, TimeInMeshCap: t.TimeInMeshCap,
			FirstMessageDeliveriesWeight: t.FirstMessageDeliveriesWeight, FirstMessageDeliveriesDecay: t.FirstMessageDeliveriesDecay,
			FirstMessageDeliveriesCap:   t.FirstMessageDeliveriesCap,
			MeshMessageDeliveriesWeight: t.MeshMessageDeliveriesWeight, MeshMessageDeliveriesDecay: t.MeshMessageDeliveriesDecay,
			MeshMessageDeliveriesCap: t.MeshMessageDeliveriesCap, MeshMessageDeliveriesThreshold: t.MeshMessageDeliveriesThreshold,
			MeshMessageDeliveriesWindow: t.MeshMessageDeliveriesWindow, MeshMessageDeliveriesActivation: t.MeshMessageDeliveriesActivation,
			MeshFailurePenaltyWeight: t.MeshFailurePenaltyWeight, MeshFailurePenaltyDecay: t.MeshFailurePenaltyDecay,
			InvalidMessageDeliveriesWeight: t.InvalidMessageDeliveriesWeight, InvalidMessageDeliveriesDecay: t.InvalidMessageDeliveriesDecay,
		}
	}
	return p, &pubsub.PeerScoreThresholds{
		SkipAtomicValidation: true,
		GossipThreshold:      s.GossipThreshold, PublishThreshold: s.PublishThreshold, GraylistThreshold: s.GraylistThreshold,
		AcceptPXThreshold: s.AcceptPXThreshold, OpportunisticGraftThreshold: s.OpportunisticGraftThreshold,
	}
}

// check finds what tags cannot say: pubsub finds it, too, but not before a peer starts.
func (s *Score) check() error {
	switch {
	case s.PublishThreshold > s.GossipThreshold:
		return fmt.Errorf("publish_threshold is %v, want at most gossip_threshold %v", s.PublishThreshold, s.GossipThreshold)
	case s.GraylistThreshold > s.PublishThreshold:
		return fmt.Errorf("graylist_threshold is %v, want at most publish_threshold %v", s.GraylistThreshold, s.PublishThreshold)
	case s.DecayToZero <= 0 || s.DecayToZero >= 1:
		return fmt.Errorf("decay_to_zero is %v, want more than 0 and less than 1", s.DecayToZero)
	}
	t := s.Topic
	for _, d := range []struct {
		name          string
		weight, decay float64
	}{
		{"behaviour_penalty", s.BehaviourPenaltyWeight, s.BehaviourPenaltyDecay},
		{"topic.first_message_deliveries", t.FirstMessageDeliveriesWeight, t.FirstMessageDeliveriesDecay},
		{"topic.mesh_message_deliveries", t.MeshMessageDeliveriesWeight, t.MeshMessageDeliveriesDecay},
		{"topic.mesh_failure_penalty", t.MeshFailurePenaltyWeight, t.MeshFailurePenaltyDecay},
		{"topic.invalid_message_deliveries", t.InvalidMessageDeliveriesWeight, t.InvalidMessageDeliveriesDecay},
	} {
		if d.weight != 0 && (d.decay <= 0 || d.decay >= 1) {
			return fmt.Errorf("%s_weight is not 0 and %s_decay is %v, want more than 0 and less than 1", d.name, d.name, d.decay)
		}
	}
	for _, c := range []struct {
		name        string
		weight, cap float64
	}{
		{"time_in_mesh", t.TimeInMeshWeight, t.TimeInMeshCap},
		{"first_message_deliveries", t.FirstMessageDeliveriesWeight, t.FirstMessageDeliveriesCap},
		{"mesh_message_deliveries", t.MeshMessageDeliveriesWeight, t.MeshMessageDeliveriesCap},
	} {
		if c.weight != 0 && c.cap <= 0 {
			return fmt.Errorf("topic.%s_weight is not 0 and topic.%s_cap is %v, want more than 0", c.name, c.name, c.cap)
		}
	}
	return nil
}
