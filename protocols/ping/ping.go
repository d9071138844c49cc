// Package ping lets scenarios use libp2p's own ping service.
//
// Its nouns are the pair, who pings whom, and the round-trip time that the
// service reports. Every ping opens a stream of its own, on which the service
// sends one more before it learns that nobody waits. It does not measure
// how long dialling took: only a ping's own round trip.
package ping

import (
	"context"
	"math/rand/v2"
	"time"

	libp2pping "github.com/libp2p/go-libp2p/p2p/protocol/ping"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Protocol is libp2p ping, /ipfs/ping/1.0.0.
type Protocol struct{}

// Options of the protocol in a scenario.
type Options struct {
	Timeout time.Duration `yaml:"timeout" doc:"How long a ping, with its dial, may take." min:"1ms"`
}

// Args of the workload step "ping".
type Args struct {
	Pairs    int           `yaml:"pairs" doc:"How many pairs of peers, drawn at random." min:"1" max:"1000000"`
	Count    int           `yaml:"count" doc:"Pings a pair sends." min:"1" max:"1000000"`
	Interval time.Duration `yaml:"interval" doc:"Time between two pings of a pair."`
	By       sim.Selector  `yaml:"by" doc:"Who pings."`
	To       sim.Selector  `yaml:"to" doc:"Who is pinged."`
}

// Name implements protocols.Protocol.
func (Protocol) Name() string { return "ping" }

// Doc implements protocols.Protocol.
func (Protocol) Doc() string { return "libp2p ping: 32 bytes there and back." }

// NewOptions implements protocols.Protocol.
func (Protocol) NewOptions() any { return &Options{Timeout: 10 * time.Second} }

// Ops implements protocols.Protocol.
func (Protocol) Ops() []protocols.Op {
	return []protocols.Op{{
		Name: "ping",
		Doc:  "Pairs of peers that are up ping each other.",
		NewArgs: func() any {
			return &Args{Pairs: 1, Count: 1, Interval: time.Second, By: "all", To: "all"}
		},
	}}
}

// Metrics implements protocols.Protocol.
func (Protocol) Metrics() []trace.MetricDef {
	return []trace.MetricDef{
		{Name: "ping.rtt", Unit: "ns", Kind: trace.Duration, Help: "Round-trip time of a ping that came back."},
		{Name: "ping.success", Unit: "1", Kind: trace.Ratio, Help: "Pings that came back, of those whose sender stayed up."},
	}
}

// New implements protocols.Protocol.
func (Protocol) New(w *sim.World, options any) (protocols.Instance, error) {
	return &instance{world: w, options: *options.(*Options)}, nil
}

type instance struct {
	world   *sim.World
	options Options
}

func (in *instance) Start(n *sim.Node) error {
	libp2pping.NewPingService(n.Host())
	return nil
}

func (in *instance) Stop(*sim.Node) {}

func (in *instance) Sample() {}

// Do draws pairs of two different peers and lets each ping at its pace.
func (in *instance) Do(_ string, args any, r *rand.Rand) {
	a := args.(*Args)
	from, to := in.world.SelectUp(a.By), in.world.SelectUp(a.To)
	for range a.Pairs {
		n := sim.Pick(r, from)
		if n == nil {
			return
		}
		m := sim.Pick(r, except(to, n))
		if m == nil {
			continue
		}
		n.Go(func() { in.series(n, m, a) })
	}
}

func except(nodes []*sim.Node, n *sim.Node) []*sim.Node {
	out := make([]*sim.Node, 0, len(nodes))
	for _, m := range nodes {
		if m != n {
			out = append(out, m)
		}
	}
	return out
}

// series sends the pings of one pair, for as long as the sender stays up.
func (in *instance) series(n, m *sim.Node, a *Args) {
	ctx, cancel := n.Context()
	defer cancel()
	for i := range a.Count {
		if i > 0 {
			time.Sleep(a.Interval)
		}
		if ctx.Err() != nil {
			return
		}
		in.ping(ctx, n, m)
	}
}

func (in *instance) ping(ctx context.Context, n, m *sim.Node) {
	h := n.Host()
	ctx, cancel := context.WithTimeout(ctx, in.options.Timeout)
	defer cancel()
	op := in.world.BeginOp(n, "ping", m.Name, in.options.Timeout)
	h.Peerstore().AddAddr(m.ID, m.Addr, time.Hour)
	result, ok := <-libp2pping.Ping(ctx, h, m.ID)
	switch {
	case ok && result.Error == nil:
		in.world.EndOp(op, "ok")
		in.world.Emit("ping.rtt", float64(result.RTT.Nanoseconds()), n.Name, m.Name)
		in.world.Emit("ping.success", 1, n.Name, m.Name)
	case n.Host() != h:
		in.world.EndOp(op, "aborted")
	default:
		in.world.EndOp(op, "failed")
		in.world.Emit("ping.success", 0, n.Name, m.Name)
	}
}
