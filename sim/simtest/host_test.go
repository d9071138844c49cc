//go:build simsealed

package simtest_test

import (
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/simtest"
)

// TestCrash: a crash is silent, a leave is not, and a host that restarts is the
// same peer.
func TestCrash(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b, c := n.Host("a"), n.Host("b"), n.Host("c")
		n.Connect(a, b, c)
		n.Crash(b)
		n.Leave(c)
		n.Advance(10 * time.Millisecond)
		if !connected(a, b) || connected(a, c) {
			n.Errorf("10 ms later: connected to the crashed %v, to the one that left %v", connected(a, b), connected(a, c))
		}
		n.Advance(time.Minute)
		if connected(a, b) {
			n.Errorf("a minute later the crash is not known")
		}
		again := n.Restart(b)
		if again == b || again.ID() != b.ID() {
			n.Errorf("the restarted host is not a new one of the same peer")
		}
		n.Connect(a, b) // the peer, by its old host
		roundTrip(n, a, again)
	})
}

// TestPause: a paused host does nothing, and then all that it should have.
func TestPause(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		n.Connect(a, b)
		var ticks []time.Duration
		n.Node(b).Go(func() {
			for {
				time.Sleep(time.Second)
				ticks = append(ticks, n.Now())
			}
		})
		n.Advance(2 * time.Second)
		before := len(ticks)
		n.Pause(b)
		begin := n.Now()
		time.AfterFunc(9*time.Second, func() { n.Resume(b) })
		roundTrip(n, a, b)
		if took := n.Now() - begin; took < 9*time.Second || took > 10*time.Second {
			n.Errorf("the paused host answered after %v", took)
		}
		for _, at := range ticks[before:] {
			if at < begin+9*time.Second {
				n.Errorf("the paused host worked at %v", at)
			}
		}
	})
}

// TestIdentity: an identity follows from seed and name. A run can tell the test of it by
// how long it takes.
func TestIdentity(t *testing.T) {
	id := func(seed uint64, name string) string {
		return simtest.Run(t, simtest.Config{Seed: seed}, func(n *simtest.Net) {
			n.Advance(time.Duration(n.Host(name).ID()[10])<<16 + time.Duration(n.Host(name + "'").ID()[10]))
		}).Virtual.String()
	}
	first := id(1, "a")
	if again := id(1, "a"); again != first || id(2, "a") == first || id(1, "b") == first {
		t.Error("identities do not follow from seed and name")
	}
}

// TestNotDialable: a host behind a NAT still dials.
func TestNotDialable(t *testing.T) {
	simtest.Run(t, simtest.Config{Dial: sim.DialConfig{Handshake: sim.QUIC, Timeout: dist.Constant(time.Second)}}, func(n *simtest.Net) {
		a, b := n.Host("a", simtest.NotDialable()), n.Host("b")
		n.Connect(a, b)
		if n.Now() < 20*time.Millisecond {
			n.Errorf("a QUIC handshake was over at %v", n.Now())
		}
	})
}
