package inet

import (
	"slices"
	"syscall"
	"time"
)

// Exit ends all programs of the machine: its kernel closes their sockets, and tells the
// others. Goroutines go on, without sockets of before.
func (m *Machine) Exit() {
	for _, s := range m.sockets() {
		s.end()
		s.orphan()
	}
}

// Off takes the power from the machine: nothing leaves or arrives any more, and nobody
// is told. On gives it back, without any socket.
func (m *Machine) Off() {
	m.off = true
	for _, c := range sorted(m.conns) {
		c.socket, c.parent = nil, nil
		c.die()
	}
	for _, s := range m.sockets() {
		s.unbind()
		s.leaveAll()
		s.orphan()
		s.closing = true
		s.notify()
	}
	m.net.Changed()
}

// On lets a machine that was off begin anew.
func (m *Machine) On() { m.off = false }

// sockets returns those of the machine, by descriptor.
func (m *Machine) sockets() (all []*socket) {
	for _, s := range m.net.sockets {
		if s.machine == m {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *socket) int { return a.fd - b.fd })
	return all
}

func sorted(conns map[tuple]*conn) (all []*conn) {
	for _, c := range conns {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *conn) int {
		if x := a.tuple.local.Compare(b.tuple.local); x != 0 {
			return x
		}
		return a.tuple.remote.Compare(b.tuple.remote)
	})
	return all
}

// Changed is to be called when a fault begins or ends: connections with whom nobody
// talks any more find out by their keepalives.
func (n *Net) Changed() {
	for _, m := range n.machines {
		for _, c := range sorted(m.conns) {
			c.doubt()
		}
	}
}

// unreachable reports whether nothing of one side gets to the other and back.
func (c *conn) unreachable() bool {
	to := c.machine.toward(tcp, c.tuple.remote)
	return to == nil || to.off || c.machine.blocked(to) || to.blocked(c.machine)
}

// doubt lets the keepalive of a connection find out that the other side is silent: so
// many probes after it was idle. A machine that has lost its memory answers the first.
func (c *conn) doubt() {
	if c.doubted || c.state != established || !c.unreachable() {
		return
	}
	idle, interval, probes, on := c.keepalive()
	if !on {
		return
	}
	c.doubted = true
	c.machine.later(idle+time.Duration(probes)*interval, func() {
		c.doubted = false
		switch {
		case c.state == dead:
		case c.unreachable():
			c.fail(syscall.ETIMEDOUT)
		default:
			c.flow.tell(&packet{kind: kindProbe})
		}
	})
}

// keepalive returns the times of the socket's probes, and whether it sends any.
func (c *conn) keepalive() (idle, interval time.Duration, probes int, on bool) {
	if c.socket == nil {
		return 0, 0, 0, false
	}
	value := func(name, unset int) int {
		if v := number(c.socket.options[option{ipprotoTCP, name}]); v > 0 {
			return v
		}
		return unset
	}
	on = number(c.socket.options[option{solSocket, soKeepalive}]) != 0
	return time.Duration(value(tcpKeepIdle, 7200)) * time.Second, time.Duration(value(tcpKeepIntvl, 75)) * time.Second, value(tcpKeepCnt, 9), on
}
