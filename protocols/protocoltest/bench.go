package protocoltest

import (
	"fmt"
	"testing"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/seal"
)

// A Bench is a world with a protocol in it, inside a sealed run.
type Bench struct {
	World    *sim.World
	Rec      *sim.Recorder
	Protocol protocols.Protocol
	Instance protocols.Instance
	Nodes    []*sim.Node
}

// Run calls f in a sealed run of a protocol, whose options change may change, and
// returns its record: a log that could have happened, or it panics. The binary must be
// sealed, and f must not end the test: it does not run on the test's goroutine.
func Run[O any](t testing.TB, p protocols.Protocol, c sim.Config, change func(*O), f func(b *Bench)) *sim.Recorder {
	t.Helper()
	rec := &sim.Recorder{}
	_, err := seal.Run(seal.Config{Seed: uint64(c.Seed)}, func() {
		w := sim.New(c, rec)
		w.Define(p.Metrics...)
		o := p.NewOptions().(*O)
		if change != nil {
			change(o)
		}
		in, err := p.Begin(w, o)
		if err != nil {
			panic(err)
		}
		f(&Bench{World: w, Rec: rec, Protocol: p, Instance: in})
	})
	if err != nil {
		t.Fatal(err)
	}
	Events(rec, "")
	return rec
}

// Add adds a node, down, called n-0, n-1 and so on, in the group n.
func (b *Bench) Add(c sim.NodeConfig) *sim.Node {
	c.Name, c.Group, c.Dialable = fmt.Sprintf("n-%d", len(b.Nodes)), "n", true
	n, err := b.World.Add(c)
	if err != nil {
		panic(err)
	}
	b.Nodes = append(b.Nodes, n)
	return n
}

// Up starts nodes and the protocol on them.
func (b *Bench) Up(nodes ...*sim.Node) { Up(b.Instance, nodes...) }

// Crash takes a node down, without a word.
func (b *Bench) Crash(n *sim.Node) { n.Crash(func() { b.Instance.Stop(n) }) }

// Leave takes a node down in good order.
func (b *Bench) Leave(n *sim.Node) { n.Leave(func() { b.Instance.Stop(n) }) }
