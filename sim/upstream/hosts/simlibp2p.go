package hosts

import (
	"fmt"
	"time"

	connmgri "github.com/libp2p/go-libp2p/core/connmgr"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/p2p/net/connmgr"

	"github.com/libp2p-sim/sim/sim/simtest"
)

// OneMbps is that of simlibp2p, in bits per second.
const OneMbps = 1_000_000

// LinkSettings are those of simnet.
type LinkSettings struct{ BitsPerSecond int }

// NodeBiDiLinkSettings are those of simnet.
type NodeBiDiLinkSettings struct{ Downlink, Uplink LinkSettings }

// NodeLinkSettingsAndCount is that of simlibp2p.
type NodeLinkSettingsAndCount struct {
	LinkSettings NodeBiDiLinkSettings
	Count        int
}

// StaticLatency is that of simnet.
func StaticLatency(d time.Duration) time.Duration { return d }

// BlankHostOpts are those of simlibp2p.
type BlankHostOpts struct{ ConnMgr *connmgr.BasicConnMgr }

// NetworkSettings are those of simlibp2p. A blank host has no services; a simulated
// one has none but identify anyway.
type NetworkSettings struct {
	UseBlankHost            bool
	BlankHostOptsForHostIdx func(i int) BlankHostOpts
}

// A Simnet is the network that a test starts and closes, which is the run's.
type Simnet struct{}

// Start is that of simnet.
func (Simnet) Start() {}

// Close is that of simnet.
func (Simnet) Close() error { return nil }

// Meta has the hosts of a network, as that of simlibp2p.
type Meta struct{ Nodes []host.Host }

// SimpleLibp2pNetwork is that of simlibp2p.
func SimpleLibp2pNetwork(nodes []NodeLinkSettingsAndCount, latency time.Duration, settings NetworkSettings) (Simnet, *Meta, error) {
	if latency != delay {
		return Simnet{}, nil, fmt.Errorf("hosts: the network's delay is %v, and the test wants %v", delay, latency)
	}
	m := &Meta{}
	for _, n := range nodes {
		for range n.Count {
			up, down := n.LinkSettings.Uplink, n.LinkSettings.Downlink
			options := []simtest.Option{simtest.Bandwidth(int64(up.BitsPerSecond), int64(down.BitsPerSecond), 0)}
			if f := settings.BlankHostOptsForHostIdx; f != nil {
				if manager := f(len(m.Nodes)).ConnMgr; manager != nil {
					options = append(options, simtest.ConnManager(func() (connmgri.ConnManager, error) { return manager, nil }))
				}
			}
			m.Nodes = append(m.Nodes, next(options...))
		}
	}
	return Simnet{}, m, nil
}
