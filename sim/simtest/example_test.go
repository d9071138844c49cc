package simtest_test

import (
	"context"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/p2p/protocol/ping"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/simtest"
)

// Two hosts, 50 ms apart, which a broken network keeps from each other for a while.
// In a project the function is called TestPing.
func Example() {}

func testPing(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		alice, bob := n.Host("alice"), n.Host("bob")
		n.Link(alice, bob, link.Way{Delay: 50 * time.Millisecond})
		n.Connect(alice, bob)
		ping.NewPingService(bob)

		pings := ping.Ping(context.Background(), alice, bob.ID())
		if r := <-pings; r.RTT != 100*time.Millisecond {
			n.Errorf("the round trip took %v, %v", r.RTT, r.Error)
		}

		heal := n.Cut(alice, bob)
		n.Advance(5 * time.Second)
		heal()
		if r := <-pings; r.RTT < 5*time.Second {
			n.Errorf("the ping during the cut took %v, %v", r.RTT, r.Error)
		}
	})
}
