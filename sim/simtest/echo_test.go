//go:build simsealed

package simtest_test

import (
	"context"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/simtest"
)

const echo = "/echo/1.0.0"

// connected reports whether one host has a connection to another.
func connected(a, b sim.Host) bool {
	return a.Network().Connectedness(b.ID()) == network.Connected
}

// roundTrip returns how long a byte takes there and back, on a new stream.
func roundTrip(n *simtest.Net, a, b sim.Host) time.Duration {
	b.SetStreamHandler(echo, func(s network.Stream) {
		n.Node(b).Go(func() {
			buf := make([]byte, 1)
			_, _ = s.Read(buf)
			_, _ = s.Write(buf)
		})
	})
	s, err := a.NewStream(context.Background(), b.ID(), echo)
	if err != nil {
		n.Fatalf("opening a stream: %v", err)
	}
	begin := n.Now()
	if _, err := s.Write([]byte{1}); err != nil {
		n.Fatalf("writing: %v", err)
	}
	if _, err := s.Read(make([]byte, 1)); err != nil {
		n.Fatalf("reading: %v", err)
	}
	return n.Now() - begin
}
