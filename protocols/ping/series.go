package ping

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// Do implements protocols.Instance: it draws pairs of two different peers and
// lets each ping at its pace.
func (in *instance) Do(_ string, args any, r *rand.Rand) {
	a := args.(*Args)
	from, to := in.world.SelectUp(a.By), in.world.SelectUp(a.To)
	pair := func(n *sim.Node) {
		if m := sim.Pick(r, except(to, n)); m != nil {
			n.Go(func() { in.series(n, m, a) })
		}
	}
	if !a.Each {
		if len(from) == 0 {
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

// ping sends one ping and records what became of it.
func (in *instance) ping(ctx context.Context, n, m *sim.Node) {
	h := n.Host()
	ctx, cancel := context.WithTimeout(ctx, in.options.Timeout)
	defer cancel()
	op := in.world.BeginOp(n, "ping", m.Name, in.options.Timeout)
	h.Peerstore().AddAddr(m.ID, m.Addr, time.Hour)
	rtt, err := in.service.ping(ctx, n, m.ID)
	switch {
	case n.Host() != h:
		in.world.EndOp(op, "aborted")
	case err == nil:
		in.world.EndOp(op, fmt.Sprintf("ok, rtt %v", rtt))
		over := rtt - in.world.Route(n, m).RTT()
		in.world.Emit("ping.rtt", float64(rtt.Nanoseconds()), n.Name, m.Name)
		in.world.Emit("ping.rtt_over_path", float64(over.Nanoseconds()), n.Name, m.Name)
		in.outcome(n, m, 1, 0, 0)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		in.world.EndOp(op, fmt.Sprintf("timeout after %v", in.options.Timeout))
		in.outcome(n, m, 0, 1, 0)
	default:
		in.world.EndOp(op, "failed: "+err.Error())
		in.outcome(n, m, 0, 0, 1)
	}
}

func (in *instance) outcome(n, m *sim.Node, success, timeout, failed float64) {
	in.world.Emit("ping.success", success, n.Name, m.Name)
	in.world.Emit("ping.timeout", timeout, n.Name, m.Name)
	in.world.Emit("ping.failed", failed, n.Name, m.Name)
}
