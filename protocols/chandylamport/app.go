package chandylamport

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/protocols/chandylamport/verify"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
)

// pets are what the peers of the testbed may keep.
var pets = []string{
	"budgie", "canary", "cat", "chinchilla", "dog", "duck", "ferret", "gecko", "goldfish", "guinea pig",
	"hamster", "hedgehog", "horse", "iguana", "mouse", "parrot", "rabbit", "rat", "snake", "turtle",
}

func pet(r *rand.Rand) string { return pets[r.IntN(len(pets))] }

// describe is what a state holds besides money: with testbed, the pet and the
// peers to which there are connections.
func (p *process) describe() string {
	if p.in.options.App != appTestbed {
		return ""
	}
	var names []string
	for _, id := range p.host.Network().Peers() {
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
		_, _, _ = p.pay(r) // without neighbours or money there is none
	}
}

// pay transfers up to a tenth of the account, at least one unit, to a random
// neighbour.
func (p *process) pay(r *rand.Rand) (to string, amount uint64, err error) {
	p.dropClosed()
	switch {
	case p.in.options.App != appTransfers:
		return "", 0, fmt.Errorf("app %s has no accounts", p.in.options.App)
	case len(p.outward) == 0:
		return "", 0, errors.New("no channel to anybody")
	case p.account == 0:
		return "", 0, errors.New("the account is empty")
	}
	c := p.outward[r.IntN(len(p.outward))]
	to = p.in.nameOf(c.end.ref)
	amount = 1 + r.Uint64N(max(p.account/10, 1))
	p.account -= amount
	c.sent++
	p.in.observer.Send(c.watched(p), verify.Message{Seq: c.sent, Money: int64(amount)})
	c.post(c.data, (&message{kind: kindTransfer, seq: c.sent, amount: amount}).append(nil))
	p.in.world.Emit("chandylamport.transfers", 1, p.node.Name, to)
	return to, amount, nil
}

// transfers lets random peers pay.
func (in *instance) transfers(a *TransferArgs, r *rand.Rand) {
	up := in.running(in.world.Select(a.By))
	for range a.Count {
		n := sim.Pick(r, up)
		if n == nil {
			return
		}
		n.Do(func() {
			to, amount, err := in.processes[n].pay(r)
			op := in.world.BeginOp(n, "chandylamport.transfer", to, 0)
			if err != nil {
				in.world.EndOp(op, "failed: "+err.Error())
				return
			}
			in.world.EndOp(op, fmt.Sprintf("ok, %d units", amount))
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
