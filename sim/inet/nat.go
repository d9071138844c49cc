package inet

import (
	"fmt"
	"net/netip"
	"time"
)

// A Dependence says on how much of the other end a NAT's decision depends: of which
// mapping an outgoing packet takes (RFC 4787, section 4.1), or which incoming packets
// pass (section 5).
type Dependence int

const (
	Independent   Dependence = iota // on nothing: endpoint-independent
	OnAddress                       // address-dependent
	OnAddressPort                   // address and port-dependent
)

// A BoxConfig describes a NAT.
type BoxConfig struct {
	Name      string
	Addr      netip.Addr // to the outside
	Outer     *Box       // behind which it is itself, nil for the public network
	Mapping   Dependence
	Filtering Dependence
	// TCPMapping is that of TCP, where it depends on more than Mapping does.
	TCPMapping Dependence
	Hairpin    bool // packets from inside to its own address come back in (RFC 4787, section 6)
	UDPHairpin bool // those of UDP do
	// NoPreservation gives mappings ports of their own, also where that of the inside
	// is free (RFC 4787, section 4.2.1).
	NoPreservation bool
	UDP            time.Duration // after which a mapping of UDP without outgoing packets ends; 0 is 2 min (RFC 4787, REQ-5)
	TCP            time.Duration // the same of an established connection; 0 is 2 h 4 min (RFC 5382, REQ-5)
}

// Times of mappings, and of connections that are not established (RFC 5382, REQ-5).
const (
	udpMapping  = 2 * time.Minute
	tcpMapping  = 2*time.Hour + 4*time.Minute
	tcpOpening  = 4 * time.Minute
	firstMapped = 1024 // port of a mapping that cannot have its own
)

// A Box is a NAT, with a network of private addresses behind it.
type Box struct {
	config   BoxConfig
	inside   realm
	outside  *realm
	first    *Machine // behind it, nil while there is none
	mappings map[mapped]*mapping
	ports    [2]map[uint16]*mapping
	next     [2]uint16
}

// mapped tells mappings apart: to is as much of the other end as they depend on.
type mapped struct {
	proto     int
	inner, to netip.AddrPort
}

type mapping struct {
	mapped
	port     uint16
	left     instant                    // when the last packet left through it
	answered bool                       // packets have come in
	contacts map[netip.AddrPort]instant // to whom packets left, and when the last did
}

// A realm is a network of addresses: the public one, or that behind a box.
type realm struct{ at map[netip.Addr]endpoint }

// An endpoint is what has an address: a *Machine or a *Box.
type endpoint interface{ node() }

func (m *Machine) node() {}
func (b *Box) node()     {}

// claim gives an endpoint its address.
func (r *realm) claim(a netip.Addr, name string, e endpoint) error {
	if r.at == nil {
		r.at = map[netip.Addr]endpoint{}
	}
	if r.at[a] != nil {
		return fmt.Errorf("inet: the address %s of %s is another's", a, name)
	}
	r.at[a] = e
	return nil
}

// AddBox adds a NAT.
func (n *Net) AddBox(c BoxConfig) (*Box, error) {
	b := &Box{config: c, outside: &n.public, mappings: map[mapped]*mapping{}, next: [2]uint16{firstMapped, firstMapped}}
	b.ports = [2]map[uint16]*mapping{{}, {}}
	if c.UDP == 0 {
		b.config.UDP = udpMapping
	}
	if c.TCP == 0 {
		b.config.TCP = tcpMapping
	}
	if c.Outer != nil {
		b.outside = &c.Outer.inside
	}
	return b, b.outside.claim(c.Addr, c.Name, b)
}

// cut is as much of the other end as a decision depends on.
func (d Dependence) cut(to netip.AddrPort) netip.AddrPort {
	switch d {
	case Independent:
		return netip.AddrPort{}
	case OnAddress:
		return netip.AddrPortFrom(to.Addr(), 0)
	}
	return to
}

// mapping is on what mappings depend.
func (b *Box) mapping(proto int) Dependence {
	if proto == tcp {
		return max(b.config.Mapping, b.config.TCPMapping)
	}
	return b.config.Mapping
}

// hairpins reports whether packets from inside come back in.
func (b *Box) hairpins(proto int) bool {
	return b.config.Hairpin || b.config.UDPHairpin && proto == udp
}

// lasts is how long a mapping lives without outgoing packets.
func (b *Box) lasts(m *mapping) time.Duration {
	switch {
	case m.proto == udp:
		return b.config.UDP
	case m.answered:
		return b.config.TCP
	}
	return min(b.config.TCP, tcpOpening)
}

// out translates the source of a packet that leaves.
func (b *Box) out(proto int, src, dst netip.AddrPort, now instant) netip.AddrPort {
	key := mapped{proto, src, b.mapping(proto).cut(dst)}
	m := b.mappings[key]
	if m != nil && now > m.left.plus(b.lasts(m)) {
		b.drop(m)
		m = nil
	}
	if m == nil {
		m = &mapping{mapped: key, contacts: map[netip.AddrPort]instant{}, port: b.free(proto, src.Port(), now)}
		b.mappings[key], b.ports[proto][m.port] = m, m
	}
	m.left, m.contacts[dst] = now, now
	return netip.AddrPortFrom(b.config.Addr, m.port)
}

// free returns a port for a new mapping: that of the inside if it can, else the next.
func (b *Box) free(proto int, own uint16, now instant) uint16 {
	usable := func(p uint16) bool {
		m := b.ports[proto][p]
		if m != nil && now > m.left.plus(b.lasts(m)) {
			b.drop(m)
			m = nil
		}
		return m == nil
	}
	if !b.config.NoPreservation && usable(own) {
		return own
	}
	for {
		p := b.next[proto]
		if b.next[proto]++; b.next[proto] == 0 {
			b.next[proto] = firstMapped
		}
		if usable(p) {
			return p
		}
	}
}

func (b *Box) drop(m *mapping) {
	delete(b.mappings, m.mapped)
	delete(b.ports[m.proto], m.port)
}

// in translates the destination of a packet that comes, if it passes.
func (b *Box) in(proto int, src, dst netip.AddrPort, now instant) (inner netip.AddrPort, ok bool) {
	m := b.ports[proto][dst.Port()]
	if m == nil || now > m.left.plus(b.lasts(m)) || !b.passes(m, src, now) {
		return netip.AddrPort{}, false
	}
	m.answered = true
	if proto == tcp {
		m.left = now
	}
	return m.inner, true
}

// passes is the filter.
func (b *Box) passes(m *mapping, src netip.AddrPort, now instant) bool {
	if b.config.Filtering == Independent {
		return true
	}
	for to, left := range m.contacts {
		if b.config.Filtering.cut(to) == b.config.Filtering.cut(src) && now <= left.plus(b.lasts(m)) {
			return true
		}
	}
	return false
}
