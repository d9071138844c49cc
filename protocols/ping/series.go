package ping

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

// pings draws pairs of two different peers and lets each ping at its pace.
func (in *instance) pings(a *Args, r *rand.Rand) {
	from, to := sim.Running(in.world.SelectUp(a.By), "ping"), sim.Running(in.world.SelectUp(a.To), "ping")
	pair := func(n *sim.Node) {
		if m := sim.Pick(r, except(to, n)); m != nil {
			n.Go(func() { in.series(n, m, a) })
		} else {
			protocols.Skip(in.world, "ping", "ping", a.Count)
		}
	}
	if !a.Each {
		if len(from) == 0 {
			protocols.Skip(in.world, "ping", "ping", a.Pairs*a.Count)
			return
		}
		for range a.Pairs {
			pair(sim.Pick(r, from))
		}
		return
	}
	for _, n := range from {
		for range a.Pairs {
			pair(n)
		}
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

// ping sends one ping and records its outcome.
func (in *instance) ping(ctx context.Context, n, m *sim.Node) {
	var rtt time.Duration
	op := protocols.Operation{
		Name: "ping", About: m.Name, Limit: in.own.Of(n).Timeout, Within: ctx,
		Success: "ping.success", Timeout: "ping.timeout", Failed: "ping.failed",
		OK: func(time.Duration) {
			over := rtt - in.world.Route(n, m).RTT()
			in.world.Emit("ping.rtt", float64(rtt.Nanoseconds()), n.Name, m.Name)
			in.world.Emit("ping.rtt_over_path", float64(over.Nanoseconds()), n.Name, m.Name)
		},
	}
	op.Do(n, func(ctx context.Context) (_ string, err error) {
		n.Host().Peerstore().AddAddrs(m.ID, m.AddrInfo().Addrs, time.Hour)
		rtt, err = in.service.ping(ctx, n, m.ID)
		return fmt.Sprintf("rtt %v", rtt), err
	})
}
