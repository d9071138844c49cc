package inet

import (
	"net/netip"
	"slices"
	"syscall"
)

// A listener is a TCP socket that takes connections.
type listener struct {
	socket  *socket
	backlog int
	queue   []*conn // established and not accepted
	shaking map[*conn]bool
}

// somaxconn bounds every backlog, as net.core.somaxconn of Linux does.
const somaxconn = 4096

func (s *socket) listen(backlog int) syscall.Errno {
	switch {
	case s.proto != tcp:
		return syscall.EOPNOTSUPP
	case s.conn != nil:
		return syscall.EINVAL
	case s.listener != nil:
		s.listener.backlog = min(backlog, somaxconn)
		return 0
	}
	if !s.bound {
		if err := s.bind(netip.AddrPortFrom(s.wildcard(), 0)); err != 0 {
			return err
		}
	}
	for _, other := range s.machine.ports[tcp][s.local.Port()] {
		if other != s && other.listener != nil && overlaps(s.local.Addr(), other.local.Addr()) && !(s.reuse[1] && other.reuse[1]) {
			return syscall.EADDRINUSE
		}
	}
	s.listener = &listener{socket: s, backlog: min(max(backlog, 0), somaxconn), shaking: map[*conn]bool{}}
	return 0
}

// knock is a dial that arrives at the machine: a listener answers, or nobody listens.
func (m *Machine) knock(p *packet) {
	var best *listener
	for _, s := range m.ports[tcp][p.dst.Port()] {
		if s.listener == nil || !s.serves(p.dst.Addr()) {
			continue
		}
		if best == nil || best.socket.local.Addr().IsUnspecified() && !s.local.Addr().IsUnspecified() {
			best = s.listener
		}
	}
	if best == nil {
		m.sendTCP(&packet{kind: kindRST, src: p.dst, dst: p.src})
		return
	}
	if len(best.queue)+len(best.shaking) > best.backlog {
		return // the dialler will try again
	}
	c := m.newConn(tuple{p.dst, p.src}, nil, synReceived, false)
	c.parent = best
	best.shaking[c] = true
	c.shake()
}

// offer puts a connection in the queue of those that can be accepted.
func (l *listener) offer(c *conn) {
	delete(l.shaking, c)
	l.queue = append(l.queue, c)
	l.socket.readers.notify()
}

// drop forgets a connection that has ended before it was accepted; of one in the queue
// the program learns when it has it, as on Linux.
func (l *listener) drop(c *conn) { delete(l.shaking, c) }

// accept takes the first connection of the queue.
func (s *socket) accept() (*socket, syscall.Errno) {
	l := s.listener
	switch {
	case l == nil:
		return nil, syscall.EINVAL
	case len(l.queue) == 0:
		return nil, syscall.EAGAIN
	}
	a, err := s.machine.open(s.family, tcp)
	if err != 0 {
		return nil, err
	}
	c := l.queue[0]
	l.queue = slices.Delete(l.queue, 0, 1)
	a.local, a.remote, a.conn = c.tuple.local, c.tuple.remote, c
	c.socket, c.parent = a, nil
	if c.reset {
		a.err = syscall.ECONNRESET
	}
	return a, 0
}

// close ends the listener: connections that nobody has accepted are reset.
func (l *listener) close() {
	var all []*conn
	for _, c := range l.socket.machine.conns {
		if c.parent == l {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *conn) int { return a.tuple.remote.Compare(b.tuple.remote) })
	for _, c := range all {
		c.parent = nil
		c.abort()
	}
}
