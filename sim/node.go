package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"slices"

	"github.com/libp2p/go-libp2p/core/connmgr"
	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim/inet"
	"github.com/libp2p-sim/sim/sim/internal/inbox"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Node is a peer with an identity that outlives its hosts: it can go down and
// come back.
type Node struct {
	Index    int    // in World.Everyone: the order in which nodes came to be, from 0
	Slot     int    // in World.Nodes; the same as that of the node that it replaced
	Name     string // group and number, "servers-17"; no other node has it
	Group    string
	Region   string // of the latency, "" if it has none
	Dialable bool   // others can dial it
	LAN      string // where its multicasts are heard, "" for nowhere
	ID       peer.ID
	Addr     ma.Multiaddr   // the first of Addrs
	Addrs    []ma.Multiaddr // where its hosts listen

	// Disk holds the data that survives a restart, by the name of the protocol
	// that keeps it there. Wipe empties it.
	Disk map[string]any

	world      *World
	key        ic.PrivKey  // of ID
	label      *seal.Label // on all work of the node
	config     NodeConfig  // with which it was added
	generation int         // how many nodes had its slot before it
	place      link.Place
	up         *link.Pipe // all that it sends goes through it, nil without limit
	down       *link.Pipe // all that it receives goes through it, nil without limit

	host     *fabricHost   // nil while it is down; never dead
	machine  *inet.Machine // nil before it was one
	running  bool          // it is up as a machine; then host is nil
	life     int           // how often it came up as a machine
	ended    bool          // its programs of before stand still for ever
	programs chan struct{} // closed when those of a machine without a host end
	stacked  *stackHost    // its host while it is up as a machine, nil if it has none
	outside  netip.Addr    // of the NAT in front of its machine, if there is one
	timeouts *rand.Rand    // of its dials, nil until one draws its time-out

	inbox  *inbox.Inbox[*packet] // what is on its way to it
	sender inbox.Sender          // to the inboxes of others

	sent, packets, dialled, opened, ops int64 // numbers given so far

	silences []*Effect // that it is under

	paused  bool     // only while it is up
	pauses  int      // how often it was, so that timers know theirs
	resumed instant  // when the last pause ended, 0 if none did
	asleep  []func() // work to do when the pause ends; empty while not paused
}

// NodeConfig describes a node to be added.
type NodeConfig struct {
	Name     string
	Group    string
	Place    link.Place // the index is filled in
	Region   string     // name of the place
	Dialable bool
	LAN      string // name of one, "" for none
	Up, Down int64  // capacity in bits per second, 0 without limit
	Queue    int    // bytes that may wait for either, 0 without limit
	// Addresses is how many IPv4 addresses its machine has, 0 for one, and IPv6 whether it
	// has one of IPv6 as well; without a NAT.
	Addresses int
	IPv6      bool
	// Addr is where it listens, nil for a public address in a /16 of its own. A node that
	// replaces it listens there too.
	Addr ma.Multiaddr
	// NAT is what is in front of its machine if others cannot dial it, nil for one whose
	// mapping depends on nothing and whose filter on address and port. Name and address are
	// filled in.
	NAT *inet.BoxConfig
	// Without names the protocols of the world that it does not run.
	Without []string
	// Adversary is how it departs from its protocols, nil of an honest node.
	Adversary *Adversary
	// ConnManager makes the connection manager of each of its hosts, which the host
	// closes. Nil makes none: tags are lost and nothing is trimmed.
	ConnManager func() (connmgr.ConnManager, error)
}

// Add adds a node, which is down at first.
func (w *World) Add(c NodeConfig) (*Node, error) {
	n, err := w.add(c, len(w.nodes), 0)
	if err == nil {
		w.nodes = append(w.nodes, n)
	}
	return n, err
}

// add makes a node for a slot that so many had before it.
func (w *World) add(c NodeConfig, slot, generation int) (*Node, error) {
	if w.byName[c.Name] != nil {
		return nil, fmt.Errorf("sim: two nodes called %s", c.Name)
	}
	key, id, err := w.identity(&c)
	if err != nil {
		return nil, fmt.Errorf("sim: identity of %s: %w", c.Name, err)
	}
	addr := c.Addr
	if addr == nil {
		if addr, err = address(slot, generation); err != nil {
			return nil, err
		}
	}
	w.placed = w.placed || c.Addr != nil
	if w.placed {
		if other := w.listener(addr); other != nil && (generation == 0 || other.Slot != slot) {
			return nil, fmt.Errorf("sim: %s and %s both listen on %s", other.Name, c.Name, addr)
		}
	}
	addrs, outside, err := w.listens(addr, &c)
	if err != nil {
		return nil, err
	}
	c.Place.Index = len(w.ever)
	n := &Node{
		Index:    len(w.ever),
		Name:     c.Name,
		Group:    c.Group,
		Region:   c.Region,
		Dialable: c.Dialable,
		LAN:      c.LAN,
		ID:       id,
		Addr:     addrs[0],
		Addrs:    addrs,
		Disk:     map[string]any{},
		world:    w,
		key:      key,
		label:    seal.NewLabel(c.Name),
		place:    c.Place,
		up:       pipe(c.Up, c.Queue),
		down:     pipe(c.Down, c.Queue),
	}
	n.sender = inbox.SenderOf(c.Name)
	n.inbox = inbox.New(w.cfg.Order, seal.NewLabel(kernelOf+c.Name).Do, n.arrive)
	n.config, n.Slot, n.generation, n.outside = c, slot, generation, outside
	w.ever = append(w.ever, n)
	w.byID[id] = n
	w.byName[c.Name] = n
	w.rec.peer(&trace.Peer{Name: n.Name, Group: n.Group, ID: n.ID.String(), Addr: n.Addr.String(), Region: n.Region})
	return n, nil
}

// Replace adds a node with a new identity in the place of one that is down. The
// new node takes over slot, place and configuration, with the address if that was
// given, and else gets one of its own. Its name is that of the first node in the slot, with a number.
func (w *World) Replace(old *Node) (*Node, error) {
	if old.Up() {
		return nil, fmt.Errorf("sim: %s is up and cannot be replaced", old.Name)
	}
	c := old.config
	first, _ := trace.Predecessor(c.Name)
	c.Name = trace.Successor(first, old.generation+1)
	n, err := w.add(c, old.Slot, old.generation+1)
	if err == nil {
		w.nodes[n.Slot] = n
		n.silences = slices.Clone(old.silences)
	}
	return n, err
}

func pipe(rate int64, queue int) *link.Pipe {
	if rate == 0 {
		return nil
	}
	return &link.Pipe{Rate: rate, Queue: queue}
}

// Host returns the node's present host, nil while it is down or is a machine without one.
func (n *Node) Host() Host {
	switch {
	case n.stacked != nil:
		return n.stacked
	case n.host != nil:
		return n.host
	}
	return nil
}

// Runs reports whether the node runs a protocol of the world while it is up.
func (n *Node) Runs(protocol string) bool { return !slices.Contains(n.config.Without, protocol) }

// Running returns those of some nodes that run a protocol while they are up.
func Running(nodes []*Node, protocol string) []*Node {
	return slices.DeleteFunc(slices.Clone(nodes), func(n *Node) bool { return !n.Runs(protocol) })
}

// BehindNAT reports whether the node's machine is behind a NAT.
func (n *Node) BehindNAT() bool { return n.outside.IsValid() }

// Up reports whether the node is up.
func (n *Node) Up() bool { return n.host != nil || n.running }

// AddrInfo returns the ID and the address with which others dial the node.
func (n *Node) AddrInfo() peer.AddrInfo {
	addrs := n.Addrs
	if n.BehindNAT() && n.world.cfg.Stack != nil {
		addrs = n.world.cfg.Stack.Reach(n)
	}
	return peer.AddrInfo{ID: n.ID, Addrs: addrs}
}

// Signal sends a signal to programs of the node that have asked for it with os/signal, as
// kill does, and reports whether there are any.
func (n *Node) Signal(s os.Signal) bool { return n.label.Signal(s) }

// Do calls f as the node's work, so that a panic in it, or in a goroutine that
// it starts, is reported with the node's name.
func (n *Node) Do(f func()) {
	n.renew()
	n.label.Do(f)
}

// Go starts a goroutine that does the node's work.
func (n *Node) Go(f func()) {
	n.renew()
	n.label.Go(f)
}

// whenAwake starts f as the node's work, now or when its pause ends.
func (n *Node) whenAwake(f func()) {
	if n.paused {
		n.asleep = append(n.asleep, f)
		return
	}
	n.label.Go(f)
}

// World returns the world that the node is in.
func (n *Node) World() *World { return n.world }

// Context returns a context that ends when the node's present host goes down, or the
// programs of a machine without one end.
func (n *Node) Context() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	var gone chan struct{}
	switch {
	case n.stacked != nil:
		gone = n.stacked.gone
	case n.host != nil:
		gone = n.host.gone
	case n.running && !n.ended:
		programs := n.programs
		seal.Nobody(func() { // the node's own goroutines stand still when its programs end
			go func() {
				select {
				case <-programs:
					cancel()
				case <-ctx.Done():
				}
			}()
		})
		return ctx, cancel
	default:
		cancel()
		return ctx, cancel
	}
	n.Go(func() {
		select {
		case <-gone:
			cancel()
		case <-ctx.Done():
		}
	})
	return ctx, cancel
}

// Wipe empties the node's disk.
func (n *Node) Wipe() { n.Disk = map[string]any{} }
