package inet

import "net/netip"

// A passage is the way of one packet from its sender to where it goes.
type passage struct {
	packet *packet // as it is outside of the boxes of its sender
	entry  endpoint
	to     *Machine // for which it seems to be when it leaves
}

func (p *packet) proto() int {
	if p.kind == kindUDP || p.kind == kindUnreachable {
		return udp
	}
	return tcp
}

// realm is the network that the machine's own address is of.
func (m *Machine) realm() *realm {
	if m.box != nil {
		return &m.box.inside
	}
	return &m.net.public
}

// pass takes a packet through the boxes in front of its sender. Nil is nowhere.
func (m *Machine) pass(p *packet) *passage {
	q := *p
	if m.has(q.dst.Addr()) {
		return &passage{&q, m, m}
	}
	r, last := m.realm(), (*Box)(nil)
	for box := m.box; ; box = box.config.Outer {
		if e := r.at[q.dst.Addr()]; e != nil {
			if e == endpoint(last) && !last.hairpins(q.proto()) {
				return nil
			}
			return &passage{&q, e, follow(e, q.proto(), q.dst)}
		}
		if box == nil {
			return nil
		}
		q.src = box.out(q.proto(), q.src, q.dst, clock())
		r, last = box.outside, box
	}
}

// follow returns the machine for which a packet to an endpoint would be: of a box
// without a mapping, the first behind it.
func follow(e endpoint, proto int, dst netip.AddrPort) *Machine {
	for {
		b, ok := e.(*Box)
		if !ok {
			return e.(*Machine)
		}
		next := b.first
		if m := b.ports[proto][dst.Port()]; m != nil {
			if e = b.inside.at[m.inner.Addr()]; e != nil {
				dst = m.inner
				continue
			}
		}
		return next
	}
}

// toward returns the machine to which packets to an address go, nil if there is none.
func (m *Machine) toward(proto int, dst netip.AddrPort) *Machine {
	if m.has(dst.Addr()) {
		return m
	}
	for r, box := m.realm(), m.box; ; box = box.config.Outer {
		if e := r.at[dst.Addr()]; e != nil {
			return follow(e, proto, dst)
		}
		if box == nil {
			return nil
		}
		r = box.outside
	}
}

// arrive takes a packet through the boxes in front of its receiver.
func (x *passage) arrive() {
	e := x.entry
	for {
		b, ok := e.(*Box)
		if !ok {
			break
		}
		inner, ok := b.in(x.packet.proto(), x.packet.src, x.packet.dst, clock())
		if !ok {
			return // a box says nothing to those whom it does not let pass (RFC 5382, REQ-4)
		}
		x.packet.dst = inner
		if e = b.inside.at[inner.Addr()]; e == nil {
			return
		}
	}
	e.(*Machine).take(x.packet)
}
