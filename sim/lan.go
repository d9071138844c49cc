package sim

import (
	"fmt"
	"math/rand/v2"

	"github.com/cespare/xxhash/v2"

	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Membership is that of a host in a multicast group: the hosts on one LAN that
// listen to one name, such as an address and port.
type Membership struct {
	group string
	host  *fabricHost
	recv  func(from *Node, b []byte)
	left  bool // for good; a host that is dead has left all
}

// lan is a LAN at work.
type lan struct {
	LAN
	rand   *rand.Rand
	groups map[string][]*Membership // by name, in the order of joining
}

func (w *World) lan(name string) *lan {
	l := w.lans[name]
	if l == nil {
		config, ok := w.cfg.LANs[name]
		if !ok {
			config = w.cfg.LAN
		}
		l = &lan{LAN: config, rand: w.Rand("segment/" + name), groups: map[string][]*Membership{}}
		w.lans[name] = l
	}
	return l
}

// Join joins a multicast group on the LAN of the host's node. Datagrams that
// others in it send reach recv; a host does not hear itself. Join fails for nodes
// on no LAN. A host that goes down leaves its groups.
func (h *fabricHost) Join(group string, recv func(from *Node, b []byte)) (*Membership, error) {
	if h.dead {
		return nil, errDown
	}
	if h.node.LAN == "" {
		return nil, fmt.Errorf("sim: %s is on no LAN", h.node.Name)
	}
	m := &Membership{group: group, host: h, recv: recv}
	l := h.node.world.lan(h.node.LAN)
	l.groups[group] = append(l.groups[group], m)
	return m, nil
}

// Send sends a datagram to everybody else in the group. Each gets it one delay
// later, or never. The event log has a send for every listener.
func (m *Membership) Send(b []byte) {
	if m.left || m.host.dead {
		return
	}
	w := m.host.node.world
	l := w.lan(m.host.node.LAN)
	data := append([]byte(nil), b...)
	digest := xxhash.Sum64(data)
	now := clock()
	l.groups[m.group] = listening(l.groups[m.group])
	for _, to := range l.groups[m.group] {
		if to == m {
			continue
		}
		e := trace.Event{
			T: int64(now), Q: to.host.node.Name,
			Proto: m.group, Size: len(data), Digest: digest, Arrive: int64(now.plus(l.Latency)),
		}
		lost := l.Loss > 0 && l.rand.Float64() < l.Loss
		if lost || w.Blocked(m.host.node, to.host.node) {
			e.Arrive = never.logged()
			m.host.node.send(&e)
			continue
		}
		from := m.host.node
		id := from.send(&e)
		to.host.node.expect(from, &packet{kind: control, at: now.plus(l.Latency), task: seal.Task(), take: func() { to.take(from, data, id) }})
	}
}

func (m *Membership) take(from *Node, data []byte, id int64) {
	if m.left || m.host.dead {
		return
	}
	n := m.host.node
	n.world.rec.event(&trace.Event{T: int64(clock()), Kind: trace.Recv, P: n.Name, Q: from.Name, Proto: m.group, Ref: id, Size: len(data)})
	m.recv(from, data)
}

// Close leaves the group.
func (m *Membership) Close() { m.left = true }

// listening drops members that have left.
func listening(members []*Membership) []*Membership {
	kept := members[:0]
	for _, m := range members {
		if !m.left && !m.host.dead {
			kept = append(kept, m)
		}
	}
	return kept
}
