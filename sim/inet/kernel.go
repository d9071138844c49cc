package inet

import (
	"net/netip"
	"syscall"
)

// Socket implements seal.Kernel.
func (n *Net) Socket(domain, typ, proto int) (int, syscall.Errno) {
	m := n.current()
	switch {
	case m == nil:
		return -1, syscall.EACCES // the goroutine works for no machine
	case m.off:
		return -1, syscall.ENETDOWN
	case domain == afNETLINK && proto == netlinkRoute:
		s, err := m.open(domain, udp)
		if err != 0 {
			return -1, err
		}
		s.netlink = &netlink{}
		return s.fd, 0
	case domain != afINET && domain != afINET6:
		return -1, syscall.EAFNOSUPPORT
	}
	kind := tcp
	switch typ & sockTypeMask {
	case sockStream:
		if proto != 0 && proto != ipprotoTCP {
			return -1, syscall.EPROTONOSUPPORT // among them MPTCP
		}
	case sockDgram:
		if proto != 0 && proto != ipprotoUDP {
			return -1, syscall.EPROTONOSUPPORT
		}
		kind = udp
	default:
		return -1, syscall.EPERM // raw sockets
	}
	s, err := m.open(domain, kind)
	if err != 0 {
		return -1, err
	}
	return s.fd, 0
}

// address reads an address that is given to a socket of a family.
func (s *socket) address(b []byte) (netip.AddrPort, syscall.Errno) {
	a, err := decode(b)
	switch {
	case err != 0:
		return a, err
	case s.family == afINET && !a.Addr().Is4():
		return a, syscall.EAFNOSUPPORT
	case s.family == afINET6 && s.only6 && a.Addr().Is4():
		return a, syscall.ENETUNREACH
	}
	return a, 0
}

// Bind implements seal.Kernel.
func (n *Net) Bind(fd int, addr []byte) syscall.Errno {
	s := n.sockets[fd]
	if s == nil {
		return syscall.EBADF
	}
	if s.netlink != nil {
		return 0
	}
	a, err := s.address(addr)
	if err != 0 {
		return err
	}
	if s.family == afINET6 && a.Addr() == netip.IPv4Unspecified() {
		a = netip.AddrPortFrom(netip.IPv6Unspecified(), a.Port())
	}
	return s.bind(a)
}

// Connect implements seal.Kernel.
func (n *Net) Connect(fd int, addr []byte) syscall.Errno {
	s := n.sockets[fd]
	if s == nil {
		return syscall.EBADF
	}
	if s.proto == udp && len(addr) >= 2 && addr[0] == 0 && addr[1] == 0 { // AF_UNSPEC
		s.remote = netip.AddrPort{}
		return 0
	}
	to, err := s.address(addr)
	switch {
	case err != 0:
		return err
	case s.conn != nil && s.conn.state == established && s.calling:
		s.calling = false
		return 0 // which it did not know yet
	case s.listener != nil || s.conn != nil && s.conn.state == established:
		return syscall.EISCONN
	case s.calling && s.conn.state == dead:
		s.calling = false
		if s.err == 0 {
			return syscall.ECONNABORTED // as Linux does once it has told why
		}
		return s.taken()
	case s.conn != nil && s.conn.state != dead:
		return syscall.EALREADY
	}
	if to.Addr().IsUnspecified() { // the machine itself
		to = netip.AddrPortFrom(s.machine.source(to.Addr()), to.Port())
	}
	if err := s.settle(to); err != 0 {
		return err
	}
	if s.proto == udp {
		s.remote = to
		return 0
	}
	return s.dial(to)
}

// settle gives a socket that is to be connected its local address.
func (s *socket) settle(to netip.AddrPort) syscall.Errno {
	from := s.machine.source(to.Addr())
	if !from.IsValid() {
		return syscall.ENETUNREACH
	}
	if s.bound {
		if !s.local.Addr().IsUnspecified() {
			return 0
		}
		s.local = netip.AddrPortFrom(from, s.local.Port())
		return 0
	}
	if s.proto == udp {
		return s.bind(netip.AddrPortFrom(from, 0))
	}
	port, ok := s.machine.ephemeral(tcp, func(p uint16) bool {
		return len(s.machine.ports[tcp][p]) == 0 && s.machine.conns[tuple{netip.AddrPortFrom(from, p), to}] == nil
	})
	if !ok {
		return syscall.EADDRNOTAVAIL
	}
	s.place(netip.AddrPortFrom(from, port))
	return 0
}

// Listen implements seal.Kernel.
func (n *Net) Listen(fd, backlog int) syscall.Errno {
	s := n.sockets[fd]
	if s == nil {
		return syscall.EBADF
	}
	return s.listen(backlog)
}

// Accept implements seal.Kernel.
func (n *Net) Accept(fd int) (int, []byte, syscall.Errno) {
	s := n.sockets[fd]
	if s == nil {
		return -1, nil, syscall.EBADF
	}
	a, err := s.accept()
	if err != 0 {
		return -1, nil, err
	}
	return a.fd, encode(a.remote, a.family), 0
}

// Name implements seal.Kernel.
func (n *Net) Name(fd int, peer bool) ([]byte, syscall.Errno) {
	s := n.sockets[fd]
	switch {
	case s == nil:
		return nil, syscall.EBADF
	case s.netlink != nil:
		return netlinkAddr, 0
	case !peer && !s.local.IsValid():
		return encode(netip.AddrPortFrom(s.wildcard(), 0), s.family), 0
	case !peer:
		return encode(s.local, s.family), 0
	case !s.remote.IsValid() || s.conn != nil && s.conn.state != established:
		return nil, syscall.ENOTCONN
	}
	return encode(s.remote, s.family), 0
}

// Send implements seal.Kernel.
func (n *Net) Send(fd int, data, to, control []byte, _ int) (int, syscall.Errno) {
	s := n.sockets[fd]
	switch {
	case s == nil:
		return -1, syscall.EBADF
	case s.netlink != nil:
		return s.netlink.ask(s.machine, data)
	case s.machine.off:
		return -1, syscall.ENETDOWN
	case s.proto == tcp && s.conn == nil:
		return -1, syscall.EPIPE
	case s.proto == tcp:
		return s.conn.write(data)
	}
	var dst netip.AddrPort
	if len(to) > 0 {
		var err syscall.Errno
		if dst, err = s.address(to); err != 0 {
			return -1, err
		}
	}
	return s.sendDatagram(data, dst, sourceOf(control))
}

// Receive implements seal.Kernel.
func (n *Net) Receive(fd, most, flags int) (data, from, control []byte, msgFlags int, err syscall.Errno) {
	s := n.sockets[fd]
	switch {
	case s == nil:
		return nil, nil, nil, 0, syscall.EBADF
	case s.netlink != nil:
		data, err = s.netlink.take()
		return data, netlinkAddr, nil, 0, err
	case s.proto == tcp && s.conn == nil:
		return nil, nil, nil, 0, syscall.ENOTCONN
	case s.proto == tcp:
		data, err = s.conn.read(most, flags&msgPeek != 0)
		return data, nil, nil, 0, err
	}
	d, err := s.receiveDatagram(flags)
	if err != 0 || !d.src.IsValid() {
		return nil, nil, nil, 0, err
	}
	return d.data, encode(d.src, s.family), s.info(d.dst.Addr()), 0, 0
}

// Shutdown implements seal.Kernel.
func (n *Net) Shutdown(fd, how int) syscall.Errno {
	s := n.sockets[fd]
	if s == nil {
		return syscall.EBADF
	}
	read, write := how == syscall.SHUT_RD || how == syscall.SHUT_RDWR, how == syscall.SHUT_WR || how == syscall.SHUT_RDWR
	switch {
	case s.listener != nil:
		s.unbind()
		return 0
	case s.proto == udp && !s.remote.IsValid():
		return syscall.ENOTCONN
	case s.proto == udp:
		s.box.shut = s.box.shut || read
	case s.conn == nil || s.conn.state != established:
		return syscall.ENOTCONN
	default:
		if write {
			s.conn.flow.end()
		}
		if read {
			s.conn.reading = false
		}
	}
	s.notify()
	return 0
}

// Close implements seal.Kernel.
func (n *Net) Close(fd int) syscall.Errno {
	s := n.sockets[fd]
	if m := n.orphans[fd]; m != nil {
		delete(n.orphans, fd)
		m.release(fd)
		return 0
	}
	if s == nil {
		return syscall.EBADF
	}
	s.end()
	s.forget()
	return 0
}

// end ends what the socket does.
func (s *socket) end() {
	s.unbind()
	s.leaveAll()
	s.closing = true
	s.notify()
	switch {
	case s.listener != nil:
		s.listener.close()
	case s.conn != nil:
		s.conn.close(s.linger)
	}
}

// Control implements seal.Kernel.
func (n *Net) Control(fd, cmd, _ int) (int, syscall.Errno) {
	if n.sockets[fd] == nil {
		return -1, syscall.EBADF
	}
	switch cmd {
	case syscall.F_GETFL:
		return syscall.O_RDWR | syscall.O_NONBLOCK, 0
	case syscall.F_SETFL, syscall.F_GETFD, syscall.F_SETFD:
		return 0, 0
	}
	return -1, syscall.EINVAL // a second descriptor, which there is not
}
