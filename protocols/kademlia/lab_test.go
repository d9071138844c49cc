//go:build simsealed

package kademlia

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// delay is the one-way delay of the test networks.
const delay = 20 * time.Millisecond

// A lab is a network with the protocol on every peer.
type lab struct {
	*sim.World
	in   *instance
	rec  *sim.Recorder
	rand *rand.Rand
}

// newLab makes servers s-0 … and clients c-0 …, all up, each joined through
// three of the servers before it, and waits until their tables are full.
func newLab(servers, clients int, tune func(*Options)) *lab {
	l := &lab{rec: &sim.Recorder{}, rand: sim.Seed(1).Stream("test")}
	l.World = sim.New(sim.Config{
		Seed:      1,
		Model:     link.Constant(delay),
		Dial:      sim.DialConfig{Handshake: sim.TCPNoiseYamux, Timeout: 5 * time.Second},
		Keepalive: sim.Keepalive{Interval: 30 * time.Second, Timeout: 10 * time.Second},
	}, l.rec)
	o := defaults()
	if tune != nil {
		tune(o)
	}
	in, err := Protocol{}.New(l.World, o)
	if err != nil {
		panic(err)
	}
	l.in = in.(*instance)
	l.Define(Protocol{}.Metrics()...)
	for i := range servers {
		l.add(fmt.Sprintf("s-%d", i), "s", true)
	}
	for i := range clients {
		l.add(fmt.Sprintf("c-%d", i), "c", false)
	}
	time.Sleep(2 * time.Minute)
	return l
}

func (l *lab) add(name, group string, dialable bool) {
	n, err := l.Add(sim.NodeConfig{Name: name, Group: group, Dialable: dialable})
	if err != nil {
		panic(err)
	}
	l.up(n)
	time.Sleep(100 * time.Millisecond)
}

func (l *lab) up(n *sim.Node) {
	if err := n.Start(); err != nil {
		panic(err)
	}
	if err := l.in.Start(n); err != nil {
		panic(err)
	}
	friends := l.SelectUp("s")
	l.rand.Shuffle(len(friends), func(i, j int) { friends[i], friends[j] = friends[j], friends[i] })
	for _, f := range friends[:min(3, len(friends))] {
		if f != n {
			n.Go(func() { _ = n.Host().Connect(context.Background(), f.AddrInfo()) })
		}
	}
}

func (l *lab) crash(n *sim.Node) { n.Crash(func() { l.in.Stop(n) }) }

func (l *lab) node(name string) *sim.Node {
	for _, n := range l.Nodes() {
		if n.Name == name {
			return n
		}
	}
	panic("no node " + name)
}

// do carries out a step and waits until it must have ended.
func (l *lab) do(op string, args any) {
	l.in.Do(op, args, l.rand)
	time.Sleep(l.in.options.Timeout + time.Second)
}

// samples returns the values of a metric so far, in order.
func (l *lab) samples(metric string) []trace.Sample {
	var out []trace.Sample
	csv := trace.MetricsHeader + "\n" + string(l.rec.Metrics)
	err := trace.ReadSamples(strings.NewReader(csv), func(s trace.Sample) error {
		if s.Metric == metric {
			out = append(out, s)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return out
}

// values returns the values of a metric so far, in order.
func (l *lab) values(metric string) []float64 {
	var out []float64
	for _, s := range l.samples(metric) {
		out = append(out, s.Value)
	}
	return out
}

// ends returns how the operations of a name ended so far, in order.
func (l *lab) ends(op string) []string {
	var out []string
	for line := range bytes.Lines(l.rec.Events) {
		e, err := trace.ParseEvent(line)
		if err != nil {
			panic(err)
		}
		if e.Kind == trace.OpEnd && e.Proto == op {
			out = append(out, e.Detail)
		}
	}
	return out
}

// sealed runs f in a sealed run. F must not call t.Fatal: it does not run on
// the test's goroutine.
func sealed(t *testing.T, f func()) {
	t.Helper()
	r, err := seal.Run(seal.Config{Seed: 1}, f)
	if err != nil {
		t.Fatal(err)
	}
	if r.End != seal.Main {
		t.Fatal(r.Describe(seal.Config{Seed: 1}))
	}
}

// want reports what differs from what a test says must be.
func want[T any](t *testing.T, why string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("%s: got %s, want %s", why, g, w)
	}
}
