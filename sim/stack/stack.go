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
	"slices"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/host/autorelay"
	rcmgr "github.com/libp2p/go-libp2p/p2p/host/resource-manager"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/net/connmgr"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/relay"
	"github.com/libp2p/go-libp2p/p2p/protocol/holepunch"
	"github.com/libp2p/go-libp2p/p2p/security/insecure"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	libp2ptls "github.com/libp2p/go-libp2p/p2p/security/tls"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim"
)

// Config says what hosts have.
type Config struct {
	Transports
	Groups   map[string]Transports // of groups that have others
	Security string                // of TCP: "noise", "tls", "none" (plaintext), or "" for noise and tls, as libp2p.New offers them
	Conns    *Connections          // marks of the connection manager, nil for those of libp2p.New

	Relays    string // the group whose hosts relay for those behind NATs, "" for none
	HolePunch bool   // peers that meet over a relay try to connect directly (DCUtR)
	// AutoNAT lets hosts find out by AutoNAT, versions 1 and 2, whether others can dial
	// them, which those do for each other that can be dialled. Without it they are told.
	AutoNAT bool
	Limits  *Limits // of the resource manager, nil for those of libp2p.New

	recorders map[*sim.World]*recorder
}

// Connections are the marks of a connection manager.
type Connections struct {
	Low, High int
	Grace     time.Duration
}

// Transports are those over which hosts listen and dial. At least one of them is set.
type Transports struct{ TCP, QUIC bool }

// of returns the transports of a group.
func (c *Config) of(group string) Transports {
	if t, ok := c.Groups[group]; ok {
		return t
	}
	return c.Transports
}

// Limits are those of a whole host, in its resource manager. Zero is that of libp2p.New.
type Limits struct {
	Conns, Streams int
	Memory         int64 // bytes
}

// manager makes a resource manager that has the limits, and otherwise those of libp2p.New.
func (l *Limits) manager() (network.ResourceManager, error) {
	limits := rcmgr.DefaultLimits
	libp2p.SetDefaultServiceLimits(&limits)
	own := rcmgr.PartialLimitConfig{System: rcmgr.ResourceLimits{
		Conns: rcmgr.LimitVal(l.Conns), ConnsInbound: rcmgr.LimitVal(l.Conns), ConnsOutbound: rcmgr.LimitVal(l.Conns),
		Streams: rcmgr.LimitVal(l.Streams), StreamsInbound: rcmgr.LimitVal(l.Streams), StreamsOutbound: rcmgr.LimitVal(l.Streams),
		Memory: rcmgr.LimitVal64(l.Memory),
	}}
	return rcmgr.NewResourceManager(rcmgr.NewFixedLimiter(own.Build(limits.AutoScale())))
}

// port is where hosts listen.
const port = 4001

// userAgent is the name that hosts give themselves: the default is the path and version
// of the program.
const userAgent = "libp2p-sim"

// Addrs implements sim.Stack.
func (c *Config) Addrs(group string, ip netip.Addr) (addrs []ma.Multiaddr, err error) {
	over, version := c.of(group), "ip4"
	if ip.Is6() {
		version = "ip6"
	}
	for _, t := range []struct {
		has  bool
		path string
	}{{over.TCP, "/%s/%s/tcp/%d"}, {over.QUIC, "/%s/%s/udp/%d/quic-v1"}} {
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
	listen, err := c.Addrs(n.Group, netip.IPv4Unspecified()) // as users do: QUIC then dials from where it listens
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(n.Machine().Addrs, netip.Addr.Is6) {
		six, err := c.Addrs(n.Group, netip.IPv6Unspecified())
		if err != nil {
			return nil, err
		}
		listen = append(listen, six...)
	}
	options := []libp2p.Option{
		libp2p.Identity(n.Key()), libp2p.ListenAddrs(listen...), libp2p.UserAgent(userAgent), libp2p.DisableMetrics(),
	}
	r, v := c.recorder(n.World()), voice{n, n.Life()}
	options = append(options, libp2p.Muxer(yamux.ID, &muxer{r, v}))
	over := c.of(n.Group)
	if over.TCP {
		options = append(options, libp2p.Transport(r.tcpTransport(v)))
	}
	if over.QUIC {
		options = append(options, libp2p.Transport(r.quicTransport(v)))
	}
	switch c.Security {
	case "noise":
		options = append(options, libp2p.Security(noise.ID, noise.New))
	case "tls":
		options = append(options, libp2p.Security(libp2ptls.ID, libp2ptls.New))
	case "none":
		options = append(options, libp2p.Security(insecure.ID, newPlaintext))
	}
	if c.Conns != nil {
		m, err := connmgr.NewConnManager(c.Conns.Low, c.Conns.High, connmgr.WithGracePeriod(c.Conns.Grace))
		if err != nil {
			return nil, fmt.Errorf("stack: %w", err)
		}
		options = append(options, libp2p.ConnectionManager(m))
	}
	if c.Limits != nil {
		m, err := c.Limits.manager()
		if err != nil {
			return nil, fmt.Errorf("stack: %w", err)
		}
		options = append(options, libp2p.ResourceManager(m))
	}
	more, err := c.reachability(n)
	if err != nil {
		return nil, err
	}
	return libp2p.New(append(options, more...)...)
}

// reachability tells a host whether others can dial it, which AutoNAT would find out in time,
// unless it is to; and gives those whom nobody can dial their relays.
func (c *Config) reachability(n *sim.Node) (options []libp2p.Option, err error) {
	if c.HolePunch {
		options = append(options, libp2p.EnableHolePunching(holepunch.WithTracer(&punches{n, map[peer.ID]int{}})))
	}
	switch {
	case c.AutoNAT && n.BehindNAT():
		options = append(options, libp2p.EnableAutoNATv2())
	case c.AutoNAT:
		options = append(options, libp2p.EnableAutoNATv2(), libp2p.EnableNATService())
	case n.BehindNAT():
		options = append(options, libp2p.ForceReachabilityPrivate())
	default:
		options = append(options, libp2p.ForceReachabilityPublic())
	}
	switch {
	case c.Relays == "":
		return options, nil
	case !n.BehindNAT() && n.Group == c.Relays:
		return append(options, libp2p.EnableRelayService(relay.WithResources(unlimited()))), nil
	case !n.BehindNAT():
		return options, nil
	}
	var infos []peer.AddrInfo
	for _, r := range c.relaysOf(n) {
		infos = append(infos, r.AddrInfo())
	}
	return append(options, libp2p.EnableAutoRelayWithStaticRelays(infos, autorelay.WithBootDelay(0), autorelay.WithNumRelays(len(infos)))), nil
}

// unlimited lets a relay serve a whole network: as many reservations as there are peers.
func unlimited() relay.Resources {
	r := relay.DefaultResources()
	r.MaxReservations, r.MaxReservationsPerIP, r.MaxReservationsPerASN = 1<<20, 1<<20, 1<<20
	return r
}

// relaysPerNode is how many relays a peer asks for a reservation, as autorelay's default.
const relaysPerNode = 2

// relaysOf returns the relays of a node, which follow from its slot.
func (c *Config) relaysOf(n *sim.Node) (relays []*sim.Node) {
	var all []*sim.Node
	for _, m := range n.World().Nodes() {
		if m.Group == c.Relays && !m.BehindNAT() {
			all = append(all, m)
		}
	}
	for i := range min(relaysPerNode, len(all)) {
		relays = append(relays, all[(n.Slot+i)%len(all)])
	}
	return relays
}

// Reach implements sim.Stack: by its relays, if it has any.
func (c *Config) Reach(n *sim.Node) []ma.Multiaddr {
	if c.Relays == "" {
		return n.Addrs
	}
	var addrs []ma.Multiaddr
	for _, r := range c.relaysOf(n) {
		for _, a := range r.Addrs {
			circuit, err := ma.NewMultiaddr(fmt.Sprintf("/p2p/%s/p2p-circuit", r.ID))
			if err != nil {
				panic(err) // an ID is one
			}
			addrs = append(addrs, a.Encapsulate(circuit))
		}
	}
	return addrs
}

// punches tells of a node's hole punches.
type punches struct {
	node *sim.Node
	// tries counts those with a peer that failed.
	tries map[peer.ID]int
}

// mostTries is how often DCUtR tries (holepunch's maxRetries).
const mostTries = 3

// Trace implements holepunch.EventTracer. Both sides are told how each try ends.
func (p *punches) Trace(e *holepunch.Event) {
	switch evt := e.Evt.(type) {
	case *holepunch.HolePunchAttemptEvt:
		p.tries[e.Remote]++
	case *holepunch.EndHolePunchEvt:
		tries := p.tries[e.Remote]
		if tries == 0 || !evt.Success && tries < mostTries {
			return // one that did not begin, or another try follows
		}
		delete(p.tries, e.Remote)
		to := e.Remote.String()
		if n := p.node.World().Node(e.Remote); n != nil {
			to = n.Name
		}
		success := 0.0
		if evt.Success {
			success = 1
			p.node.World().Emit(sim.HolePunchTime, float64(evt.EllapsedTime.Nanoseconds()), p.node.Name, to)
		}
		p.node.World().Emit(sim.HolePunched, success, p.node.Name, to)
	}
}
