//go:build simsealed

package sim_test

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim"
)

// lostAfter returns when a node finds that it lost its connection to another,
// counted from now.
func lostAfter(n *sim.Node, other peer.ID) time.Duration {
	begin := time.Now()
	for n.Host().Network().Connectedness(other) == network.Connected && time.Since(begin) < time.Hour {
		time.Sleep(time.Millisecond)
	}
	return time.Since(begin)
}

func TestCrashIsNoticedByKeepaliveOnly(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		near, _ := pair(n[0], n[1])
		born := near.Conn().Stat().Opened
		n[1].Crash(nil)
		if _, err := near.Write([]byte("into the void")); err != nil {
			t.Errorf("Write to a peer that crashed: %v, want nothing to be noticed", err)
		}
		crashed := time.Now()
		if got, want := lostAfter(n[0], n[1].ID), born.Add(40*time.Second).Sub(crashed); got < want || got > want+time.Millisecond {
			t.Errorf("noticed after %v, want after %v: first probe and its time-out", got, want)
		}
		if _, err := near.Read(make([]byte, 1)); err == nil {
			t.Error("a stream outlived its connection")
		}
	})
}

func TestLeaveIsNoticedOneDelayLater(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		pair(n[0], n[1])
		n[1].Leave(nil)
		if got := lostAfter(n[0], n[1].ID); got < delay || got > delay+time.Millisecond {
			t.Errorf("noticed after %v, want %v", got, delay)
		}
	})
}

func TestClosedConnectionIsNoticedOneDelayLater(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		pair(n[0], n[1])
		if err := n[1].Host().Network().ClosePeer(n[0].ID); err != nil {
			t.Error(err)
		}
		if n[1].Host().Network().Connectedness(n[0].ID) == network.Connected {
			t.Error("the side that closed still sees the connection")
		}
		if got := lostAfter(n[0], n[1].ID); got < delay || got > delay+time.Millisecond {
			t.Errorf("noticed after %v, want %v", got, delay)
		}
	})
}

// TestComeBack: a node that crashed and comes back has its identity, address and
// disk, and can be connected to at once, although the other side has not yet
// noticed that it was away.
func TestComeBack(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		pair(n[0], n[1])
		id, addr := n[1].ID, n[1].Addr
		n[1].Disk["test"] = "kept"
		n[1].Crash(nil)
		time.Sleep(time.Second)
		if err := n[1].Start(); err != nil {
			t.Error(err)
			return
		}
		if n[1].Host().ID() != id || !n[1].Host().Addrs()[0].Equal(addr) || n[1].Disk["test"] != "kept" {
			t.Error("the node came back as somebody else")
		}
		n[1].Host().SetStreamHandler(proto, func(s network.Stream) { _, _ = io.Copy(s, s) })
		if err := n[1].Host().Connect(context.Background(), n[0].AddrInfo()); err != nil {
			t.Error(err)
		}
		s, err := n[0].Host().NewStream(context.Background(), id, proto)
		if err != nil {
			t.Error(err)
			return
		}
		begin := time.Now()
		if _, err := s.Write([]byte("x")); err != nil {
			t.Error(err)
		}
		if _, err := s.Read(make([]byte, 1)); err != nil || time.Since(begin) != 2*delay {
			t.Errorf("echo: %v after %v, want %v", err, time.Since(begin), 2*delay)
		}
		n[1].Wipe()
		if len(n[1].Disk) != 0 {
			t.Error("the disk survived Wipe")
		}
	})
}

// TestHostsAreReleased: the hosts of nodes that come and go do not pile up.
func TestHostsAreReleased(t *testing.T) {
	sealed(t, func() {
		w, n, _ := newWorld(config(), 4)
		for round := range 20 {
			for _, m := range n[1:] {
				if err := m.Host().Connect(context.Background(), n[0].AddrInfo()); err != nil {
					t.Error(err)
				}
			}
			time.Sleep(time.Minute)
			for _, m := range n[1:] {
				if round%2 == 0 {
					m.Crash(nil)
				} else {
					m.Leave(nil)
				}
			}
			time.Sleep(time.Minute)
			for _, m := range n[1:] {
				if err := m.Start(); err != nil {
					t.Error(err)
				}
			}
		}
		if got := w.OpenHosts(); got != 4 {
			t.Errorf("%d mocknet hosts are open, want 4", got)
		}
	})
}

func TestAddressesAreDistinctAndPublic(t *testing.T) {
	sealed(t, func() {
		seen := map[string]bool{}
		for i := range 100_000 {
			slot, generation := i, 0
			if i >= 60_000 { // successors in a network of 2 000
				slot, generation = i%2000, i/2000
			}
			a, err := sim.Address(slot, generation)
			if err != nil {
				t.Error(err)
				return
			}
			if seen[a.String()] {
				t.Errorf("address %d of slot %d, %v, was there before", generation, slot, a)
				return
			}
			seen[a.String()] = true
			if !sim.Public(a) {
				t.Errorf("address %d of slot %d, %v, is not public", generation, slot, a)
				return
			}
		}
	})
}

// TestSelect: a selector names nodes of its group by their numbers there.
func TestSelect(t *testing.T) {
	sealed(t, func() {
		w, _ := newNet(config())
		for _, name := range []string{"a-0", "b-0", "a-1", "a-2"} {
			if _, err := w.Add(sim.NodeConfig{Name: name, Group: name[:1], Dialable: true}); err != nil {
				panic(err)
			}
		}
		for selector, want := range map[sim.Selector]string{
			"": "a-0, b-0, a-1, a-2", "all": "a-0, b-0, a-1, a-2", "a": "a-0, a-1, a-2", "a[1]": "a-1", "a[0:2]": "a-0, a-1",
			"a[1:9]": "a-1, a-2", "b[1]": "", "c": "",
		} {
			if got := sim.Names(w.Select(selector)); got != want {
				t.Errorf("%q selects %s, want %s", selector, got, want)
			}
		}
	})
}
