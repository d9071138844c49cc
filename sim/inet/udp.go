package inet

import (
	"math/rand/v2"
	"net/netip"
	"syscall"

	"github.com/libp2p-sim/sim/sim/link"
)

// A box holds the datagrams that a UDP socket has not read.
type box struct {
	queue []datagram
	bytes int
	shut  bool // for reading
}

type datagram struct {
	data     []byte
	src, dst netip.AddrPort
}

// datagrams is the way of datagrams from one machine to another.
type datagrams struct {
	track link.Track
	rand  *rand.Rand
}

// What a datagram over IP may have besides its data, and at most in all.
const (
	mtu         = 1500
	header4     = 28 // of IPv4 and UDP
	header6     = 48 // of IPv6 and UDP
	mostUDP4    = 65535 - header4
	mostUDP6    = 65535 - header6 + 40
	defaultBuff = 212992 // net.core.rmem_default of Linux
)

// sendDatagram sends data from a UDP socket.
func (s *socket) sendDatagram(data []byte, to, from netip.AddrPort) (int, syscall.Errno) {
	m := s.machine
	if err := s.taken(); err != 0 {
		return 0, err
	}
	switch {
	case !to.IsValid() && !s.remote.IsValid():
		return 0, syscall.EDESTADDRREQ
	case !to.IsValid():
		to = s.remote
	}
	if to.Port() == 0 {
		return 0, syscall.EINVAL
	}
	header, most := header4, mostUDP4
	if to.Addr().Is6() {
		header, most = header6, mostUDP6
	}
	if s.family == afINET && to.Addr().Is6() {
		return 0, syscall.EAFNOSUPPORT
	}
	if len(data) > most || s.dontFragment() && len(data) > mtu-header && m.toward(udp, to) != m {
		return 0, syscall.EMSGSIZE
	}
	if to.Addr().IsMulticast() && !m.source(to.Addr()).IsValid() {
		return 0, syscall.ENETUNREACH
	}
	if !s.bound {
		if err := s.bind(netip.AddrPortFrom(s.wildcard(), 0)); err != 0 {
			return 0, err
		}
	}
	src := s.local.Addr()
	if from.IsValid() && m.has(from.Addr()) {
		src = from.Addr()
	}
	if src.IsUnspecified() {
		if src = m.source(to.Addr()); !src.IsValid() {
			return 0, syscall.ENETUNREACH
		}
	}
	if to.Addr().IsUnspecified() {
		to = netip.AddrPortFrom(m.source(to.Addr()), to.Port())
	}
	p := &packet{kind: kindUDP, src: netip.AddrPortFrom(src, s.local.Port()), dst: to, data: append([]byte(nil), data...)}
	if to.Addr().IsMulticast() {
		s.multicast(p)
		return len(data), 0
	}
	m.sendOnce(p, len(data)+header)
	return len(data), 0
}

// sendOnce sends a packet of either protocol that may be lost.
func (m *Machine) sendOnce(p *packet, size int) {
	n, now := m.net, clock()
	x := m.pass(p)
	if x == nil || x.to == nil {
		n.record(m, nil, now, never, p)
		return
	}
	to := x.to
	arrive := m.trip(to, now, size)
	if arrive == never || p.kind != kindUDP || to == m || n.cfg.Mangle == nil {
		m.carry(x, now, arrive)
		return
	}
	draw := func() *rand.Rand { return m.chance("mangle/" + to.Name) }
	for i, data := range n.cfg.Mangle(m, to, p.data, draw) {
		if i > 0 {
			arrive = m.trip(to, now, size)
		}
		q := *x.packet
		q.data = data
		m.carry(&passage{&q, x.entry, to}, now, arrive)
	}
}

// trip sends so many bytes that may be lost, and returns when they arrive.
func (m *Machine) trip(to *Machine, now instant, size int) instant {
	if m.stops(to) {
		return never
	}
	return m.datagram(to, now, size)
}

// carry lets a packet arrive, unless it is lost or a fault stops it before.
func (m *Machine) carry(x *passage, now, arrive instant) {
	m.net.record(m, x.to, now, arrive, x.packet)
	if arrive == never {
		return
	}
	x.to.put(m, arrive, func() {
		if !m.stops(x.to) {
			x.arrive()
		}
	})
}

// datagram sends so many bytes as a datagram, and returns when they arrive.
func (m *Machine) datagram(to *Machine, now instant, size int) instant {
	n := m.net
	key := [2]int{m.Index, to.Index}
	way := n.pairs[key]
	if way == nil {
		way = &datagrams{rand: n.cfg.Rand("datagrams/" + m.Name + "/" + to.Name)}
		n.pairs[key] = way
	}
	up, down := m.pipes(to)
	at, dropped := way.track.Datagram(int64(now), size, m.route(to), up, down, way.rand)
	if dropped {
		return never
	}
	return instant(at)
}

// takeDatagram gives a datagram to the socket that it is for: one that is connected to
// the sender goes before one with the very address, and that before all others.
func (m *Machine) takeDatagram(p *packet) {
	var best *socket
	rank := 0
	for _, s := range m.ports[udp][p.dst.Port()] {
		r := 1
		switch {
		case !s.serves(p.dst.Addr()):
			continue
		case s.remote.IsValid() && s.remote != p.src:
			continue
		case s.remote.IsValid():
			r = 3
		case !s.local.Addr().IsUnspecified():
			r = 2
		}
		if r > rank {
			best, rank = s, r
		}
	}
	if best == nil {
		m.refuse(p)
		return
	}
	best.put(datagram{p.data, p.src, p.dst})
}

// put gives a datagram to the socket, unless its queue is full.
func (s *socket) put(d datagram) {
	b := s.box
	if b.shut || b.bytes+len(d.data) > s.buffer(soRcvbuf, defaultBuff) {
		return
	}
	b.queue = append(b.queue, d)
	b.bytes += len(d.data)
	s.readers.notify()
}

// refuse tells a sender that nobody has the port.
func (m *Machine) refuse(p *packet) {
	m.sendOnce(&packet{kind: kindUnreachable, src: p.dst, dst: p.src}, header4+8)
}

// unreachable is what a connected socket learns from that, at its next call.
func (m *Machine) unreachable(p *packet) {
	for _, s := range m.ports[udp][p.dst.Port()] {
		if s.remote == p.src && s.serves(p.dst.Addr()) {
			s.err = syscall.ECONNREFUSED
			s.notify()
		}
	}
}

// receiveDatagram returns the first datagram that has arrived.
func (s *socket) receiveDatagram(flags int) (datagram, syscall.Errno) {
	if err := s.taken(); err != 0 {
		return datagram{}, err
	}
	b := s.box
	if len(b.queue) == 0 {
		if b.shut {
			return datagram{}, 0
		}
		return datagram{}, syscall.EAGAIN
	}
	d := b.queue[0]
	if flags&msgPeek == 0 {
		b.queue[0] = datagram{}
		b.queue = b.queue[1:]
		b.bytes -= len(d.data)
	}
	return d, 0
}
