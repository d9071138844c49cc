package inet

import (
	"net/netip"
	"syscall"
	"time"
)

// A tuple tells connections of a machine apart.
type tuple struct{ local, remote netip.AddrPort }

// The states of a conn. Those of closing are told by its flags.
type state int

const (
	synSent state = iota
	synReceived
	established
	dead // nothing arrives or leaves any more
)

// A conn is one end of a TCP connection.
type conn struct {
	machine *Machine
	tuple   tuple
	state   state
	active  bool    // it dialled
	socket  *socket // nil before it is accepted, and after it is closed
	parent  *listener

	tries int // of the handshake packet so far

	flow flow // of what it sends

	in      []byte            // read by nobody
	next    int64             // number of the byte that comes after in
	early   map[int64]*packet // those that arrived before others
	eof     bool              // all has arrived
	told    int64             // bytes read of which the other end knows
	reading bool              // it is open for reading
	doubted bool              // its keepalive will tell
	ending  bool              // it waits for the end of the other
	reset   bool              // the other end has reset it, or it was given up
}

// receiveWindow is how much the other end may send beyond what was read: tcp_rmem's
// largest on Linux.
const receiveWindow = 6 << 20

// sendBuffer is how much may wait to be sent: tcp_wmem's largest on Linux.
const sendBuffer = 4 << 20

// Times of a handshake, as on Linux: the first retransmission is after a second, and the
// last of so many (tcp_syn_retries, tcp_synack_retries) ends it.
const (
	firstRTO      = time.Second
	synRetries    = 6
	synAckRetries = 5
)

func (m *Machine) newConn(t tuple, s *socket, st state, active bool) *conn {
	c := &conn{machine: m, tuple: t, state: st, socket: s, active: active, reading: true, early: map[int64]*packet{}}
	c.flow.init(c)
	m.conns[t] = c
	return c
}

// dial begins the handshake of a socket that is bound.
func (s *socket) dial(to netip.AddrPort) syscall.Errno {
	t := tuple{s.local, to}
	m := s.machine
	if m.conns[t] != nil {
		return syscall.EADDRNOTAVAIL
	}
	s.remote, s.calling = to, true
	s.conn = m.newConn(t, s, synSent, true)
	s.conn.shake()
	return syscall.EINPROGRESS
}

// shake sends the packet of the handshake that is due, and again while nobody answers.
func (c *conn) shake() {
	kind, most := kindSYN, synRetries
	if c.state == synReceived {
		kind, most = kindSYNACK, synAckRetries
	}
	st, again := c.state, c.tries
	c.send(kind)
	c.machine.later(firstRTO<<again, func() {
		if c.state != st || c.tries != again {
			return
		}
		if c.tries++; c.tries > most {
			c.fail(syscall.ETIMEDOUT)
			return
		}
		c.shake()
	})
}

// send sends a packet of the connection that may be lost.
func (c *conn) send(kind string) {
	c.machine.sendTCP(&packet{kind: kind, src: c.tuple.local, dst: c.tuple.remote, seq: c.flow.Sent(), ack: c.next})
}

func (m *Machine) sendTCP(p *packet) { m.sendOnce(p, header4+12) }

// takeSegment gives a packet of TCP to its connection.
func (m *Machine) takeSegment(p *packet) {
	c := m.conns[tuple{p.dst, p.src}]
	switch {
	case c != nil:
		c.take(p)
	case p.kind == kindSYN:
		m.knock(p)
	case p.kind != kindRST:
		m.sendTCP(&packet{kind: kindRST, src: p.dst, dst: p.src})
	}
}

// take takes a packet that has arrived.
func (c *conn) take(p *packet) {
	switch p.kind {
	case kindSYN:
		c.takeSYN()
	case kindSYNACK:
		if c.state == synSent || c.state == synReceived && c.active {
			c.establish()
		}
		if c.state == established {
			c.send(kindACK)
		}
	case kindACK:
		if c.state == synReceived {
			c.establish()
		}
	case kindRST:
		c.takeReset()
	case kindProbe: // it is here
	case kindWindow:
		c.flow.credit(p.window)
	default: // data and fin, which acknowledge the handshake
		if c.state == synReceived {
			c.establish()
		}
		if c.state == established {
			c.takeData(p)
		}
	}
}

// takeSYN answers: both sides may dial each other at one time (RFC 9293, section 3.5),
// and a packet of the handshake may come twice.
func (c *conn) takeSYN() {
	switch c.state {
	case synSent:
		c.state, c.tries = synReceived, 0
		c.shake()
	case synReceived:
		c.send(kindSYNACK)
	}
}

// establish ends the handshake.
func (c *conn) establish() {
	c.state = established
	if c.parent != nil {
		c.parent.offer(c)
	}
	if c.socket != nil {
		c.socket.notify()
	}
	c.flow.open()
}

// takeData puts what has arrived in order.
func (c *conn) takeData(p *packet) {
	if p.seq < c.next {
		return // twice
	}
	c.early[p.seq] = p
	for {
		q := c.early[c.next]
		if q == nil {
			break
		}
		delete(c.early, c.next)
		if q.kind == kindFIN {
			c.eof = true
			c.next++
			continue
		}
		c.next += int64(len(q.data))
		if c.socket == nil && c.parent == nil {
			c.abort() // the program has closed it and does not read
			return
		}
		if c.reading {
			c.in = append(c.in, q.data...)
		}
	}
	if c.socket != nil {
		c.socket.readers.notify()
	}
	if c.eof {
		c.finish()
	}
}

func (c *conn) takeReset() {
	err := syscall.ECONNRESET
	switch {
	case c.state == synSent:
		err = syscall.ECONNREFUSED
	case c.eof:
		err = syscall.EPIPE
	}
	c.fail(err)
}

// fail ends the connection with an error.
func (c *conn) fail(err syscall.Errno) {
	if c.state == dead {
		return
	}
	c.die()
	c.reset, c.eof = true, true
	if c.socket != nil {
		c.socket.err = err
		c.socket.notify()
	}
}

// die takes the connection off the machine.
func (c *conn) die() {
	c.state = dead
	c.flow.stop()
	if c.machine.conns[c.tuple] == c {
		delete(c.machine.conns, c.tuple)
	}
	if c.parent != nil {
		c.parent.drop(c)
	}
}

// abort ends the connection at both ends at once.
func (c *conn) abort() {
	if c.state == established || c.state == synReceived {
		c.send(kindRST)
	}
	c.die()
}

// finish takes the connection off the machine once nothing more can arrive or leave, or
// some time after all has arrived that it had to say, if the other end says no more.
func (c *conn) finish() {
	switch {
	case c.socket != nil || c.state == dead || !c.flow.Done():
	case c.eof:
		c.die()
	case !c.ending:
		c.ending = true
		c.machine.later(finTimeout, func() {
			if c.state != dead {
				c.die()
			}
		})
	}
}

// close is close of the socket: what was not read makes it a reset.
func (c *conn) close(linger int) {
	c.socket = nil
	switch {
	case c.state == dead:
	case c.state != established:
		c.abort()
	case linger == 0, len(c.in) > 0:
		c.abort()
	default:
		c.flow.end()
		c.finish()
	}
}

// finTimeout is how long a connection that a program has closed, and of which all has
// arrived, waits for the end of the other (tcp_fin_timeout of Linux).
const finTimeout = 60 * time.Second

// read takes at most so many bytes that have arrived.
func (c *conn) read(most int, peek bool) ([]byte, syscall.Errno) {
	switch {
	case len(c.in) == 0 && c.socket.err != 0:
		return nil, c.socket.taken()
	case c.state == synSent || c.state == synReceived:
		return nil, syscall.EAGAIN
	case len(c.in) == 0 && (c.eof || !c.reading):
		return nil, 0
	case len(c.in) == 0:
		return nil, syscall.EAGAIN
	}
	data := c.in[:min(most, len(c.in))]
	if peek {
		return data, 0
	}
	if c.in = c.in[len(data):]; len(c.in) == 0 {
		c.in = nil
	}
	// Half a window, so that who sends little hears nothing.
	if read := c.next - int64(len(c.in)); read-c.told >= receiveWindow/2 && !c.eof {
		c.told = read
		c.flow.tell(&packet{kind: kindWindow, window: read})
	}
	return data, 0
}

func (c *conn) readable() bool {
	return c.state != synSent && c.state != synReceived && (len(c.in) > 0 || c.eof || !c.reading)
}

// write puts bytes where they wait to be sent, as many as there is room for.
func (c *conn) write(data []byte) (int, syscall.Errno) {
	switch {
	case c.socket.err != 0:
		return 0, c.socket.taken()
	case c.state == synSent || c.state == synReceived:
		return 0, syscall.EAGAIN
	case c.state == dead, c.flow.Ending():
		return 0, syscall.EPIPE
	}
	n := min(len(data), c.flow.room())
	if n == 0 && len(data) > 0 {
		c.flow.full = true
		c.flow.Watch()
		return 0, syscall.EAGAIN
	}
	c.flow.add(data[:n])
	return n, 0
}

func (c *conn) writable() bool {
	return c.state == dead || c.state == established && (c.flow.Ending() || c.flow.room() > 0)
}
