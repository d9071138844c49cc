// Package ping lets scenarios measure round trips: with libp2p's own ping
// service, or with a PING and PONG of ours whose peers take time to process.
//
// Its nouns are the pair, of which one peer pings the other; the service that
// answers; and the round-trip time (RTT), which is held against the time of the
// path alone. Every ping opens a stream of its own, on which libp2p's service
// sends one more before it learns that nobody waits. It does not measure how
// long dialling took: only a ping's own round trip.
package ping

import (
	"cmp"
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/trace"
)

// The services that Options.Service names.
const (
	serviceLibp2p   = "libp2p"
	servicePingPong = "pingpong"
)

// Options of the protocol in a scenario.
type Options struct {
	Service    string        `yaml:"service" doc:"libp2p's ping service, or PING and PONG messages with a processing delay at both ends." enum:"libp2p|pingpong"`
	Processing dist.Dist     `yaml:"processing" doc:"With service pingpong, how long a peer takes to process a PING before it answers, and a PONG before the ping is done; drawn anew each time."`
	Timeout    time.Duration `yaml:"timeout" doc:"Longest time of a ping, with its dial." min:"1ms"`
	Groups     []Group       `yaml:"groups" doc:"Peers whose options differ. A peer's are those of the first of these that has it." omitzero:"true"`
}

// Group has options of some peers; those that it leaves out are as of all.
type Group struct {
	Peers      sim.Selector  `yaml:"peers" doc:"The peers." required:"true"`
	Processing *dist.Dist    `yaml:"processing" doc:"With service pingpong, how long they take to process a PING, or a PONG. Default: as all do."`
	Timeout    time.Duration `yaml:"timeout" doc:"Longest time of a ping of theirs." min:"1ms" omitzero:"true"`
}

func (g *Group) members() sim.Selector { return g.Peers }

// over returns options with those of the group in place of them.
func (g *Group) over(o Options) Options {
	if g.Processing != nil {
		o.Processing = *g.Processing
	}
	o.Timeout = cmp.Or(g.Timeout, o.Timeout)
	return o
}

// check finds faults that the tags of Options cannot.
func (o *Options) check() error {
	switch {
	case o.Service != serviceLibp2p && o.Service != servicePingPong:
		return fmt.Errorf("ping: unknown service %q, want %s or %s", o.Service, serviceLibp2p, servicePingPong)
	case o.Service == serviceLibp2p && o.Processing != (dist.Dist{}):
		return fmt.Errorf("ping: libp2p's service answers without processing %v, want service %s", o.Processing, servicePingPong)
	}
	for i, g := range o.Groups {
		if o.Service == serviceLibp2p && g.Processing != nil {
			return fmt.Errorf("ping: groups[%d]: libp2p's service answers without processing %v, want service %s", i, *g.Processing, servicePingPong)
		}
	}
	return nil
}

// Args of the workload step "ping".
type Args struct {
	Pairs    int           `yaml:"pairs" doc:"How many pairs of peers, drawn at random." min:"1" max:"1000000"`
	Each     bool          `yaml:"each" doc:"Draw that many partners for every peer of by, instead of that many pairs in all; with one peer as to, all peers ping it."`
	Count    int           `yaml:"count" doc:"Pings a pair sends." min:"1" max:"1000000"`
	Interval time.Duration `yaml:"interval" doc:"Time between two pings of a pair."`
	By       sim.Selector  `yaml:"by" doc:"The peers that ping."`
	To       sim.Selector  `yaml:"to" doc:"The peers that are pinged."`
}

// Protocol is ping: /ipfs/ping/1.0.0 of libp2p, or /sim/pingpong/1.0.0.
var Protocol = protocols.New(protocols.Definition[Options, *instance]{
	Name:     "ping",
	Doc:      "libp2p ping: 32 bytes there and back; or PING and PONG with processing delays.",
	Options:  Options{Service: serviceLibp2p, Timeout: 10 * time.Second},
	Check:    (*Options).check,
	Metrics:  metrics,
	Describe: describe,
	Ops: []protocols.Op{
		protocols.NewOp("ping", "Pairs of peers that are up ping each other.",
			Args{Pairs: 1, Count: 1, Interval: time.Second, By: "all", To: "all"}, (*instance).pings),
	},
	New: newInstance,
})

// metrics: of pings whose sender stayed up, each is one of a success, a time-out and a
// failure.
var metrics = []trace.MetricDef{
	{Name: "ping.rtt", Unit: "ns", Kind: trace.Duration, Help: "Round-trip time of a ping that came back, with processing at both ends.", Caption: trace.Caption{Title: "Ping round-trip time", Axis: "round-trip time", Noun: "pings"}},
	{Name: "ping.rtt_over_path", Unit: "ns", Kind: trace.Duration, Help: "Time of a ping that came back above the mean round-trip time of its idle path; below 0 with less jitter than the mean.", Caption: trace.Caption{Title: "Ping time above that of the idle path", Axis: "time above the idle path", Noun: "pings"}},
	{Name: "ping.success", Unit: "1", Kind: trace.Ratio, Help: "Pings that came back, of all pings whose sender stayed up.", Caption: trace.Caption{Title: "Answered pings", Axis: "answered", Noun: "pings"}},
	{Name: "ping.timeout", Unit: "1", Kind: trace.Ratio, Help: "Pings that did not come back in time, of all pings whose sender stayed up.", Caption: trace.Caption{Title: "Pings without an answer in time", Axis: "timed out", Noun: "pings"}},
	{Name: "ping.failed", Unit: "1", Kind: trace.Ratio, Help: "Pings that ended with an error before their time was over, such as a failed dial, of all pings whose sender stayed up.", Caption: trace.Caption{Title: "Pings that failed", Axis: "failed", Noun: "pings"}},
	protocols.Skipped("ping"),
}

func newInstance(w *sim.World, o Options) (*instance, error) {
	in := &instance{world: w, options: o, service: libp2pService{}}
	in.own = protocols.NewOwnOptions(w, &in.options, o.Groups, (*Group).members, (*Group).over)
	if o.Service == servicePingPong {
		in.service = newPingPong(w, in.own)
	}
	return in, nil
}

type instance struct {
	protocols.Idle
	world   *sim.World
	options Options
	own     *protocols.OwnOptions[Options]
	service service
}

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	in.service.serve(n)
	return nil
}
