//go:build simsealed

package chandylamport

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A bench is a world of processes.
type bench struct {
	t  testing.TB
	w  *sim.World
	in *instance
	n  []*sim.Node
}

// jittery is a network whose packets take 10 to 100 ms, 30 ms more on average
// at random, and of which one in a hundred is lost.
func jittery() link.Model {
	j, err := link.JitterOf(dist.Exponential(30 * time.Millisecond))
	if err != nil {
		panic(err)
	}
	delay := link.FromDist{Delay: dist.Uniform(10*time.Millisecond, 100*time.Millisecond), Each: true}
	return link.With(delay, j, link.Independent(0.01))
}

// sealed runs f in a sealed run with so many peers, all down, and returns its
// records. F must not end the test: it does not run on the test's goroutine.
func sealed(t testing.TB, seed uint64, peers int, m link.Model, change func(*Options), f func(l *bench)) *sim.Recorder {
	t.Helper()
	return sealedAt(t, sim.NodeConfig{}, seed, peers, m, change, f)
}

// sealedAt is sealed with the capacity of the peers as in c.
func sealedAt(t testing.TB, c sim.NodeConfig, seed uint64, peers int, m link.Model, change func(*Options), f func(l *bench)) *sim.Recorder {
	t.Helper()
	return sealedWorld(t, protocoltest.Config(seed, m), c, peers, change, f)
}

// sealedWorld is sealedAt with all that a world can have.
func sealedWorld(t testing.TB, world sim.Config, c sim.NodeConfig, peers int, change func(*Options), f func(l *bench)) *sim.Recorder {
	t.Helper()
	return protocoltest.Run(t, Protocol, world, change, func(b *protocoltest.Bench) {
		for range peers {
			b.Add(c)
		}
		f(&bench{t: t, w: b.World, in: b.Instance.(*instance), n: b.Nodes})
	})
}

// constant is the one-way delay of networks without chance.
const constant = 50 * time.Millisecond

func (l *bench) up(nodes ...*sim.Node) { protocoltest.Up(l.in, nodes...) }

// mesh brings all up and waits until all have channels to all.
func (l *bench) mesh() {
	l.up(l.n...)
	for i, n := range l.n {
		for _, m := range l.n[:i] {
			l.connect(n, m)
		}
	}
	time.Sleep(5 * time.Second)
	for _, p := range l.in.processes {
		if len(p.inward) != len(l.n)-1 || len(p.outward) != len(l.n)-1 {
			l.t.Errorf("%s has %d channels in and %d out, want %d each", p.label(), len(p.inward), len(p.outward), len(l.n)-1)
		}
	}
}

func (l *bench) connect(n, m *sim.Node) {
	if err := n.Host().Connect(context.Background(), m.AddrInfo()); err != nil {
		l.t.Errorf("%s to %s: %v", n.Name, m.Name, err)
	}
}

func (l *bench) crash(n *sim.Node) { n.Crash(func() { l.in.Stop(n) }) }
func (l *bench) leave(n *sim.Node) { n.Leave(func() { l.in.Stop(n) }) }

// snapshot asks for snapshots by a selector.
func (l *bench) snapshot(count int, by sim.Selector) {
	protocoltest.Do(Protocol, l.in, "snapshot", &SnapshotArgs{Count: count, By: by}, l.w.Rand(fmt.Sprint("test/", by, l.w.Now())))
}

// countOnes returns the number of samples of a ratio and how many are 1.
func countOnes(t testing.TB, rec *sim.Recorder, metric string) (all, ones int) {
	t.Helper()
	for _, s := range protocoltest.Samples(rec, metric) {
		all++
		ones += int(s.Value)
	}
	return all, ones
}

// outcomes are the ends of operations with a name, in order.
func outcomes(t testing.TB, rec *sim.Recorder, op string) (out []string) {
	t.Helper()
	for _, e := range protocoltest.Events(rec, trace.OpEnd) {
		if e.Proto == op {
			out = append(out, e.Detail)
		}
	}
	return out
}

// want holds the outcomes of all snapshots against how each should begin.
func want(t testing.TB, rec *sim.Recorder, why string, prefixes ...string) {
	t.Helper()
	got := outcomes(t, rec, "chandylamport.snapshot")
	bad := len(got) != len(prefixes)
	for i := range prefixes {
		bad = bad || !strings.HasPrefix(got[i], prefixes[i])
	}
	if bad {
		t.Errorf("%s: %q, want %q", why, got, prefixes)
	}
}
