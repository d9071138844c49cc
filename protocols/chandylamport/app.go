package chandylamport

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/chandylamport/verify"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
)

// pets are those that the peers of the testbed may keep.
var pets = []string{
	"budgie", "canary", "cat", "chinchilla", "dog", "duck", "ferret", "gecko", "goldfish", "guinea pig",
	"hamster", "hedgehog", "horse", "iguana", "mouse", "parrot", "rabbit", "rat", "snake", "turtle",
}

func pet(r *rand.Rand) string { return pets[r.IntN(len(pets))] }

// describe returns the rest of a state besides money: with testbed, the pet and
// the peers to which there are connections.
func (p *process) describe() string {
	if p.in.options.App != appTestbed {
		return ""
	}
	peers := p.host.Network().Peers()
	slices.SortFunc(peers, func(a, b peer.ID) int {
		return cmp.Compare(p.in.world.Node(a).Index, p.in.world.Node(b).Index)
	})
	var names []string
	for _, id := range peers {
		names = append(names, p.in.nameOf(ref{peer: id}))
	}
	return fmt.Sprintf("pet: %s; connections: %s", p.disk.pet, strings.Join(names, " "))
}

// payAround makes transfers at random times for as long as the process lives.
func (p *process) payAround() {
	r := p.disk.transfers
	interval := dist.Exponential(p.in.options.TransferInterval)
	for {
		time.Sleep(interval.Sample(r))
		if p.gone {
			return
		}
		if c, amount, err := p.choose(r); err == nil { // else without neighbours or money
			p.transfer(c, amount)
		}
	}
}

// choose draws a transfer: up to a tenth of the account, at least one unit, to
// a random neighbour.
func (p *process) choose(r *rand.Rand) (to *outbound, amount uint64, err error) {
	p.dropClosed()
	switch {
	case len(p.outward) == 0:
		return nil, 0, errors.New("no channel to anybody")
	case p.account == 0:
		return nil, 0, errors.New("the account is empty")
	}
	to = p.outward[r.IntN(len(p.outward))]
	return to, 1 + r.Uint64N(max(p.account/10, 1)), nil
}

// transfer pays, as an operation.
func (p *process) transfer(to *outbound, amount uint64) {
	op := p.in.world.BeginOp(p.node, "chandylamport.transfer", p.in.nameOf(to.end.ref), 0)
	p.pay(to, amount)
	p.in.world.EndOp(op, fmt.Sprintf("ok, %d units", amount))
}

// pay transfers now.
func (p *process) pay(c *outbound, amount uint64) {
	ctx, span := p.in.tracer.Start(context.Background(), "transfer", oteltrace.WithSpanKind(oteltrace.SpanKindProducer))
	defer span.End()
	p.account -= amount
	c.sent++
	p.in.observer.Send(c.watched(p), verify.Message{Seq: c.sent, Money: int64(amount)})
	m := &message{kind: kindTransfer, seq: c.sent, amount: amount, trace: p.in.world.Traceparent(ctx)}
	c.post(c.data, m.append(nil), m.trace)
	p.in.world.Emit("chandylamport.transfers", 1, p.node.Name, p.in.nameOf(c.end.ref))
}

// goOn continues a trace that a message carried, which the parser let through.
func (in *instance) goOn(trace string) context.Context {
	ctx, err := in.world.Continue(context.Background(), trace)
	if err != nil {
		panic(err)
	}
	return ctx
}

// transfers lets random peers pay.
func (in *instance) transfers(a *TransferArgs, r *rand.Rand) {
	up := in.running(in.world.Select(a.By))
	if len(up) == 0 {
		protocols.Skip(in.world, name, "transfer", a.Count)
		return
	}
	for range a.Count {
		n := sim.Pick(r, up)
		n.Do(func() {
			p := in.processes[n]
			c, amount, err := p.choose(r)
			if err != nil {
				op := in.world.BeginOp(n, "chandylamport.transfer", "", 0)
				in.world.EndOp(op, "failed: "+err.Error())
				return
			}
			p.transfer(c, amount)
		})
	}
}

// dialAll connects a node that has come up to all that are up: of two, the
// earlier dials the later, unless only the earlier can be dialled.
func (in *instance) dialAll(n *sim.Node) {
	for _, m := range in.running(in.world.Nodes()) {
		if m == n {
			continue
		}
		from, to := m, n
		if n.Index < m.Index {
			from, to = n, m
		}
		if from.Dialable && !to.Dialable {
			from, to = to, from
		}
		h, info := from.Host(), to.AddrInfo()
		from.Go(func() {
			_ = h.Connect(context.Background(), info) // a failed dial is in the log
		})
	}
}
