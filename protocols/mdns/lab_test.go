//go:build simsealed

package mdns

import (
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// wire is the one-way delay inside the domains of the test networks.
const wire = 2 * time.Millisecond

// A bench is a world with mDNS in it.
type bench struct {
	t   testing.TB
	w   *sim.World
	rec *sim.Recorder
	in  protocols.Instance
	n   []*sim.Node
}

// sealed runs f in a sealed run with peers in the given domains, all down. F
// must not end the test: it does not run on the test's goroutine.
func sealed(t testing.TB, seed uint64, loss float64, change func(*Options), domains []string, f func(l *bench)) *sim.Recorder {
	t.Helper()
	c := protocoltest.Config(seed, link.Constant(wire))
	c.LAN = sim.LAN{Latency: wire, Loss: loss}
	return protocoltest.Run(t, Protocol, c, change, func(b *protocoltest.Bench) {
		for _, d := range domains {
			b.Add(sim.NodeConfig{LAN: d})
		}
		f(&bench{t: t, w: b.World, rec: b.Rec, in: b.Instance, n: b.Nodes})
	})
}

func lan(peers int) []string {
	out := make([]string, peers)
	for i := range out {
		out[i] = "lan"
	}
	return out
}

func (l *bench) up(nodes ...*sim.Node) { protocoltest.Up(l.in, nodes...) }

func (l *bench) leave(n *sim.Node) { n.Leave(func() { l.in.Stop(n) }) }
func (l *bench) crash(n *sim.Node) { n.Crash(func() { l.in.Stop(n) }) }

// samples are those of a metric by one peer about another; "" stands for all.
func samples(rec *sim.Recorder, metric, peer, key string) []trace.Sample {
	var out []trace.Sample
	for _, s := range protocoltest.Samples(rec, metric) {
		if (peer == "" || s.Peer == peer) && (key == "" || s.Key == key) {
			out = append(out, s)
		}
	}
	return out
}

// want checks how many samples there are so far, and returns them.
func (l *bench) want(n int, metric, peer, key, why string) []trace.Sample {
	l.t.Helper()
	got := samples(l.rec, metric, peer, key)
	if len(got) != n {
		l.t.Errorf("at %v %s: %d × %s of %q about %q, want %d", l.w.Now(), why, len(got), metric, peer, key, n)
	}
	return got
}

// agent is a node's agent.
func (l *bench) agent(n *sim.Node) *agent { return l.in.(*instance).agents[n] }

// stranger is a node that speaks, but not by our rules.
func (l *bench) stranger(n *sim.Node) *sim.Membership {
	if !n.Up() {
		if err := n.Start(); err != nil {
			panic(err)
		}
	}
	g, err := n.Host().Join(group, func(*sim.Node, []byte) {})
	if err != nil {
		panic(err)
	}
	return g
}

func ptr[T any](x T) *T { return &x }
