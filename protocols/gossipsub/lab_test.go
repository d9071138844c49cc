//go:build simsealed

package gossipsub

import (
	"context"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
)

const delay = 20 * time.Millisecond

// run lets so many peers be up, each connected to all others, and calls f once their meshes
// are. Of the last bad ones each behaves as given.
func run(t *testing.T, seed uint64, peers, bad int, b sim.Behaviour, change func(*Options), f func(*protocoltest.Bench)) *sim.Recorder {
	t.Helper()
	return protocoltest.Run(t, Protocol, protocoltest.Config(seed, link.Constant(delay)), change, func(l *protocoltest.Bench) {
		l.World.Describe(describe)
		for i := range peers {
			c := sim.NodeConfig{}
			if i >= peers-bad {
				c.Adversary = &sim.Adversary{Behaviour: b}
			}
			l.Add(c)
		}
		l.Up(l.Nodes...)
		for i, n := range l.Nodes {
			for _, m := range l.Nodes[:i] {
				n.Go(func() { _ = n.Host().Connect(context.Background(), m.AddrInfo()) })
			}
		}
		time.Sleep(10 * time.Second)
		f(l)
	})
}

// publish lets n-i publish a message to a topic, and waits until its deadline.
func publish(l *protocoltest.Bench, by sim.Selector, topic string) {
	protocoltest.Do(Protocol, l.Instance, "publish", &Args{By: by, Topic: topic, Count: 1, Size: 64}, l.World.Rand("test"))
	time.Sleep(11 * time.Second)
}

// values returns the values of a metric.
func values(rec *sim.Recorder, metric string) (out []float64) {
	for _, s := range protocoltest.Samples(rec, metric) {
		out = append(out, s.Value)
	}
	return out
}

func sum(xs []float64) (s float64) {
	for _, x := range xs {
		s += x
	}
	return s
}
