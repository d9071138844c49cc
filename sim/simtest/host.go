package simtest

import (
	"context"

	"github.com/libp2p/go-libp2p/core/connmgr"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
)

// An Option changes a host of [Net.Host].
type Option func(*sim.NodeConfig)

// NotDialable puts a host behind a NAT: it can dial and cannot be dialled.
func NotDialable() Option { return func(c *sim.NodeConfig) { c.Dialable = false } }

// At puts a host at a place of [Config].Model, such as a region of a latency
// table. The index is filled in.
func At(p link.Place) Option { return func(c *sim.NodeConfig) { c.Place = p } }

// Bandwidth limits the rates at which a host can send and receive, in bits per
// second; 0 is without limit. Queue is how many bytes may wait for either.
func Bandwidth(up, down int64, queue int) Option {
	return func(c *sim.NodeConfig) { c.Up, c.Down, c.Queue = up, down, queue }
}

// LAN puts a host on the LAN with a name, see [sim.Host.Join].
func LAN(name string) Option { return func(c *sim.NodeConfig) { c.LAN = name } }

// Addr is where a host listens, which nobody else does: hosts behind one IP address
// have ports of their own. Without it every host has a public address in a /16 of
// its own.
func Addr(a ma.Multiaddr) Option { return func(c *sim.NodeConfig) { c.Addr = a } }

// Addresses gives a machine so many IPv4 addresses, and one of IPv6 as well.
func Addresses(n int, ipv6 bool) Option {
	return func(c *sim.NodeConfig) { c.Addresses, c.IPv6 = n, ipv6 }
}

// ConnManager gives a host a connection manager, such as go-libp2p's connmgr. It is
// made anew when the host restarts, and closed with the host.
func ConnManager(makes func() (connmgr.ConnManager, error)) Option {
	return func(c *sim.NodeConfig) { c.ConnManager = makes }
}

// Host adds a host with a name and starts it. Its identity follows from the
// seed and the name.
func (n *Net) Host(name string, options ...Option) sim.Host {
	c := sim.NodeConfig{Name: name, Dialable: true}
	for _, o := range options {
		o(&c)
	}
	node, err := n.world.Add(c)
	if err == nil {
		err = node.Start()
	}
	if err != nil {
		n.Fatalf("starting host %s: %v", name, err)
	}
	return node.Host()
}

// A Peer is a host or a [Machine] of the network.
type Peer interface{ ID() peer.ID }

// Node returns the node that a host is, or was, an incarnation of. Goroutines
// started through its Do and Go belong to the host: [Net.Pause] stops it.
func (n *Net) Node(h Peer) *sim.Node {
	node := n.world.Node(h.ID())
	if node == nil {
		n.Fatalf("peer %v is not of this network, want one that Net.Host or Net.Machine made", h.ID())
	}
	return node
}

func (n *Net) nodes(hosts []host.Host) []*sim.Node {
	out := make([]*sim.Node, len(hosts))
	for i, h := range hosts {
		out[i] = n.Node(h)
	}
	return out
}

// Connect lets a host dial others, one after the other, and ends the test if it
// cannot.
func (n *Net) Connect(from host.Host, to ...host.Host) {
	for _, h := range to {
		if err := from.Connect(context.Background(), n.Node(h).AddrInfo()); err != nil {
			n.Fatalf("connecting %s to %s: %v", n.Node(from).Name, n.Node(h).Name, err)
		}
	}
}

// Crash takes a host down silently, as a power cut does: others find out by
// their keepalives. The host that was is of no use any more.
func (n *Net) Crash(h host.Host) {
	node := n.Node(h)
	if node.Up() {
		n.suffer(node, "crash")
		node.Crash(nil)
	}
}

// Leave takes a host down gracefully: its connections close, and the others
// know one delay later.
func (n *Net) Leave(h host.Host) {
	node := n.Node(h)
	n.recover(node)
	node.Leave(nil)
}

// Restart brings a host that is down up again, as a new host with the old
// identity and address and nothing else.
func (n *Net) Restart(h host.Host) sim.Host {
	node := n.Node(h)
	n.recover(node)
	if err := node.Start(); err != nil {
		n.Fatalf("restarting %s: %v", node.Name, err)
	}
	return node.Host()
}

// Pause stops a host's process, as SIGSTOP does: its stream handlers and the
// goroutines started by its node's Do or Go. Events that they wait for wait for
// them.
func (n *Net) Pause(h host.Host) {
	node := n.Node(h)
	n.Settle()
	if node.Up() && !node.Paused() {
		n.suffer(node, "pause")
		node.Pause()
	}
}

// Resume lets a paused host go on.
func (n *Net) Resume(h host.Host) {
	node := n.Node(h)
	if node.Paused() {
		n.recover(node)
	}
	node.Resume()
}

// suffer records a fault of a node, which ends what it suffers now.
func (n *Net) suffer(node *sim.Node, what string) {
	n.recover(node)
	n.ends[node] = n.world.Fault(node, what, -1)
}

// recover records the end of what a node suffers, if anything.
func (n *Net) recover(node *sim.Node) {
	if end := n.ends[node]; end != nil {
		end()
		delete(n.ends, node)
	}
}
