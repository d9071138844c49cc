//go:build simsealed

package sim_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim"
)

// TestEvents: each host says on its bus, and to those who listen to its network, what
// happens at its end and when: the dialler is connected after three round trips of 100 ms,
// the other half of one later, and of two connections the last that closes is the end.
func TestEvents(t *testing.T) {
	var said []string
	sealed(t, func() {
		_, n, _ := newWorld(config(), 2)
		begin := time.Now()
		say := func(n *sim.Node, what any) {
			said = append(said, fmt.Sprintf("%s %v %v", n.Name, time.Since(begin), what))
		}
		for _, node := range n {
			sub, err := node.Host().EventBus().Subscribe(new(event.EvtPeerConnectednessChanged))
			if err != nil {
				panic(err)
			}
			node.Go(func() {
				for e := range sub.Out() {
					say(node, e.(event.EvtPeerConnectednessChanged).Connectedness)
				}
			})
			node.Host().Network().Notify(&network.NotifyBundle{
				ConnectedF:    func(_ network.Network, c network.Conn) { say(node, "+"+c.ID()) },
				DisconnectedF: func(_ network.Network, c network.Conn) { say(node, "-"+c.ID()) },
			})
		}
		both := func(f func(at, far *sim.Node)) {
			n[0].Go(func() { f(n[0], n[1]) })
			time.Sleep(10 * time.Millisecond)
			n[1].Go(func() { f(n[1], n[0]) })
			time.Sleep(time.Second)
		}
		both(func(at, far *sim.Node) { _ = at.Host().Connect(context.Background(), far.AddrInfo()) })
		for range 2 {
			_ = n[0].Host().Network().Conns()[0].Close()
			time.Sleep(time.Second)
		}
	})
	slices.Sort(said)
	want := []string{
		"n-0 1.01s -n-0/1", "n-0 2.01s -n-1/1", "n-0 2.01s NotConnected",
		"n-0 300ms +n-0/1", "n-0 300ms Connected", "n-0 360ms +n-1/1",
		"n-1 1.06s -n-0/1", "n-1 2.06s -n-1/1", "n-1 2.06s NotConnected",
		"n-1 310ms +n-1/1", "n-1 310ms Connected", "n-1 350ms +n-0/1",
	}
	if !slices.Equal(said, want) {
		t.Errorf("said\n%q\nwant\n%q", said, want)
	}
}

// TestAddressesAreSaid: who asks a host's bus hears where the host listens, as often as
// somebody asks.
func TestAddressesAreSaid(t *testing.T) {
	sealed(t, func() {
		_, n, _ := newWorld(config(), 1)
		for range 2 {
			sub, err := n[0].Host().EventBus().Subscribe(new(event.EvtLocalAddressesUpdated))
			if err != nil {
				panic(err)
			}
			time.Sleep(time.Second)
			select {
			case e := <-sub.Out():
				if a := e.(event.EvtLocalAddressesUpdated).Current; len(a) != 1 || !a[0].Address.Equal(n[0].Addr) {
					t.Errorf("the host listens on %v, want %v", a, n[0].Addr)
				}
			default:
				t.Error("the bus has no addresses")
			}
		}
	})
}
