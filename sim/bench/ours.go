package main

import (
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/host"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/trace"
)

// watch, if not nil, is given the events of ours; for tests.
var watch func(*trace.Event)

// ours is package sim. It dials without a handshake, as mocknet does: what is
// compared is the transport of streams.
func ours(n int, l latencies) (fleet, error) {
	return simulated(n, l, nil, func(n *sim.Node) host.Host { return n.Host() })
}

// simulated is a fleet of hosts of a stack, nil for mocknet, in a world of package sim.
// The event log is written, line by line, and thrown away.
func simulated(n int, l latencies, s sim.Stack, of func(*sim.Node) host.Host) (fleet, error) {
	rec := &sim.Recorder{Watch: watch}
	rec.Spill = func() {
		rec.Drop(sim.EventLog)
		rec.Drop(sim.MetricLog)
	}
	w := sim.New(sim.Config{
		Seed:      seed,
		Model:     l,
		Stack:     s,
		Dial:      sim.DialConfig{Handshake: sim.NoHandshake, Timeout: dist.Constant(5 * time.Second)},
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
		f.hosts = append(f.hosts, of(node))
	}
	return f, nil
}
