package main

import (
	"cmp"
	"fmt"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"

	"github.com/libp2p-sim/sim/sim"
)

// Options of the protocol in a scenario, under the names of the GossipSub
// specification (libp2p/specs, pubsub/gossipsub). The defaults are pubsub's.
type Options struct {
	D                  int           `yaml:"d" doc:"Peers in a mesh." min:"4" max:"1000"`
	DLow               int           `yaml:"d_low" doc:"With fewer peers in its mesh, a peer grafts more. 0 means 5/6 of d." min:"0" max:"1000"`
	DHigh              int           `yaml:"d_high" doc:"With more peers in its mesh, a peer prunes it. 0 means twice d." min:"0" max:"1000"`
	DOut               int           `yaml:"d_out" doc:"Mesh peers that a peer has dialled itself, at least; below d_low and d/2. 0 means d/3." min:"0" max:"1000"`
	DLazy              int           `yaml:"d_lazy" doc:"Peers outside the mesh that are told, at a heartbeat, which messages there are. 0 means d." min:"0" max:"1000"`
	GossipFactor       sim.Share     `yaml:"gossip_factor" doc:"The part of the peers outside the mesh that is told, if that is more than d_lazy."`
	Heartbeat          time.Duration `yaml:"heartbeat" doc:"Time between two heartbeats, which mend meshes and gossip." min:"10ms"`
	HistoryLength      int           `yaml:"history_length" doc:"Heartbeats for which a peer keeps a message." min:"1" max:"1000"`
	HistoryGossip      int           `yaml:"history_gossip" doc:"Heartbeats for which a peer gossips about a message; at most history_length." min:"1" max:"1000"`
	FloodPublish       bool          `yaml:"flood_publish" doc:"Send a peer's own messages to all peers, not to the mesh alone."`
	IDontWantThreshold sim.Bytes     `yaml:"idontwant_threshold" doc:"From this size on a peer that has a message tells its mesh not to send it." min:"1B"`
	Deadline           time.Duration `yaml:"deadline" doc:"Time after its publication within which a message counts as delivered." min:"1ms"`
}

func defaults() Options {
	p := pubsub.DefaultGossipSubParams()
	return Options{
		D:                  p.D,
		GossipFactor:       sim.Share(p.GossipFactor),
		Heartbeat:          p.HeartbeatInterval,
		HistoryLength:      p.HistoryLength,
		HistoryGossip:      p.HistoryGossip,
		IDontWantThreshold: sim.Bytes(p.IDontWantMessageThreshold),
		Deadline:           10 * time.Second,
	}
}

// params returns pubsub's parameters.
func (o *Options) params() pubsub.GossipSubParams {
	p := pubsub.DefaultGossipSubParams()
	p.D = o.D
	p.Dlo = cmp.Or(o.DLow, o.D*5/6)
	p.Dhi = cmp.Or(o.DHigh, o.D*2)
	p.Dout = cmp.Or(o.DOut, o.D/3)
	p.Dscore = min(o.D*2/3, p.Dlo)
	p.Dlazy = cmp.Or(o.DLazy, o.D)
	p.GossipFactor = float64(o.GossipFactor)
	p.HeartbeatInterval = o.Heartbeat
	p.HistoryLength = o.HistoryLength
	p.HistoryGossip = o.HistoryGossip
	p.IDontWantMessageThreshold = int(o.IDontWantThreshold)
	return p
}

// check finds what tags of Options cannot say.
func (o *Options) check() error {
	p := o.params()
	switch {
	case p.D < p.Dlo || p.D > p.Dhi:
		return fmt.Errorf("d is %d, want it between d_low %d and d_high %d", p.D, p.Dlo, p.Dhi)
	case p.Dout >= p.Dlo || p.Dout >= p.D/2:
		return fmt.Errorf("d_out is %d, want it below d_low %d and below half of d, %d", p.Dout, p.Dlo, p.D/2)
	case p.HistoryGossip > p.HistoryLength:
		return fmt.Errorf("history_gossip is %d, want at most history_length %d", p.HistoryGossip, p.HistoryLength)
	}
	return nil
}

// Args of the workload step "publish".
type Args struct {
	By    sim.Selector `yaml:"by" doc:"The peers that publish; each message is from one of them, drawn at random."`
	Count int          `yaml:"count" doc:"How many messages, all at the same instant." min:"1" max:"100000"`
	Size  sim.Bytes    `yaml:"size" doc:"Bytes of a message's data." min:"8B" max:"900KiB"`
}
