package spec

import (
	"time"

	"github.com/libp2p-sim/sim/scenarios/kubernetes"
	"github.com/libp2p-sim/sim/sim/dist"
)

// New returns the defaults of a scenario.
func New() *Spec {
	return &Spec{
		Seed: 1,
		Network: Network{
			Dial:      Dial{Handshake: "tcp-noise-yamux", Timeout: dist.Constant(5 * time.Second), Offline: "timeout", Backoff: true},
			Keepalive: Keepalive{Interval: 30 * time.Second, Timeout: 10 * time.Second},
		},
		Bootstrap: Bootstrap{Graph: "random", Degree: 3, Interval: 100 * time.Millisecond},
	}
}

// SetDefaults fills in the values that a list element holds before it is decoded.
func (g *Group) SetDefaults() { g.Dialable, g.Queue = true, 256<<10 }

func (k *Kubernetes) SetDefaults() {
	c := kubernetes.DefaultConfig()
	k.Loopback, k.Bridge, k.Wire, k.Route = c.Loopback, c.Bridge, c.Wire, c.Route
	k.Multicast = "nodes"
}
