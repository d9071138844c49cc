package inet

import (
	"encoding/binary"
	"net/netip"
	"syscall"
	"time"
)

// A Segment is a local network as multicasts see it: who is on it hears them.
type Segment struct {
	Latency func(from, to *Machine) time.Duration // one way; nil: none
	Loss    float64                               // probability, for every machine on its own
}

// onSegment returns the machines on a machine's segment, in the order of Add, itself alone
// if it is on none.
func (m *Machine) onSegment() (all []*Machine) {
	if m.segment == "" {
		return []*Machine{m}
	}
	for _, o := range m.net.machines {
		if o.segment == m.segment && !o.off {
			all = append(all, o)
		}
	}
	return all
}

// multicast sends a datagram to a group: to the other machines of the segment, and to the
// own if the socket says so.
func (s *socket) multicast(p *packet) {
	m, n, now := s.machine, s.machine.net, clock()
	var on Segment
	if n.cfg.Segment != nil {
		on = n.cfg.Segment(m.segment)
	}
	for _, to := range m.onSegment() {
		arrive := now
		if on.Latency != nil {
			arrive = now.plus(on.Latency(m, to))
		}
		switch {
		case to == m && !s.hearsItself(p.dst.Addr()):
			continue
		case to == m:
			arrive = now.plus(loop)
		case m.stops(to) || on.Loss > 0 && m.chance("multicast").Float64() < on.Loss:
			arrive = never
		}
		n.record(m, to, now, arrive, p)
		if arrive == never {
			continue
		}
		to.put(m, arrive, func() {
			if !m.stops(to) && !to.off {
				to.takeMulticast(p)
			}
		})
	}
}

// hearsItself reports whether what a socket sends to a group comes to its own machine.
func (s *socket) hearsItself(group netip.Addr) bool {
	o := option{ipprotoIP, ipMulticastLoop}
	if group.Is6() {
		o = option{ipprotoIPv6, ipv6MulticastLoop}
	}
	v, set := s.options[o]
	return !set || number(v) != 0
}

// takeMulticast gives a datagram to all sockets that it is for: those on its port whose
// machine is in the group, as Linux does unless IP_MULTICAST_ALL is off.
func (m *Machine) takeMulticast(p *packet) {
	if m.groups[p.dst.Addr()] == 0 {
		return
	}
	for _, s := range m.ports[udp][p.dst.Port()] {
		local := s.local.Addr()
		if !local.IsUnspecified() && local != p.dst.Addr() || local.Is4() != p.dst.Addr().Is4() || s.remote.IsValid() && s.remote != p.src {
			continue
		}
		s.put(datagram{p.data, p.src, p.dst})
	}
}

// group reads which group a socket is to join or leave from an option's value.
func group(o option, value []byte) (netip.Addr, syscall.Errno) {
	switch {
	case o.level == ipprotoIP && (o.name == ipAddMembership || o.name == ipDropMembership):
		if len(value) >= 8 { // struct ip_mreq, and ip_mreqn which begins so
			return netip.AddrFrom4([4]byte(value)), 0
		}
	case o.level == ipprotoIPv6 && (o.name == ipv6AddMembership || o.name == ipv6DropMembership):
		if len(value) >= 20 { // struct ipv6_mreq
			return netip.AddrFrom16([16]byte(value)), 0
		}
	case len(value) > 8: // struct group_req
		if i := binary.NativeEndian.Uint32(value); i > outside {
			return netip.Addr{}, syscall.ENODEV
		}
		a, err := decode(value[8:])
		return a.Addr(), err
	}
	return netip.Addr{}, syscall.EINVAL
}

// membership joins or leaves a group, if the option is one of those that do.
func (s *socket) membership(o option, value []byte) (err syscall.Errno, is bool) {
	join, leave := false, false
	switch {
	case o.level == ipprotoIP:
		join, leave = o.name == ipAddMembership || o.name == mcastJoinGroup, o.name == ipDropMembership || o.name == mcastLeaveGroup
	case o.level == ipprotoIPv6:
		join, leave = o.name == ipv6AddMembership || o.name == mcastJoinGroup, o.name == ipv6DropMembership || o.name == mcastLeaveGroup
	}
	if !join && !leave {
		return 0, false
	}
	g, err := group(o, value)
	switch {
	case err != 0:
		return err, true
	case !g.IsMulticast() || s.proto != udp:
		return syscall.EINVAL, true
	case join && s.joined[g]:
		return syscall.EADDRINUSE, true
	case leave && !s.joined[g]:
		return syscall.EADDRNOTAVAIL, true
	case leave:
		s.leave(g)
		return 0, true
	}
	if s.joined == nil {
		s.joined = map[netip.Addr]bool{}
	}
	s.joined[g] = true
	s.machine.groups[g]++
	return 0, true
}

func (s *socket) leave(g netip.Addr) {
	delete(s.joined, g)
	if s.machine.groups[g]--; s.machine.groups[g] == 0 {
		delete(s.machine.groups, g)
	}
}

// leaveAll is what closing a socket does.
func (s *socket) leaveAll() {
	for g := range s.joined {
		s.leave(g)
	}
}
