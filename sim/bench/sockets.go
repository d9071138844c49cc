package main

import (
	"context"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
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

// sockets is hosts of libp2p.New over the sockets of package sim/inet. Its event log of
// packets is written, line by line, and thrown away.
func sockets(c *stack.Config) func(n int, l latencies) (fleet, error) {
	return func(n int, l latencies) (fleet, error) {
		rec := &sim.Recorder{Watch: watch}
		rec.Spill = func() {
			rec.Drop(sim.EventLog)
			rec.Drop(sim.MetricLog)
		}
		w := sim.New(sim.Config{
			Seed: seed, Model: l, Stack: c,
			Dial:      sim.DialConfig{Timeout: dist.Constant(5 * time.Second)},
			Keepalive: sim.Keepalive{Interval: 30 * time.Second, Timeout: 10 * time.Second},
		}, rec)
		f := fleet{events: rec.Count}
		for i := range n {
			node, err := w.Add(sim.NodeConfig{Name: fmt.Sprintf("host-%d", i), Dialable: true})
			if err != nil {
				return fleet{}, err
			}
			if err := node.Start(); err != nil {
				return fleet{}, err
			}
			f.hosts = append(f.hosts, labelled{node.Host(), node})
		}
		return f, nil
	}
}
