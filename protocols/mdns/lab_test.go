//go:build simsealed

package mdns

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// wire is the one-way delay inside the domains of the test networks.
const wire = 2 * time.Millisecond

// A lab is a world with mDNS in it.
type lab struct {
	t   testing.TB
	w   *sim.World
	rec *sim.Recorder
	in  protocols.Instance
	n   []*sim.Node
}

// sealed runs f in a sealed run with peers in the given domains, all down. F
// must not end the test: it does not run on the test's goroutine.
func sealed(t testing.TB, seed uint64, loss float64, change func(*Options), domains []string, f func(l *lab)) *sim.Recorder {
	t.Helper()
	rec := &sim.Recorder{}
	_, err := seal.Run(seal.Config{Seed: seed}, func() {
		w := sim.New(sim.Config{
			Seed:      sim.Seed(seed),
			Model:     link.Constant(wire),
			Dial:      sim.DialConfig{Handshake: sim.TCPNoiseYamux, Timeout: 5 * time.Second},
			Keepalive: sim.Keepalive{Interval: 30 * time.Second, Timeout: 10 * time.Second},
			Segment:   sim.Segment{Latency: wire, Loss: loss},
		}, rec)
		w.Define(Protocol{}.Metrics()...)
		o := Protocol{}.NewOptions().(*Options)
		if change != nil {
			change(o)
		}
		in, err := Protocol{}.New(w, o)
		if err != nil {
			panic(err)
		}
		l := &lab{t: t, w: w, rec: rec, in: in}
		for i, d := range domains {
			n, err := w.Add(sim.NodeConfig{Name: fmt.Sprintf("n-%d", i), Group: "n", Dialable: true, Domain: d})
			if err != nil {
				panic(err)
			}
			l.n = append(l.n, n)
		}
		f(l)
	})
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func lan(peers int) []string {
	out := make([]string, peers)
	for i := range out {
		out[i] = "lan"
	}
	return out
}

func (l *lab) up(nodes ...*sim.Node) {
	for _, n := range nodes {
		if err := n.Start(); err != nil {
			panic(err)
		}
		n.Do(func() {
			if err := l.in.Start(n); err != nil {
				panic(err)
			}
		})
	}
}

func (l *lab) leave(n *sim.Node) { n.Leave(func() { l.in.Stop(n) }) }
func (l *lab) crash(n *sim.Node) { n.Crash(func() { l.in.Stop(n) }) }

// samples are those of a metric by one peer about another; "" stands for all.
func samples(rec *sim.Recorder, metric, peer, key string) []trace.Sample {
	var out []trace.Sample
	text := append([]byte(trace.MetricsHeader+"\n"), rec.Metrics...)
	err := trace.ReadSamples(bytes.NewReader(text), func(s trace.Sample) error {
		if s.Metric == metric && (peer == "" || s.Peer == peer) && (key == "" || s.Key == key) {
			out = append(out, s)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return out
}

// want checks how many samples there are so far, and returns them.
func (l *lab) want(n int, metric, peer, key, why string) []trace.Sample {
	l.t.Helper()
	got := samples(l.rec, metric, peer, key)
	if len(got) != n {
		l.t.Errorf("at %v %s: %d × %s of %q about %q, want %d", l.w.Now(), why, len(got), metric, peer, key, n)
	}
	return got
}

// agent is a node's agent.
func (l *lab) agent(n *sim.Node) *agent { return l.in.(*instance).agents[n] }

// stranger is a node that speaks, but not by our rules.
func (l *lab) stranger(n *sim.Node) *sim.Group {
	if !n.Up() {
		if err := n.Start(); err != nil {
			panic(err)
		}
	}
	g, err := n.Host().Multicast(group, func(*sim.Node, []byte) {})
	if err != nil {
		panic(err)
	}
	return g
}
