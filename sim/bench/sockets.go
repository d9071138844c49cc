package main

import (
	"context"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/stack"
)

// A labelled host is one of libp2p.New on a machine: what the workload asks of it is
// work of the machine, which has the sockets.
type labelled struct {
	host.Host
	node *sim.Node
}

// Connect implements host.Host.
func (l labelled) Connect(ctx context.Context, p peer.AddrInfo) (err error) {
	l.node.Do(func() { err = l.Host.Connect(ctx, p) })
	return err
}

// NewStream implements host.Host.
func (l labelled) NewStream(ctx context.Context, p peer.ID, protos ...protocol.ID) (s network.Stream, err error) {
	l.node.Do(func() { s, err = l.Host.NewStream(ctx, p, protos...) })
	return s, err
}

// sockets is hosts of libp2p.New over the sockets of package sim/inet; the log has packets.
func sockets(c *stack.Config) func(n int, l latencies) (fleet, error) {
	return func(n int, l latencies) (fleet, error) {
		return simulated(n, l, c, func(n *sim.Node) host.Host { return labelled{n.Host(), n} })
	}
}
