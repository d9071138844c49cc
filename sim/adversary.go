package sim

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/bits"
	"slices"
	"time"

	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
)

// An Adversary is how a node departs from its protocols, which it otherwise runs as
// all others do.
type Adversary struct {
	Behaviour Behaviour
	After     time.Duration // virtual time from which it does; before it is as honest as others
	Rate      int           // how often in a second it asks, if it floods
	Near      *Near         // where its identity is to be, nil for anywhere
}

// A Behaviour is a kind of departure.
type Behaviour string

// The behaviours. Drop, Lie, Flood and Graft are the protocols' own, see [Node.Behaves]; what peers send
// to a node that is Silent or refuses does not reach its protocols.
const (
	Drop   Behaviour = "drop"   // it takes what others give it to keep or to pass on, and does not
	Lie    Behaviour = "lie"    // it answers what is not true
	Flood  Behaviour = "flood"  // it asks all the time, see [Node.FloodRate]
	Graft  Behaviour = "graft"  // it forces itself on all, at all times, and drops once it behaves so, see [Node.Grafts]
	Silent Behaviour = "silent" // its connections live, and it does not answer
	Refuse Behaviour = "refuse" // it resets all streams that others open
	Slow   Behaviour = "slow"   // what others send it takes effect later, see [World.Degrade]
)

// Own reports whether a protocol has to carry the behaviour out; others are carried out below
// all protocols.
func (b Behaviour) Own() bool { return b != Silent && b != Refuse && b != Slow }

// Near is a place in Kademlia's key space, the SHA-256 of keys and of peers' IDs, and how many
// leading bits of it the identity of a node is to have. Keys are drawn until one has them:
// that takes 2^Bits on average, as it takes an attacker.
type Near struct {
	Place   [sha256.Size]byte
	Bits    int
	Exactly bool // it has Bits and not more: all such are in one bucket of the table of a peer at Place
}

// identity draws the key of a node.
func (w *World) identity(c *NodeConfig) (ic.PrivKey, peer.ID, error) {
	for i := 0; ; i++ {
		name := "identity/" + c.Name
		if i > 0 {
			name = fmt.Sprintf("%s/%d", name, i)
		}
		seed := w.cfg.Seed.bytes(name)
		key, _, err := ic.GenerateEd25519Key(bytes.NewReader(seed[:]))
		if err != nil {
			return nil, "", err
		}
		id, err := peer.IDFromPrivateKey(key)
		if err != nil {
			return nil, "", err
		}
		if c.Adversary == nil || c.Adversary.Near.has(id) {
			w.keys[c.Name] = i + 1
			return key, id, nil
		}
	}
}

// has reports whether an identity is near enough.
func (n *Near) has(id peer.ID) bool {
	if n == nil {
		return true
	}
	place := sha256.Sum256([]byte(id))
	shared := 0
	for i := range place {
		x := place[i] ^ n.Place[i]
		shared += bits.LeadingZeros8(x)
		if x != 0 {
			break
		}
	}
	return shared == n.Bits || shared > n.Bits && !n.Exactly
}

// KeysDrawn counts the keys that were drawn until one of the node had its place: the
// attacker's cost.
func (n *Node) KeysDrawn() int { return n.world.keys[n.Name] }

// Honest reports whether the node is no adversary, not even one that still behaves.
func (n *Node) Honest() bool { return n.config.Adversary == nil }

// Behaves reports whether the node is an adversary that behaves so by now, or is silenced.
func (n *Node) Behaves(b Behaviour) bool {
	a := n.config.Adversary
	return a != nil && a.Behaviour == b && n.world.Now() >= a.After || b == Silent && len(n.silences) > 0
}

// Grafts reports whether the node is an adversary that forces itself on all it is connected to, also
// before it behaves as [Graft] and drops.
func (n *Node) Grafts() bool {
	a := n.config.Adversary
	return a != nil && a.Behaviour == Graft
}

// FloodRate returns how often in a second the node is to ask while it behaves as [Flood], 0 if it never
// does.
func (n *Node) FloodRate() int {
	if a := n.config.Adversary; a != nil && a.Behaviour == Flood {
		return a.Rate
	}
	return 0
}

// Flooding calls ask at the node's FloodRate, as its work, while it is up and behaves as [Flood]. Ask must
// not wait.
func (n *Node) Flooding(ask func()) {
	rate := n.FloodRate()
	if rate == 0 {
		return
	}
	n.Go(func() {
		ctx, stop := n.Context()
		defer stop()
		tick := time.NewTicker(time.Second / time.Duration(rate))
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if n.Behaves(Flood) {
					ask()
				}
			}
		}
	})
}

// Silence makes nodes as silent as adversaries that are: their connections live, and their
// handlers of streams hear nothing, until it ends. It needs Config.Silence. It hits what they do not hear.
func (w *World) Silence(nodes []*Node) *Effect {
	if !w.cfg.Silence {
		panic("sim: a fault of silence, which Config.Silence does not announce")
	}
	e := &Effect{}
	for _, n := range nodes {
		n.silences = append(n.silences, e)
	}
	e.end = func() {
		for _, n := range w.ever { // also those that others have succeeded, or that did
			n.silences = slices.DeleteFunc(n.silences, func(f *Effect) bool { return f == e })
		}
	}
	return e
}

// Adversaries reports whether any node is not honest.
func (w *World) Adversaries() bool {
	for _, n := range w.nodes {
		if !n.Honest() {
			return true
		}
	}
	return false
}

// guard keeps from a handler of streams what an adversary does not want to hear.
func (n *Node) guard(handle network.StreamHandler) network.StreamHandler {
	if n.Honest() && !n.world.cfg.Silence || handle == nil {
		return handle
	}
	return func(s network.Stream) {
		if n.Behaves(Refuse) {
			_ = s.Reset()
			return
		}
		handle(deaf{s, n})
	}
}

// A deaf stream brings its reader nothing while its node is silent or refuses.
type deaf struct {
	network.Stream
	node *Node
}

// Read implements io.Reader.
func (d deaf) Read(b []byte) (int, error) {
	for {
		k, err := d.Stream.Read(b)
		switch {
		case d.node.Behaves(Refuse):
			_ = d.Stream.Reset()
			return 0, network.ErrReset
		case k == 0 || !d.node.Behaves(Silent):
			return k, err
		case err != nil:
			return 0, err
		}
		for _, e := range d.node.silences {
			e.hits++
		}
	}
}

// SetStreamHandler implements host.Host.
func (h *stackHost) SetStreamHandler(p protocol.ID, handle network.StreamHandler) {
	h.Host.SetStreamHandler(p, h.node.guard(handle))
}

// SetStreamHandlerMatch implements host.Host.
func (h *stackHost) SetStreamHandlerMatch(p protocol.ID, match func(protocol.ID) bool, handle network.StreamHandler) {
	h.Host.SetStreamHandlerMatch(p, match, h.node.guard(handle))
}

var _ host.Host = (*stackHost)(nil)
