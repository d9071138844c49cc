package sim

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/libp2p-sim/sim/sim/link"
)

// Segment is the wire of a multicast domain: a LAN, or the inside of a
// machine.
type Segment struct {
	Latency time.Duration // one way, to every listener alike
	Loss    float64       // probability, for every listener on its own
}

// A Group is a host's membership in a multicast group: the hosts of one domain
// that listen to one name, such as an address and port.
type Group struct {
	name string
	host *Host
	recv func(from *Node, b []byte)
	left bool
}

// domain is a multicast domain at work.
type domain struct {
	segment Segment
	rand    *rand.Rand
	groups  map[string][]*Group // in the order of joining
}

func (w *World) domain(name string) *domain {
	d := w.domains[name]
	if d == nil {
		seg, ok := w.cfg.Segments[name]
		if !ok {
			seg = w.cfg.Segment
		}
		d = &domain{segment: seg, rand: w.Rand("segment/" + name), groups: map[string][]*Group{}}
		w.domains[name] = d
	}
	return d
}

// Multicast joins a group in the domain of the host's node. What others in it
// send reaches recv; a host does not hear itself. It fails for nodes without
// a domain. A host that goes down leaves its groups.
func (h *Host) Multicast(group string, recv func(from *Node, b []byte)) (*Group, error) {
	if h.dead {
		return nil, errDown
	}
	if h.node.Domain == "" {
		return nil, fmt.Errorf("sim: %s is in no multicast domain", h.node.Name)
	}
	g := &Group{name: group, host: h, recv: recv}
	d := h.node.world.domain(h.node.Domain)
	d.groups[group] = append(d.groups[group], g)
	return g, nil
}

// Send sends a datagram to everybody else in the group. Each gets it one delay
// later, or never. The event log has a send for every listener.
func (g *Group) Send(b []byte) {
	if g.left || g.host.dead {
		return
	}
	w := g.host.node.world
	d := w.domain(g.host.node.Domain)
	data := append([]byte(nil), b...)
	digest := xxhash.Sum64(data)
	now := time.Now().UnixNano()
	arrival := now + int64(d.segment.Latency)
	d.groups[g.name] = listening(d.groups[g.name])
	for _, to := range d.groups[g.name] {
		if to == g {
			continue
		}
		lost := d.segment.Loss > 0 && d.rand.Float64() < d.segment.Loss
		if lost || w.Blocked(g.host.node, to.host.node) {
			w.rec.datagram(now, g.host.node, to.host.node, g.name, len(data), digest, link.Never)
			continue
		}
		id := w.rec.datagram(now, g.host.node, to.host.node, g.name, len(data), digest, arrival)
		after(d.segment.Latency, func() {
			to.host.node.whenAwake(func() { to.take(g.host.node, data, id) })
		})
	}
}

func (g *Group) take(from *Node, data []byte, id int64) {
	if g.left || g.host.dead {
		return
	}
	n := g.host.node
	n.world.rec.gotDatagram(from, n, g.name, len(data), id)
	g.recv(from, data)
}

// Close leaves the group.
func (g *Group) Close() { g.left = true }

// listening drops those who left.
func listening(groups []*Group) []*Group {
	kept := groups[:0]
	for _, g := range groups {
		if !g.left && !g.host.dead {
			kept = append(kept, g)
		}
	}
	return kept
}
