//go:build simsealed

package kademlia

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// delay is the one-way delay of the test networks.
const delay = 20 * time.Millisecond

// A bench is a network with the protocol on every peer.
type bench struct {
	*sim.World
	in   *instance
	rec  *sim.Recorder
	rand *rand.Rand
}

// newBench makes servers s-0 … and clients c-0 …, all up, each joined through
// three of the servers before it, and waits until their tables are full.
func newBench(servers, clients int, tune func(*Options)) *bench {
	return newTraced(trace.Sampling{}, servers, clients, tune)
}

// newTraced is newBench with a sample of spans.
func newTraced(s trace.Sampling, servers, clients int, tune func(*Options)) *bench {
	l := &bench{rec: &sim.Recorder{}, rand: sim.Seed(1).Stream("test")}
	recs = append(recs, l.rec)
	c := protocoltest.Config(1, link.Constant(delay))
	c.Tracing, c.Clocks = s, clocks
	l.World = sim.New(c, l.rec)
	o := defaults()
	if tune != nil {
		tune(&o)
	}
	in, err := Protocol.Begin(l.World, &o)
	if err != nil {
		panic(err)
	}
	l.in = in.(*instance)
	l.Define(Protocol.Metrics...)
	for i := range servers {
		l.add(fmt.Sprintf("s-%d", i), "s", true)
	}
	for i := range clients {
		l.add(fmt.Sprintf("c-%d", i), "c", false)
	}
	time.Sleep(2 * time.Minute)
	return l
}

func (l *bench) add(name, group string, dialable bool) {
	n, err := l.Add(sim.NodeConfig{Name: name, Group: group, Dialable: dialable})
	if err != nil {
		panic(err)
	}
	l.up(n)
	time.Sleep(100 * time.Millisecond)
}

func (l *bench) up(n *sim.Node) {
	if err := n.Start(); err != nil {
		panic(err)
	}
	n.Do(func() {
		if err := l.in.Start(n); err != nil {
			panic(err)
		}
	})
	friends := l.SelectUp("s")
	l.rand.Shuffle(len(friends), func(i, j int) { friends[i], friends[j] = friends[j], friends[i] })
	for _, f := range friends[:min(3, len(friends))] {
		if f != n {
			n.Go(func() { _ = n.Host().Connect(context.Background(), f.AddrInfo()) })
		}
	}
}

func (l *bench) crash(n *sim.Node) { n.Crash(func() { l.in.Stop(n) }) }

func (l *bench) node(name string) *sim.Node {
	for _, n := range l.Nodes() {
		if n.Name == name {
			return n
		}
	}
	panic("no node " + name)
}

// do carries out a step and waits until it must have ended.
func (l *bench) do(op string, args any) {
	protocoltest.Do(Protocol, l.in, op, args, l.rand)
	time.Sleep(l.in.options.Timeout + time.Second)
}

// values returns the values of a metric so far, in order.
func (l *bench) values(metric string) []float64 {
	var out []float64
	for _, s := range protocoltest.Samples(l.rec, metric) {
		out = append(out, s.Value)
	}
	return out
}

// ends returns how the operations of a name ended so far, in order.
func (l *bench) ends(op string) []string {
	var out []string
	for _, e := range protocoltest.Events(l.rec, trace.OpEnd) {
		if e.Proto == op {
			out = append(out, e.Detail)
		}
	}
	return out
}

// clocks is whether peers of the benches to come may have wrong clocks.
var clocks bool

// recs are the logs of the sealed run that goes on, or was the last.
var recs []*sim.Recorder

// sealed runs f in a sealed run, and holds its logs against the invariants. F must not
// call t.Fatal: it does not run on the test's goroutine.
func sealed(t *testing.T, f func()) {
	t.Helper()
	recs = nil
	r, err := seal.Run(seal.Config{Seed: 1}, f)
	if err != nil {
		t.Fatal(err)
	}
	if r.End != seal.Main {
		t.Fatal(r.Describe(seal.Config{Seed: 1}))
	}
	for _, rec := range recs {
		protocoltest.Events(rec, "") // panics on a log that could not have happened
	}
}

// want reports a value that differs from the one that a test demands.
func want[T any](t *testing.T, why string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("%s: got %s, want %s", why, g, w)
	}
}
