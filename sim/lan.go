package sim

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/libp2p-sim/sim/sim/inet"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Membership is that of a host in a multicast group: the hosts on one LAN that
// listen to one name, such as an address and port.
type Membership struct {
	send  func(b []byte)
	close func()
}

// Send sends a datagram to everybody else in the group. Each gets it one delay
// later, or never. The event log has a send for every listener.
func (m *Membership) Send(b []byte) { m.send(b) }

// Close leaves the group.
func (m *Membership) Close() { m.close() }

// A member is a host on mocknet in a multicast group.
type member struct {
	group string
	host  *fabricHost
	recv  func(from *Node, b []byte)
	left  bool // for good; a host that is dead has left all
}

// lan is a LAN at work.
type lan struct {
	LAN
	rand    *rand.Rand
	box     *inet.Box                 // in front of machines that are behind a NAT, nil while there is none
	outside netip.Addr                // of box
	seats   int                       // addresses behind it given so far
	groups  map[string][]*member      // of hosts on mocknet, by name, in the order of joining
	wired   map[string][]*wiredMember // of hosts with sockets, likewise
}

func (w *World) lan(name string) *lan {
	l := w.lans[name]
	if l == nil {
		config, ok := w.cfg.LANs[name]
		if !ok {
			config = w.cfg.LAN
		}
		l = &lan{LAN: config, rand: w.Rand("segment/" + name), groups: map[string][]*member{}, wired: map[string][]*wiredMember{}}
		w.lans[name] = l
	}
	return l
}

// latency is that of a multicast from one node to another.
func (l *LAN) latency(from, to *Node) time.Duration {
	if l.Between == nil {
		return l.Latency
	}
	return l.Between(from.place, to.place)
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
	m := &member{group: group, host: h, recv: recv}
	l := h.node.world.lan(h.node.LAN)
	l.groups[group] = append(l.groups[group], m)
	return &Membership{send: m.send, close: func() { m.left = true }}, nil
}

func (m *member) send(b []byte) {
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
		arrive := now.plus(l.latency(m.host.node, to.host.node))
		e := trace.Event{
			T: int64(now), Q: to.host.node.Name,
			Proto: m.group, Size: len(data), Digest: digest, Arrive: int64(arrive),
			Detail: w.Name(&Words{}, m.group, true, data),
		}
		lost := l.Loss > 0 && l.rand.Float64() < l.Loss
		if w.stops(m.host.node, to.host.node) || lost {
			e.Arrive = never.logged()
			m.host.node.send(&e)
			continue
		}
		from := m.host.node
		id := from.send(&e)
		to.host.node.expect(from, &packet{kind: control, at: arrive, task: seal.Task(), take: func() { to.take(from, data, id) }})
	}
}

func (m *member) take(from *Node, data []byte, id int64) {
	if m.left || m.host.dead {
		return
	}
	n := m.host.node
	n.world.rec.event(&trace.Event{T: int64(clock()), Kind: trace.Recv, P: n.Name, Q: from.Name, Proto: m.group, Ref: id, Size: len(data)})
	m.recv(from, data)
}

// listening drops members that have left.
func listening(members []*member) []*member {
	kept := members[:0]
	for _, m := range members {
		if !m.left && !m.host.dead {
			kept = append(kept, m)
		}
	}
	return kept
}

// A wiredMember is a host with sockets in a multicast group.
type wiredMember struct {
	node *Node
	life int
	conn *net.UDPConn
	// coming are datagrams that others have sent to it and that it has not read: the log
	// needs their numbers. Those that are lost are forgotten with later ones.
	coming []comingDatagram
}

type comingDatagram struct {
	from   *Node
	at     instant // when it arrives, if it is not lost
	id     int64
	digest uint64
}

// maxComing bounds what waits to be read, or was lost.
const maxComing = 256

// Join implements Host: by the group's address, such as that of mDNS, on a UDP socket.
func (h *stackHost) Join(group string, recv func(from *Node, b []byte)) (*Membership, error) {
	n := h.node
	if n.LAN == "" {
		return nil, fmt.Errorf("sim: %s is on no LAN", n.Name)
	}
	to, err := net.ResolveUDPAddr("udp4", group)
	if err != nil {
		return nil, fmt.Errorf("sim: %s joins %s: %w", n.Name, group, err)
	}
	m := &wiredMember{node: n, life: n.life}
	n.Do(func() { m.conn, err = net.ListenMulticastUDP("udp4", nil, to) })
	if err != nil {
		return nil, fmt.Errorf("sim: %s joins %s: %w", n.Name, group, err)
	}
	l := n.world.lan(n.LAN)
	l.wired[group] = append(l.wired[group], m)
	n.Go(func() { m.read(group, recv) })
	return &Membership{
		send: func(b []byte) { m.send(l, group, to, b) },
		close: func() {
			l.wired[group] = slices.DeleteFunc(l.wired[group], func(o *wiredMember) bool { return o == m })
			_ = m.conn.Close()
		},
	}, nil
}

// send sends a datagram, which the log has for every other member.
func (m *wiredMember) send(l *lan, group string, to *net.UDPAddr, b []byte) {
	digest := xxhash.Sum64(b)
	for _, o := range l.wired[group] {
		if o == m || o.life != o.node.life || !o.node.running {
			continue
		}
		id, ok := m.node.Tell(m.life, &trace.Event{Kind: trace.Send, Q: o.node.Name, Proto: group, Size: len(b), Digest: digest, Detail: m.node.world.Name(&Words{}, group, true, b)})
		if !ok {
			return
		}
		if o.coming = append(o.coming, comingDatagram{m.node, clock().plus(l.latency(m.node, o.node)), id, digest}); len(o.coming) > maxComing {
			o.coming = o.coming[1:]
		}
	}
	_, _ = m.conn.WriteToUDP(b, to) // a machine that is off says so
}

// read gives recv what others send, until the socket is closed.
func (m *wiredMember) read(group string, recv func(from *Node, b []byte)) {
	b := make([]byte, 1<<16)
	for {
		k, from, err := m.conn.ReadFromUDPAddrPort(b)
		if err != nil {
			return
		}
		n := m.node.world.neighbour(m.node, from.Addr().Unmap())
		if n == nil || n == m.node {
			continue
		}
		data := append([]byte(nil), b[:k]...)
		digest := xxhash.Sum64(data)
		// The last that can have come: those before it that are the same were lost.
		at, now := -1, clock()
		for i, d := range m.coming {
			if d.from == n && d.digest == digest && d.at <= now {
				at = i
			}
		}
		if at < 0 {
			continue // of a program that is no member
		}
		m.node.Tell(m.life, &trace.Event{Kind: trace.Recv, Q: n.Name, Proto: group, Ref: m.coming[at].id, Size: k})
		m.coming = slices.DeleteFunc(m.coming, func(d comingDatagram) bool { return d.from == n && d.digest == digest && d.at <= now })
		recv(n, data)
	}
}

// neighbour returns the node on the same LAN that has an address, nil if there is none.
func (w *World) neighbour(n *Node, a netip.Addr) *Node {
	for _, o := range w.nodes {
		if o.LAN == n.LAN && o.machine != nil && slices.Contains(o.machine.Addrs, a) {
			return o
		}
	}
	return nil
}

// segmentOf returns a LAN as machines see it.
func (w *World) segmentOf(name string) inet.Segment {
	if name == "" {
		return inet.Segment{}
	}
	l := w.lan(name)
	return inet.Segment{Loss: l.Loss, Latency: func(from, to *inet.Machine) time.Duration {
		return l.latency(w.byName[from.Name], w.byName[to.Name])
	}}
}
