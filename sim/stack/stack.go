// Package stack makes the hosts that users of libp2p deploy: those of libp2p.New, with
// its swarm, transports, security and muxers, over the sockets of a simulated machine.
//
// It is a package of its own so that programs without such hosts do without what they
// need, and so that package sim does not depend on it.
package stack

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/p2p/net/connmgr"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	libp2ptls "github.com/libp2p/go-libp2p/p2p/security/tls"
	libp2pquic "github.com/libp2p/go-libp2p/p2p/transport/quic"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim"
)

// Config says what hosts have. At least one of TCP and QUIC is set.
type Config struct {
	TCP, QUIC bool
	Security  string       // of TCP: "noise", "tls", or "" for both, as libp2p.New offers them
	Conns     *Connections // marks of the connection manager, nil for those of libp2p.New
}

// Connections are the marks of a connection manager.
type Connections struct {
	Low, High int
	Grace     time.Duration
}

// port is where hosts listen.
const port = 4001

// userAgent is the name that hosts give themselves: the default is the path and version
// of the program.
const userAgent = "libp2p-sim"

// Addrs implements sim.Stack.
func (c *Config) Addrs(ip netip.Addr) (addrs []ma.Multiaddr, err error) {
	version := "ip4"
	if ip.Is6() {
		version = "ip6"
	}
	for _, t := range []struct {
		has  bool
		path string
	}{{c.TCP, "/%s/%s/tcp/%d"}, {c.QUIC, "/%s/%s/udp/%d/quic-v1"}} {
		if !t.has {
			continue
		}
		a, err := ma.NewMultiaddr(fmt.Sprintf(t.path, version, ip, port))
		if err != nil {
			return nil, fmt.Errorf("stack: %w", err)
		}
		addrs = append(addrs, a)
	}
	if len(addrs) == 0 {
		return nil, errors.New("stack: a host has TCP, QUIC or both")
	}
	return addrs, nil
}

// Host implements sim.Stack.
func (c *Config) Host(n *sim.Node) (host.Host, error) {
	options := []libp2p.Option{
		libp2p.Identity(n.Key()), libp2p.ListenAddrs(n.Addrs...), libp2p.UserAgent(userAgent), libp2p.DisableMetrics(),
	}
	if c.TCP {
		options = append(options, libp2p.Transport(tcp.NewTCPTransport))
	}
	if c.QUIC {
		options = append(options, libp2p.Transport(libp2pquic.NewTransport))
	}
	switch c.Security {
	case "noise":
		options = append(options, libp2p.Security(noise.ID, noise.New))
	case "tls":
		options = append(options, libp2p.Security(libp2ptls.ID, libp2ptls.New))
	}
	if c.Conns != nil {
		m, err := connmgr.NewConnManager(c.Conns.Low, c.Conns.High, connmgr.WithGracePeriod(c.Conns.Grace))
		if err != nil {
			return nil, fmt.Errorf("stack: %w", err)
		}
		options = append(options, libp2p.ConnectionManager(m))
	}
	return libp2p.New(options...)
}
