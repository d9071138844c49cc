package main

import (
	"fmt"

	"github.com/libp2p/go-libp2p/core/host"

	"github.com/libp2p-sim/sim/sim/stack"
)

// A fleet is the hosts of one network, all up, none connected.
type fleet struct {
	hosts  []host.Host
	events func() int64 // entries of the event log so far, nil without a log
}

// A maker makes a fleet of n hosts with the given one-way delays between them.
type maker struct {
	name string
	make func(n int, l latencies) (fleet, error)
}

// makers are the networks, ours first: the others are compared with it.
var makers = []maker{
	{"ours", ours},
	{"mocknet", rawMocknet},
	{"libp2p-tcp", sockets(&stack.Config{Transports: stack.Transports{TCP: true}, Security: "noise"})},
	{"libp2p-quic", sockets(&stack.Config{Transports: stack.Transports{QUIC: true}})},
	{"simlibp2p", simLibp2p},
}

func lookup(name string) (maker, error) {
	for _, m := range makers {
		if m.name == name {
			return m, nil
		}
	}
	return maker{}, fmt.Errorf("no network %q; there are ours, mocknet, libp2p-tcp, libp2p-quic and simlibp2p", name)
}
