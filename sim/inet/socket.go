package inet

import (
	"net/netip"
	"syscall"

	"github.com/libp2p-sim/sim/sim/seal"
)

// The two protocols, as indices.
const (
	tcp = iota
	udp
)

// A socket is what a descriptor stands for.
type socket struct {
	machine *Machine
	fd      int
	family  int // afINET or AF_INET6
	proto   int // tcp or udp

	local, remote netip.AddrPort // zero while it has none
	bound         bool           // it has a place in machine.ports
	options       map[option][]byte
	reuse         [2]bool // SO_REUSEADDR and SO_REUSEPORT
	only6         bool
	linger        int // seconds, -1 if close does not wait

	err     syscall.Errno // of the past, told to the next call
	calling bool          // it has dialled, and not yet said whether somebody is there

	// Exactly one of these is set once it is connected or listens; neither of a UDP
	// socket or of one that is new.
	conn     *conn
	listener *listener
	box      *box                // of a UDP socket
	joined   map[netip.Addr]bool // groups of multicasts; nil before the first
	netlink  *netlink            // of a socket to the kernel

	closing         bool // waiting is over for good
	readBy, writeBy instant
	readers         waiters
	writers         waiters
}

// descriptors a machine has at most, and where its first is.
const perMachine = 1 << 14

// open gives a new socket a descriptor: the lowest that is free, as Linux does.
func (m *Machine) open(family, proto int) (*socket, syscall.Errno) {
	number := 0
	for number < len(m.descriptors) && m.descriptors[number] {
		number++
	}
	if number == perMachine {
		return nil, syscall.EMFILE
	}
	if number == len(m.descriptors) {
		m.descriptors = append(m.descriptors, false)
	}
	m.descriptors[number] = true
	s := &socket{
		machine: m, fd: seal.FirstDescriptor + m.Index*perMachine + number, family: family, proto: proto,
		readBy: never, writeBy: never, linger: -1, options: map[option][]byte{},
	}
	if proto == udp {
		s.box = &box{}
	}
	m.net.sockets[s.fd] = s
	return s, 0
}

// forget gives the descriptor back.
func (s *socket) forget() {
	delete(s.machine.net.sockets, s.fd)
	s.machine.release(s.fd)
}

func (m *Machine) release(fd int) {
	m.descriptors[fd-seal.FirstDescriptor-m.Index*perMachine] = false
}

// orphan takes the socket from a program that has ended and whose goroutines go on: what
// they still hold must not become the descriptor of a socket of the next.
func (s *socket) orphan() {
	delete(s.machine.net.sockets, s.fd)
	s.machine.net.orphans[s.fd] = s.machine
}

// taken returns the error that waits to be told, once.
func (s *socket) taken() syscall.Errno {
	err := s.err
	s.err = 0
	return err
}

// overlaps reports whether two local addresses can be meant by one.
func overlaps(a, b netip.Addr) bool { return a.IsUnspecified() || b.IsUnspecified() || a == b }

// wildcard is the address of all addresses of the socket's family.
func (s *socket) wildcard() netip.Addr {
	if s.family == afINET {
		return netip.IPv4Unspecified()
	}
	return netip.IPv6Unspecified()
}

// serves reports whether packets to an address are for the socket by its local address.
func (s *socket) serves(a netip.Addr) bool {
	l := s.local.Addr()
	switch {
	case !l.IsUnspecified():
		return l == a
	case l.Is4():
		return a.Is4()
	}
	return a.Is6() || !s.only6
}

// may reports whether the socket may have a local address beside those that have it.
func (s *socket) may(a netip.AddrPort) bool {
	for _, other := range s.machine.ports[s.proto][a.Port()] {
		if !overlaps(a.Addr(), other.local.Addr()) || a.Addr().Is4() != other.local.Addr().Is4() && (s.only6 || other.only6) {
			continue
		}
		if s.reuse[1] && other.reuse[1] {
			continue
		}
		if s.proto == tcp && s.reuse[0] && other.reuse[0] && other.listener == nil {
			continue
		}
		if s.proto == udp && s.reuse[0] && other.reuse[0] {
			continue
		}
		return false
	}
	return true
}

// bind gives the socket a local address, with an ephemeral port for 0.
func (s *socket) bind(a netip.AddrPort) syscall.Errno {
	if s.bound {
		return syscall.EINVAL
	}
	if !a.Addr().IsUnspecified() && !s.machine.has(a.Addr()) && !a.Addr().IsMulticast() {
		return syscall.EADDRNOTAVAIL
	}
	if a.Port() == 0 {
		port, ok := s.machine.ephemeral(s.proto, func(p uint16) bool {
			return len(s.machine.ports[s.proto][p]) == 0
		})
		if !ok {
			return syscall.EADDRINUSE
		}
		a = netip.AddrPortFrom(a.Addr(), port)
	} else if !s.may(a) {
		return syscall.EADDRINUSE
	}
	s.place(a)
	return 0
}

// place puts the socket at a local address.
func (s *socket) place(a netip.AddrPort) {
	s.local, s.bound = a, true
	s.machine.ports[s.proto][a.Port()] = append(s.machine.ports[s.proto][a.Port()], s)
}

// unbind takes the socket off its port.
func (s *socket) unbind() {
	if !s.bound {
		return
	}
	s.bound = false
	ports, port := s.machine.ports[s.proto], s.local.Port()
	var left []*socket
	for _, other := range ports[port] {
		if other != s {
			left = append(left, other)
		}
	}
	if len(left) == 0 {
		delete(ports, port)
		return
	}
	ports[port] = left
}

// ephemeral returns the next port that is free. The sequence is the machine's own.
func (m *Machine) ephemeral(proto int, free func(uint16) bool) (uint16, bool) {
	const last = 60999
	for range last - firstPort + 1 {
		p := m.next[proto]
		if m.next[proto]++; m.next[proto] > last {
			m.next[proto] = firstPort
		}
		if free(p) {
			return p, true
		}
	}
	return 0, false
}
