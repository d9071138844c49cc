package simtest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
)

// links are a model with exceptions.
type links struct {
	model link.Model
	own   map[[2]int]link.Route // by the indices of two nodes, the lower first
	asked map[[2]int]bool       // pairs that have got their route
}

// Route implements link.Model.
func (l *links) Route(a, b link.Place, r *rand.Rand) link.Route {
	key := [2]int{a.Index, b.Index}
	if l.asked == nil {
		l.asked = map[[2]int]bool{}
	}
	l.asked[key] = true
	if route, ok := l.own[key]; ok {
		return route
	}
	return l.model.Route(a, b, r)
}

// Link sets the network between two hosts, the same in both directions, in
// place of the model's. It must come before they first meet; [Net.Degrade] may
// come at any time.
func (n *Net) Link(a, b Peer, way link.Way) {
	x, y := n.Node(a), n.Node(b)
	if x == y {
		n.Fatalf("a link from %s to itself", x.Name)
	}
	key := [2]int{min(x.Index, y.Index), max(x.Index, y.Index)}
	if n.links.asked[key] {
		n.Fatalf("the link of %s and %s comes too late: they have met", x.Name, y.Name)
	}
	if n.links.own == nil {
		n.links.own = map[[2]int]link.Route{}
	}
	n.links.own[key] = link.Route{There: way, Back: way}
}

// A fault is in force until its end is called, which counts once.
func (n *Net) fault(what string, effects ...*sim.Effect) (end func()) {
	over := n.world.Fault(nil, what, -1)
	return func() {
		for _, e := range effects {
			e.End()
		}
		over()
	}
}

// Cut stops all that two hosts send to each other, also data on its way, until
// heal is called. Connections live on until their keepalives fail.
func (n *Net) Cut(a, b Peer) (heal func()) {
	x, y := []*sim.Node{n.Node(a)}, []*sim.Node{n.Node(b)}
	return n.fault("partition "+sim.Names(x)+" | "+sim.Names(y), n.world.Cut(x, y), n.world.Cut(y, x))
}

// CutOneWay stops all that some hosts send to others, and lets the answers
// through, until heal is called.
func (n *Net) CutOneWay(from, to []host.Host) (heal func()) {
	f, t := n.nodes(from), n.nodes(to)
	return n.fault("cut "+sim.Names(f)+" to "+sim.Names(t), n.world.Cut(f, t))
}

// Partition cuts groups of hosts off from each other until heal is called. A
// host in no group still reaches all.
func (n *Net) Partition(groups ...[]host.Host) (heal func()) {
	var sides [][]*sim.Node
	var names []string
	for _, g := range groups {
		side := n.nodes(g)
		sides = append(sides, side)
		names = append(names, sim.Names(side))
	}
	var cuts []*sim.Effect
	for i, from := range sides {
		for j, to := range sides {
			if i != j {
				cuts = append(cuts, n.world.Cut(from, to))
			}
		}
	}
	return n.fault("partition "+strings.Join(names, " | "), cuts...)
}

// Describe lets messages of protocols have names in the log, see [sim.World.Describe].
func (n *Net) Describe(of func(proto protocol.ID, opener bool) sim.Describer) { n.world.Describe(of) }

// Slow makes a host take longer to process what it receives, until restore is called.
func (n *Net) Slow(p Peer, delay time.Duration) (restore func()) {
	x := []*sim.Node{n.Node(p)}
	return n.fault("slow "+sim.Names(x), n.world.Degrade(n.world.Nodes(), x, sim.Degradation{Delay: delay}))
}

// SetClock makes the wall clock of a host or machine fast by offset, slow if it is negative, until
// restore is called: what its code reads as the present time. Time-outs and differences of times go by
// its monotonic clock, which is right. It needs [Config.Clocks].
func (n *Net) SetClock(p Peer, offset time.Duration) (restore func()) {
	x := []*sim.Node{n.Node(p)}
	if !n.config.Clocks {
		n.Fatalf("a clock of %s that is wrong needs Config.Clocks", x[0].Name)
	}
	return n.fault(fmt.Sprintf("clock of %s by %v", sim.Names(x), offset), n.world.SetClocks(x, offset, 0))
}

// Mangle lets datagrams between two machines arrive twice or corrupted, until restore is called.
func (n *Net) Mangle(a, b Peer, m sim.Mangling) (restore func()) {
	x, y := []*sim.Node{n.Node(a)}, []*sim.Node{n.Node(b)}
	return n.fault("mangle "+sim.Names(x)+" to "+sim.Names(y), n.world.Mangle(x, y, m), n.world.Mangle(y, x, m))
}

// Degrade makes the network between two peers slower or lossier, until restore
// is called.
func (n *Net) Degrade(a, b Peer, d sim.Degradation) (restore func()) {
	x, y := []*sim.Node{n.Node(a)}, []*sim.Node{n.Node(b)}
	return n.fault("degrade "+sim.Names(x)+" to "+sim.Names(y), n.world.Degrade(x, y, d), n.world.Degrade(y, x, d))
}
