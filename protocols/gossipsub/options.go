package gossipsub

import (
	"cmp"
	"fmt"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/say"
)

// Options of the protocol in a scenario: the sizes of a mesh under the names of the
// GossipSub specification (libp2p/specs, pubsub/gossipsub), all others under those of
// go-libp2p-pubsub. The defaults are pubsub's.
type Options struct {
	Topics []Topic `yaml:"topics" doc:"The topics and who subscribes to them. Default: one, called sim, of all peers."`

	D            int       `yaml:"d" aka:"degree mesh" doc:"Peers in a mesh." min:"4" max:"1000"`
	DLow         int       `yaml:"d_low" doc:"With fewer peers in its mesh, a peer grafts more. 0 means 5/6 of d." min:"0" max:"1000"`
	DHigh        int       `yaml:"d_high" doc:"With more peers in its mesh, a peer prunes it. 0 means twice d." min:"0" max:"1000"`
	DScore       int       `yaml:"d_score" doc:"Peers that stay for their scores when a mesh is pruned. 0 means 2/3 of d, at most d_low." min:"0" max:"1000"`
	DOut         int       `yaml:"d_out" doc:"Mesh peers that a peer has dialled itself, at least; below d_low and d/2. 0 means d/3." min:"0" max:"1000"`
	DLazy        int       `yaml:"d_lazy" doc:"Peers outside the mesh that are told, at a heartbeat, which messages there are. 0 means d." min:"0" max:"1000"`
	GossipFactor sim.Share `yaml:"gossip_factor" doc:"The part of the peers outside the mesh that is told, if that is more than d_lazy."`

	Heartbeat             time.Duration `yaml:"heartbeat" aka:"heartbeat_interval" doc:"Time between two heartbeats, which mend meshes and gossip." min:"10ms"`
	HeartbeatInitialDelay time.Duration `yaml:"heartbeat_initial_delay" doc:"Time from a peer's start to its first heartbeat."`
	HistoryLength         int           `yaml:"history_length" doc:"Heartbeats for which a peer keeps a message." min:"1" max:"1000"`
	HistoryGossip         int           `yaml:"history_gossip" doc:"Heartbeats for which a peer gossips about a message; at most history_length." min:"1" max:"1000"`
	GossipRetransmission  int           `yaml:"gossip_retransmission" doc:"How often a peer sends one message to a peer that asks for it." min:"0" max:"1000"`
	FanoutTTL             time.Duration `yaml:"fanout_ttl" doc:"How long a peer remembers to whom it publishes in a topic to which it does not subscribe." min:"1ms"`
	PrunePeers            int           `yaml:"prune_peers" doc:"Peers that a pruned peer is told of, with peer_exchange." min:"0" max:"1000"`
	PruneBackoff          time.Duration `yaml:"prune_backoff" doc:"Time for which a peer does not graft one that it pruned, or was pruned by." min:"1s"`
	UnsubscribeBackoff    time.Duration `yaml:"unsubscribe_backoff" doc:"The same, after one of them left the topic." min:"1s"`
	GraftFloodThreshold   time.Duration `yaml:"graft_flood_threshold" doc:"A graft so soon after a prune costs score." min:"0s"`
	OpportunisticTicks    int           `yaml:"opportunistic_graft_ticks" doc:"Heartbeats between two looks for better peers, with score." min:"1" max:"1000000"`
	OpportunisticPeers    int           `yaml:"opportunistic_graft_peers" doc:"Peers that such a look grafts." min:"0" max:"1000"`
	MaxIHaveLength        int           `yaml:"max_ihave_length" doc:"Messages that one IHAVE names." min:"1" max:"1000000"`
	MaxIHaveMessages      int           `yaml:"max_ihave_messages" doc:"IHAVEs of one peer that count, in a heartbeat." min:"1" max:"1000000"`
	MaxIDontWantLength    int           `yaml:"max_idontwant_length" doc:"Messages that one IDONTWANT names and that count." min:"1" max:"1000000"`
	MaxIDontWantMessages  int           `yaml:"max_idontwant_messages" doc:"IDONTWANTs of one peer that count, in a heartbeat." min:"1" max:"1000000"`
	IWantFollowupTime     time.Duration `yaml:"iwant_followup_time" doc:"Time within which who has said IHAVE is to send what was asked for, or loses score." min:"1ms"`
	IDontWantThreshold    sim.Bytes     `yaml:"idontwant_message_threshold" doc:"From this size on a peer that has a message tells its mesh not to send it." min:"1B" carries:"nothing"`
	IDontWantTTL          int           `yaml:"idontwant_message_ttl" doc:"Heartbeats for which a peer remembers an IDONTWANT." min:"1" max:"1000"`

	FloodPublish bool      `yaml:"flood_publish" doc:"Send a peer's own messages to all peers of the topic, not to the mesh alone."`
	PeerExchange bool      `yaml:"peer_exchange" doc:"Tell peers that are pruned of others."`
	Signatures   string    `yaml:"signatures" doc:"strict-sign: messages are signed and have sequence numbers. strict-no-sign: neither, as in Ethereum; a message's ID is then the first 20 bytes of its data's SHA-256." enum:"strict-sign|strict-no-sign"`
	MaxMessage   sim.Bytes `yaml:"max_message_size" doc:"Largest message, with what is around it." min:"1KiB" max:"1GiB" carries:"nothing"`
	QueueSize    int       `yaml:"outbound_queue_size" doc:"Messages that wait to be sent to one peer; more are dropped." min:"1" max:"1000000"`

	Validation Validation `yaml:"validation" doc:"What checking a message costs. Computing takes no time of its own here, so this is a model."`
	Score      *Score     `yaml:"score" doc:"Peers score each other, by the rules of GossipSub v1.1. Default: they do not."`

	Deadline time.Duration `yaml:"deadline" doc:"Time after its publication within which a message counts as delivered." min:"1ms"`

	Groups []Group `yaml:"groups" doc:"Peers whose options differ. A peer's are those of the first of these that has it." omitzero:"true"`
}

// A Topic is one to which peers subscribe, or a family of such.
type Topic struct {
	Name  string       `yaml:"name" doc:"Name of the topic, or of a family of topics called NAME-0, NAME-1 and so on." match:"^[a-z0-9_./-]+$" required:"true"`
	Count int          `yaml:"count" doc:"Topics in the family. 0: no family but one topic." min:"0" max:"10000"`
	Peers sim.Selector `yaml:"peers" doc:"Who subscribes."`
	Each  int          `yaml:"each" doc:"Topics of the family to which each of them subscribes, drawn at random. 0: all." min:"0" max:"10000"`
}

// SetDefaults fills in what a scenario leaves out.
func (t *Topic) SetDefaults() { t.Peers = "all" }

// Validation is what checking a message costs.
type Validation struct {
	Time    dist.Dist `yaml:"time" doc:"How long a peer takes to check a message before it delivers and forwards it."`
	Inline  bool      `yaml:"inline" doc:"Whether messages are checked one after the other by each worker, as by a CPU that is busy; otherwise all at once."`
	Workers int       `yaml:"workers" doc:"Workers of a peer, with inline." min:"1" max:"1000"`
	Queue   int       `yaml:"queue" doc:"Messages that wait for a worker; more are dropped." min:"1" max:"1000000"`
}

// SetDefaults fills in pubsub's numbers, of one core.
func (v *Validation) SetDefaults() { v.Workers, v.Queue = 1, 32 }

func defaults() Options {
	p := pubsub.DefaultGossipSubParams()
	return Options{
		D:                     p.D,
		GossipFactor:          sim.Share(p.GossipFactor),
		Heartbeat:             p.HeartbeatInterval,
		HeartbeatInitialDelay: p.HeartbeatInitialDelay,
		HistoryLength:         p.HistoryLength,
		HistoryGossip:         p.HistoryGossip,
		GossipRetransmission:  p.GossipRetransmission,
		FanoutTTL:             p.FanoutTTL,
		PrunePeers:            p.PrunePeers,
		PruneBackoff:          p.PruneBackoff,
		UnsubscribeBackoff:    p.UnsubscribeBackoff,
		GraftFloodThreshold:   p.GraftFloodThreshold,
		OpportunisticTicks:    int(p.OpportunisticGraftTicks),
		OpportunisticPeers:    p.OpportunisticGraftPeers,
		MaxIHaveLength:        p.MaxIHaveLength,
		MaxIHaveMessages:      p.MaxIHaveMessages,
		MaxIDontWantLength:    p.MaxIDontWantLength,
		MaxIDontWantMessages:  p.MaxIDontWantMessages,
		IWantFollowupTime:     p.IWantFollowupTime,
		IDontWantThreshold:    sim.Bytes(p.IDontWantMessageThreshold),
		IDontWantTTL:          p.IDontWantMessageTTL,
		Signatures:            "strict-sign",
		MaxMessage:            sim.Bytes(pubsub.DefaultMaxMessageSize),
		QueueSize:             32,
		Validation:            Validation{Workers: 1, Queue: 32},
		Deadline:              10 * time.Second,
	}
}

// params returns pubsub's parameters.
func (o *Options) params() pubsub.GossipSubParams {
	p := pubsub.DefaultGossipSubParams()
	p.D = o.D
	p.Dlo = cmp.Or(o.DLow, o.D*5/6)
	p.Dhi = cmp.Or(o.DHigh, o.D*2)
	p.Dout = cmp.Or(o.DOut, o.D/3)
	p.Dscore = cmp.Or(o.DScore, min(o.D*2/3, p.Dlo))
	p.Dlazy = cmp.Or(o.DLazy, o.D)
	p.GossipFactor = float64(o.GossipFactor)
	p.HeartbeatInterval, p.HeartbeatInitialDelay = o.Heartbeat, o.HeartbeatInitialDelay
	p.HistoryLength, p.HistoryGossip = o.HistoryLength, o.HistoryGossip
	p.GossipRetransmission = o.GossipRetransmission
	p.FanoutTTL, p.PrunePeers = o.FanoutTTL, o.PrunePeers
	p.PruneBackoff, p.UnsubscribeBackoff, p.GraftFloodThreshold = o.PruneBackoff, o.UnsubscribeBackoff, o.GraftFloodThreshold
	p.OpportunisticGraftTicks, p.OpportunisticGraftPeers = uint64(o.OpportunisticTicks), o.OpportunisticPeers
	p.MaxIHaveLength, p.MaxIHaveMessages = o.MaxIHaveLength, o.MaxIHaveMessages
	p.MaxIDontWantLength, p.MaxIDontWantMessages = o.MaxIDontWantLength, o.MaxIDontWantMessages
	p.IWantFollowupTime = o.IWantFollowupTime
	p.IDontWantMessageThreshold, p.IDontWantMessageTTL = int(o.IDontWantThreshold), o.IDontWantTTL
	return p
}

// check finds what tags of Options cannot say.
func (o *Options) check() error {
	if err := o.checkParams(); err != nil {
		return err
	}
	for i, g := range o.Groups {
		of := g.over(*o)
		if err := of.checkParams(); err != nil {
			return fmt.Errorf("groups[%d]: %w", i, err)
		}
	}
	seen := map[string]bool{}
	for _, t := range o.Topics {
		if t.Each > max(t.Count, 1) {
			return fmt.Errorf("topic %s: each is %d of a family of %d", t.Name, t.Each, max(t.Count, 1))
		}
		for _, name := range t.names() {
			if seen[name] {
				return fmt.Errorf("two topics are called %s", name)
			}
			seen[name] = true
		}
	}
	return nil
}

// checkParams finds what pubsub would refuse when a peer starts.
func (o *Options) checkParams() error {
	p := o.params()
	switch {
	case p.D < p.Dlo || p.D > p.Dhi:
		return fmt.Errorf("d is %d, want it between d_low %d and d_high %d", p.D, p.Dlo, p.Dhi)
	case p.Dout >= p.Dlo || p.Dout >= p.D/2:
		return fmt.Errorf("d_out is %d, want it below d_low %d and below half of d, %d", p.Dout, p.Dlo, p.D/2)
	case p.Dscore > p.Dhi:
		return fmt.Errorf("d_score is %d, want at most d_high %d", p.Dscore, p.Dhi)
	case p.HistoryGossip > p.HistoryLength:
		return fmt.Errorf("history_gossip is %d, want at most history_length %d", p.HistoryGossip, p.HistoryLength)
	}
	if o.Score != nil {
		if err := o.Score.check(); err != nil {
			return fmt.Errorf("score: %w", err)
		}
	}
	return nil
}

// Args of the workload step "publish".
type Args struct {
	By        sim.Selector `yaml:"by" doc:"The peers that publish; each message is from one of them, drawn at random."`
	Topic     string       `yaml:"topic" doc:"A topic, or a family of which one is drawn at random each time. Default: the first of topics." omitzero:"true"`
	EachTopic bool         `yaml:"each_topic" doc:"Publish to every topic of the family."`
	Count     int          `yaml:"count" doc:"How many messages, all at the same instant; with each_topic, to each." min:"1" max:"100000"`
	Size      sim.Bytes    `yaml:"size" doc:"Bytes of a message's data." min:"8B" max:"64MiB"`
	MaxSize   sim.Bytes    `yaml:"max_size" doc:"Sizes are drawn evenly from size to this one. Default: all have size." omitzero:"true" max:"64MiB"`
}

// checkArgs finds topics that there are not, and sizes that pubsub does not send.
func checkArgs(o *Options, a *Args) error {
	var names []string
	for _, t := range o.families() {
		names = append(names, t.Name)
	}
	const around = 512 // bytes of a message beside its data, with a signature
	switch largest := max(a.Size, a.MaxSize); {
	case len(o.named(a.Topic)) == 0:
		return fmt.Errorf("no topic is called %q, want one of %s", say.Clip(a.Topic), say.List(names))
	case a.MaxSize > 0 && a.MaxSize < a.Size:
		return fmt.Errorf("max_size is %d bytes, want at least size, %d", a.MaxSize, a.Size)
	case largest+around > o.MaxMessage:
		return fmt.Errorf("messages of %d bytes are too large for max_message_size, %d with up to %d around the data", largest, o.MaxMessage, around)
	}
	return nil
}
