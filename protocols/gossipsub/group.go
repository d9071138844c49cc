package gossipsub

import (
	"cmp"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// Group has options of some peers; those that it leaves out are as of all.
type Group struct {
	Peers sim.Selector `yaml:"peers" doc:"The peers." required:"true"`

	D                  int           `yaml:"d" doc:"Peers in their meshes. What follows from it, does so from theirs." min:"4" max:"1000" omitzero:"true"`
	DLow               int           `yaml:"d_low" doc:"Their d_low." min:"1" max:"1000" omitzero:"true"`
	DHigh              int           `yaml:"d_high" doc:"Their d_high." min:"1" max:"1000" omitzero:"true"`
	DScore             int           `yaml:"d_score" doc:"Their d_score." min:"1" max:"1000" omitzero:"true"`
	DOut               int           `yaml:"d_out" doc:"Their d_out." min:"1" max:"1000" omitzero:"true"`
	DLazy              int           `yaml:"d_lazy" doc:"Their d_lazy." min:"1" max:"1000" omitzero:"true"`
	GossipFactor       *sim.Share    `yaml:"gossip_factor" doc:"Their gossip_factor. Default: that of all."`
	Heartbeat          time.Duration `yaml:"heartbeat" doc:"Time between two of their heartbeats." min:"10ms" omitzero:"true"`
	FloodPublish       *bool         `yaml:"flood_publish" doc:"Whether they send their own messages to all peers of the topic. Default: as all."`
	IDontWantThreshold sim.Bytes     `yaml:"idontwant_message_threshold" doc:"From this size on they tell their meshes not to send a message that they have." min:"1B" omitzero:"true" carries:"nothing"`
	QueueSize          int           `yaml:"outbound_queue_size" doc:"Messages that wait to be sent by them to one peer." min:"1" max:"1000000" omitzero:"true"`
	Validation         *Validation   `yaml:"validation" doc:"What checking a message costs them. Default: what it costs all."`
	Score              *Score        `yaml:"score" doc:"How they score others. Default: as all do."`
}

func (g *Group) members() sim.Selector { return g.Peers }

// over returns options with those of the group in place of them.
func (g *Group) over(o Options) Options {
	o.D, o.DLow, o.DHigh = cmp.Or(g.D, o.D), cmp.Or(g.DLow, o.DLow), cmp.Or(g.DHigh, o.DHigh)
	o.DScore, o.DOut, o.DLazy = cmp.Or(g.DScore, o.DScore), cmp.Or(g.DOut, o.DOut), cmp.Or(g.DLazy, o.DLazy)
	o.Heartbeat = cmp.Or(g.Heartbeat, o.Heartbeat)
	o.IDontWantThreshold = cmp.Or(g.IDontWantThreshold, o.IDontWantThreshold)
	o.QueueSize = cmp.Or(g.QueueSize, o.QueueSize)
	if g.GossipFactor != nil {
		o.GossipFactor = *g.GossipFactor
	}
	if g.FloodPublish != nil {
		o.FloodPublish = *g.FloodPublish
	}
	if g.Validation != nil {
		o.Validation = *g.Validation
	}
	if g.Score != nil {
		o.Score = g.Score
	}
	return o
}
