// Package sim is a network of real libp2p hosts in virtual time.
//
// Its nouns are the [World], one network in one run; the [Node], a peer with an
// identity, which goes up and down; and the [Host], one incarnation of a node
// while it is up: a mocknet host whose dials, streams and failures take the
// time that the links between nodes say. All of it lives inside a sealed run
// (package seal): goroutines switch only where they wait, so the world has no
// locks.
//
// Its files read downward: actions on nodes (lifecycle, fault), actions of a host
// (network, open, dial, handshake), the transport of data (stream, write, flow,
// lane, conn), the network between nodes (route, lan), and at the bottom its members (host,
// node, world) and the values that all of it needs (config, record).
//
// It does not know scenarios, nor any protocol but identify, which every host has.
package sim

import (
	"math/rand/v2"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	mocknet "github.com/libp2p/go-libp2p/p2p/net/mock"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim/inet"
	"github.com/libp2p-sim/sim/sim/internal/otel"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// World is one network in one run.
type World struct {
	cfg  Config
	mock mocknet.Mocknet
	rec  *Recorder

	nodes      []*Node // by slot, the last of each
	ever       []*Node // all that there ever were, by index
	byID       map[peer.ID]*Node
	byName     map[string]*Node
	describers []func(protocol.ID, bool) Describer
	keys       map[string]int   // drawn for the identity of each node
	pairs      map[[2]int]*pair // by both indices, the smaller first
	conns      map[int64]*conn  // the dialling ends of those that are not dropped
	ops        []*Op            // those that go on, in the order of their beginning
	tasks      []trace.Nth      // operations, by their task less 1
	faults     map[string]int64 // numbers given so far, by peer
	cuts       []*cut           // in force
	worse      []*degradation   // in force
	mangles    []*mangling      // in force
	clocks     []*wrongClock    // in force

	lans    map[string]*lan
	inet    *inet.Net // of the machines, nil before the first
	tracing *otel.Tracing

	zone map[string][]*Node // names besides those of nodes

	carried map[string]int64 // bytes that hosts of a Stack sent since metered, by protocol
	metered instant

	lastConn  int64 // in the order in which they were made, for loops over them
	openHosts int   // mocknet hosts that are not closed
	placed    bool  // a node was given its address
}

// New makes an empty world that writes to rec. It must be called inside a
// sealed run, as must everything on a world.
func New(c Config, rec *Recorder) *World {
	rec.defs = map[string]trace.MetricDef{}
	w := &World{
		cfg:    c,
		mock:   mocknet.New(),
		rec:    rec,
		byID:   map[peer.ID]*Node{},
		byName: map[string]*Node{},
		keys:   map[string]int{},
		pairs:  map[[2]int]*pair{},
		conns:  map[int64]*conn{},
		faults: map[string]int64{},

		lans:    map[string]*lan{},
		carried: map[string]int64{},
		zone:    map[string][]*Node{},
		tracing: otel.New(uint64(c.Seed), c.Seed.Stream, c.Tracing, rec.span),
	}
	if c.Clocks {
		seal.SetClocks(nil)
	}
	rec.close, rec.least = w.tracing.Close, w.leastDelay
	if c.Stack != nil {
		w.Define(StackMetrics...)
	}
	return w
}

// Nodes returns all nodes in the order in which they were added, of those that
// succeeded each other the last: by slot, which is not always their index.
func (w *World) Nodes() []*Node { return w.nodes }

// Everyone returns all nodes that ever were, by index, also those that others
// have succeeded.
func (w *World) Everyone() []*Node { return w.ever }

// Node returns the node with an identity, nil if there is none.
func (w *World) Node(id peer.ID) *Node { return w.byID[id] }

// listener returns the node that listens on an address, nil if none does.
func (w *World) listener(a ma.Multiaddr) *Node {
	for _, n := range w.ever {
		if n.Addr.Equal(a) {
			return n.heir()
		}
	}
	return nil
}

// heir returns the node that listens at n's address now: n, or who replaced it there.
func (n *Node) heir() *Node {
	if now := n.world.nodes[n.Slot]; now.Addr.Equal(n.Addr) {
		return now
	}
	return n
}

// leastDelay is Recorder.LeastDelay.
func (w *World) leastDelay(e *trace.Event) time.Duration {
	from, to := w.byName[e.P], w.byName[e.Q]
	switch {
	case from == nil || to == nil:
		return 0
	case e.Kind == trace.Send && e.Stream == 0 && e.Proto != packetTCP && e.Proto != packetUDP:
		return w.lan(from.LAN).latency(from, to)
	}
	least := w.base(from, to).There.Delay
	if e.Proto == packetUDP && from.LAN != "" && from.LAN == to.LAN {
		least = min(least, w.lan(from.LAN).latency(from, to)) // it may be a multicast
	}
	return least
}

// Rand returns the world's random stream with a name.
func (w *World) Rand(name string) *rand.Rand { return w.cfg.Seed.Stream(name) }

// Go runs f in a goroutine of no node. What it draws follows from the name and the seed
// of the run alone, and so not from what others do. Nodes have their own ([Node.Go]).
func (w *World) Go(name string, f func()) { seal.Go(name, f) }

func (w *World) name(id peer.ID) string {
	if n := w.byID[id]; n != nil {
		return n.Name
	}
	return id.String()
}

// Now returns the virtual time since the start of the run.
func (w *World) Now() time.Duration { return seal.Elapsed() }
