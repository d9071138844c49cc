package hosts

import (
	"fmt"
	"testing"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/simtest"
)

// A BasicHost is a simulated host where a test wants a basic host.
type BasicHost struct{ sim.Host }

var _ host.Host = (*BasicHost)(nil)

// Start is that of a basic host. A simulated one has started.
func (h *BasicHost) Start() {}

// next makes the run's next host. As in upstream's tests all have one IP address,
// and ports of their own.
func next(options ...simtest.Option) *BasicHost {
	made++
	addr := ma.StringCast(fmt.Sprintf("/ip4/127.0.0.1/tcp/%d", 10_000+made))
	options = append(options, simtest.Addr(addr))
	return &BasicHost{Host: network.Host(fmt.Sprintf("host-%d", made), options...)}
}

// A Swarm is what [NewHost] makes a host of.
type Swarm struct{}

// A SwarmOption says what a swarm is like.
type SwarmOption int

// OptDisableReuseport is that of package swarm/testing. Simulated dials have no
// source ports.
const OptDisableReuseport SwarmOption = 0

// GenSwarm is that of package swarm/testing.
func GenSwarm(testing.TB, ...SwarmOption) Swarm { return Swarm{} }

// HostOpts are the options of a basic host, of which tests use none.
type HostOpts struct{}

// NewHost is that of package basic host.
func NewHost(Swarm, *HostOpts) (*BasicHost, error) { return next(), nil }

// New is that of package libp2p.
func New(options ...libp2p.Option) (*BasicHost, error) {
	if len(options) > 0 {
		return nil, fmt.Errorf("hosts: a simulated host takes no options of libp2p, and here are %d", len(options))
	}
	return next(), nil
}

// A Mesh is a mocknet in which everybody can dial everybody.
type Mesh struct{ hosts []host.Host }

// FullMeshLinked is that of mocknet.
func FullMeshLinked(n int) (*Mesh, error) {
	m := &Mesh{}
	for range n {
		m.hosts = append(m.hosts, next())
	}
	return m, nil
}

// Hosts is that of a mocknet.
func (m *Mesh) Hosts() []host.Host { return m.hosts }

// ConnectAllButSelf is that of a mocknet.
func (m *Mesh) ConnectAllButSelf() error {
	for i, h := range m.hosts {
		network.Connect(h, m.hosts[i+1:]...)
	}
	return nil
}

// Close is that of a mocknet. The run ends with the test.
func (m *Mesh) Close() error { return nil }
