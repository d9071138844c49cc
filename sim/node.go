package sim

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	"github.com/libp2p/go-libp2p/core/connmgr"
	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Node is a peer with an identity that outlives its hosts: it can go down and
// come back.
type Node struct {
	Index    int    // in World.Everyone: the order in which nodes came to be, from 0
	Slot     int    // in World.Nodes; that of whom it succeeds
	Name     string // group and number: "servers-17"
	Group    string
	Region   string // of the latency, "" if it has none
	Dialable bool   // others can dial it
	LAN      string // where its multicasts are heard, "" for nowhere
	ID       peer.ID
	Addr     ma.Multiaddr

	// Disk holds what survives a restart, by the name of the protocol that
	// keeps it there. Wipe empties it.
	Disk map[string]any

	world      *World
	key        ic.PrivKey
	label      *seal.Label
	config     NodeConfig
	generation int // how many nodes had its slot before it
	place      link.Place
	up         *link.Pipe // nil without limit
	down       *link.Pipe
	host       *Host // nil while down

	timeouts *rand.Rand // of its dials, if they have a law

	paused  bool
	pauses  int      // how often it was
	resumed instant  // when the last pause ended
	asleep  []func() // what came in a pause
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
	// Addr is where it listens, nil for a public address in a /16 of its own.
	Addr ma.Multiaddr
	// ConnManager makes the connection manager of each of its hosts, which the host
	// closes. Nil makes none: tags are lost and nothing is trimmed.
	ConnManager func() (connmgr.ConnManager, error)
}

// Add adds a node, which is down at first.
func (w *World) Add(c NodeConfig) (*Node, error) {
	if w.byName[c.Name] != nil {
		return nil, fmt.Errorf("sim: two nodes called %s", c.Name)
	}
	seed := w.cfg.Seed.bytes("identity/" + c.Name)
	key, _, err := ic.GenerateEd25519Key(bytes.NewReader(seed[:]))
	if err != nil {
		return nil, fmt.Errorf("sim: key of %s: %w", c.Name, err)
	}
	id, err := peer.IDFromPrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("sim: identity of %s: %w", c.Name, err)
	}
	addr := c.Addr
	if addr == nil {
		if addr, err = address(len(w.ever)); err != nil {
			return nil, err
		}
	}
	w.placed = w.placed || c.Addr != nil
	if w.placed {
		if other := w.listener(addr); other != nil {
			return nil, fmt.Errorf("sim: %s and %s both listen on %s", other.Name, c.Name, addr)
		}
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
		Addr:     addr,
		Disk:     map[string]any{},
		world:    w,
		key:      key,
		label:    seal.NewLabel(c.Name),
		place:    c.Place,
		up:       pipe(c.Up, c.Queue),
		down:     pipe(c.Down, c.Queue),
	}
	n.config, n.Slot = c, len(w.nodes)
	w.nodes = append(w.nodes, n)
	w.ever = append(w.ever, n)
	w.byID[id] = n
	w.byName[c.Name] = n
	w.rec.peer(&trace.Peer{Name: n.Name, Group: n.Group, ID: n.ID.String(), Addr: n.Addr.String(), Region: n.Region})
	return n, nil
}

// Replace adds a node with a new identity in the place of one that is down. The
// new node takes over slot, place and configuration, and gets an address of its
// own. Its name is that of the first node in the slot, with a number.
func (w *World) Replace(old *Node) (*Node, error) {
	if old.host != nil {
		return nil, fmt.Errorf("sim: %s is up and cannot be replaced", old.Name)
	}
	c := old.config
	first, _ := trace.Predecessor(c.Name)
	c.Name, c.Addr = trace.Successor(first, old.generation+1), nil
	n, err := w.Add(c)
	if err != nil {
		return nil, err
	}
	w.nodes = w.nodes[:len(w.nodes)-1]
	n.Slot, n.generation = old.Slot, old.generation+1
	w.nodes[n.Slot] = n
	return n, nil
}

func pipe(rate int64, queue int) *link.Pipe {
	if rate == 0 {
		return nil
	}
	return &link.Pipe{Rate: rate, Queue: queue}
}

// Host returns the node's present host, nil while it is down.
func (n *Node) Host() *Host { return n.host }

// Up reports whether the node is up.
func (n *Node) Up() bool { return n.host != nil }

// AddrInfo is what others need to dial the node.
func (n *Node) AddrInfo() peer.AddrInfo {
	return peer.AddrInfo{ID: n.ID, Addrs: []ma.Multiaddr{n.Addr}}
}

// Do calls f as the node's work, so that a panic in it, or in what it starts,
// is reported with the node's name.
func (n *Node) Do(f func()) { n.label.Do(f) }

// Go starts a goroutine that does the node's work.
func (n *Node) Go(f func()) { n.label.Go(f) }

// Start brings the node up with a new host.
func (n *Node) Start() error {
	if n.host != nil {
		return fmt.Errorf("sim: %s is up already", n.Name)
	}
	var err error
	n.Do(func() { n.host, err = newHost(n) })
	if err == nil {
		n.world.rec.event(&trace.Event{T: int64(clock()), Kind: trace.Up, P: n.Name})
	}
	return err
}

// Leave takes the node down gracefully: its connections close, and the others
// know one delay later. Before, stop, if not nil, is called while the host can
// still send.
func (n *Node) Leave(stop func()) {
	h := n.host
	if h == nil {
		return
	}
	if stop != nil {
		n.Do(stop)
	}
	if n.host != h {
		return // stop has closed the host
	}
	conns := h.sortedConns()
	n.kill("leave")
	for _, c := range conns {
		c.shut(errDown)
		c.lane.deliver(nil, func() { c.far.fail(&network.ConnError{Remote: true, ErrorCode: network.ConnShutdown}) })
	}
	h.reap()
}

// Crash takes the node down silently: the others find out when their probes
// stay unanswered. After, stop, if not nil, is called to release what the
// node's protocols hold; nothing it sends arrives.
func (n *Node) Crash(stop func()) {
	if n.host == nil {
		return
	}
	h := n.host
	conns := h.sortedConns()
	n.kill("crash")
	now := clock()
	for _, c := range conns {
		c.shut(errDown)
		after(c.far.detectedAt(now).since(now), c.far.expire)
	}
	if stop != nil {
		n.Do(stop)
	}
	h.reap()
}

// Wipe loses what the node kept on disk.
func (n *Node) Wipe() { n.Disk = map[string]any{} }

// kill ends the node's host and records how.
func (n *Node) kill(how string) {
	n.world.rec.event(&trace.Event{T: int64(clock()), Kind: trace.Down, P: n.Name, Detail: how})
	if n.paused {
		n.paused, n.asleep = false, nil
		n.label.Resume()
	}
	n.host.dead = true
	close(n.host.gone)
	n.host = nil
}

// address returns the i-th of a series of distinct public addresses, each in a
// /16 of its own as long as there are any: kad-dht's diversity filter and the
// like look at prefixes.
func address(i int) (ma.Multiaddr, error) {
	const perRound = 223 * 256
	round := i / perRound
	j := i % perRound
	for k := 0; ; k++ {
		// 7919 is prime to the modulus: a walk over all of them.
		x := (j*7919 + k*104729) % perRound
		a, b := x/256+1, x%256
		if !reserved(a, b) {
			return ma.NewMultiaddr(fmt.Sprintf("/ip4/%d.%d.%d.%d/tcp/4001", a, b, round%250+1, i%250+1))
		}
	}
}

// reserved reports whether a.b.0.0/16 is not, or not all, public (IANA
// special-purpose registry).
func reserved(a, b int) bool {
	switch a {
	case 10, 127:
		return true
	case 100:
		return b >= 64 && b < 128
	case 169:
		return b == 254
	case 172:
		return b >= 16 && b < 32
	case 192:
		return b == 0 || b == 88 || b == 168
	case 198:
		return b == 18 || b == 19 || b == 51
	case 203:
		return b == 0
	}
	return false
}
