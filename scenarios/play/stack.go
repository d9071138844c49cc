package play

import (
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	real "github.com/libp2p-sim/sim/sim/stack"
)

// hosts returns what makes hosts in place of mocknet, nil if mocknet does.
func hosts(n *spec.Network) sim.Stack {
	if n.Stack != spec.Libp2pStack {
		return nil
	}
	l := n.Libp2p
	if l == nil {
		l = &spec.Libp2p{}
		l.SetDefaults()
	}
	c := &real.Config{Transports: transports(l.Transports), Groups: map[string]real.Transports{}, Relays: l.Relays, HolePunch: l.HolePunch, AutoNAT: l.AutoNAT}
	for _, g := range n.Peers {
		if g.Transports != "" {
			c.Groups[g.Group] = transports(g.Transports)
		}
	}
	if l.Security != "both" {
		c.Security = l.Security
	}
	if m := l.Limits; m != nil {
		c.Limits = &real.Limits{Conns: m.Conns, Streams: m.Streams, Memory: int64(m.Memory)}
	}
	if m := n.Connections; m != nil {
		c.Conns = &real.Connections{Low: m.Low, High: m.High, Grace: m.Grace}
	}
	return c
}

func congestion(word string) sim.Congestion {
	switch word {
	case "reno":
		return sim.Reno
	case "cubic":
		return sim.CUBIC
	}
	return sim.Ideal
}

func transports(word string) real.Transports {
	return real.Transports{TCP: word != "quic", QUIC: word != "tcp"}
}
