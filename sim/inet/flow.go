package inet

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"

	"github.com/libp2p-sim/sim/sim/internal/tcpflow"
	"github.com/libp2p-sim/sim/sim/link"
)

// A flow is what one end of a connection sends, and the path of that: bytes that wait, and
// packets for the bursts in which they leave.
type flow struct {
	tcpflow.Flow
	conn *conn
	out  []byte // waits to be sent
	full bool   // somebody could write nothing
}

var _ tcpflow.Path = (*flow)(nil)

func (f *flow) init(c *conn) {
	f.conn = c
	f.Init(f, c.machine.net.cfg.Congestion)
	f.Closed, f.Limit = true, receiveWindow
}

func (f *flow) room() int { return max(f.conn.socket.buffer(soSndbuf, sendBuffer)-f.Backlog(), 0) }

func (f *flow) add(data []byte) {
	f.out = append(f.out, data...)
	f.Add(int64(clock()), len(data))
	f.conn.finish()
}

// end closes the stream for writing, after all that waits.
func (f *flow) end() {
	if f.End() {
		f.pump()
	}
}

func (f *flow) stop() {
	f.Stop()
	f.out = nil
}

// open lets the flow begin.
func (f *flow) open() {
	f.Closed = false
	f.pump()
}

// credit is the other end's word on how much it has read.
func (f *flow) credit(read int64) {
	f.Limit = max(f.Limit, read+receiveWindow)
	f.pump()
}

// pump sends as much as the windows allow.
func (f *flow) pump() {
	f.Pump(int64(clock()))
	f.conn.finish()
}

// Later implements [tcpflow.Path].
func (f *flow) Later(at int64) {
	f.conn.machine.put(f.conn.machine, instant(at), func() {
		f.Wake(int64(clock()), at)
		f.conn.finish()
	})
}

// Take implements [tcpflow.Path].
func (f *flow) Take(n int) []byte {
	data := append([]byte(nil), f.out[:n]...)
	if f.out = f.out[n:]; len(f.out) == 0 {
		f.out = nil
	}
	return data
}

// Acked implements [tcpflow.Path]: it wakes those who wait for room, as Linux does.
func (f *flow) Acked() {
	if s := f.conn.socket; s != nil && f.room() >= s.buffer(soSndbuf, sendBuffer)/3 {
		f.full = false
		s.writers.notify()
	}
}

// Waited implements [tcpflow.Path].
func (f *flow) Waited() bool {
	return f.full || f.conn.socket != nil && f.conn.socket.writers.wake != nil
}

// GiveUp implements [tcpflow.Path].
func (f *flow) GiveUp() { f.conn.fail(syscall.ETIMEDOUT) }

// way returns the machine at the other end, and the route to there.
func (f *flow) way() (*Machine, *link.Route) {
	m := f.conn.machine
	to := m.toward(tcp, f.conn.tuple.remote)
	if to == nil {
		return nil, loopRoute
	}
	return to, m.route(to)
}

// Way implements [tcpflow.Path].
func (f *flow) Way() tcpflow.Way {
	to, route := f.way()
	if to == nil {
		return tcpflow.Way{Route: route, Nowhere: true}
	}
	up, down := f.conn.machine.pipes(to)
	return tcpflow.Way{Route: route, Up: up, Down: down}
}

// Rand implements [tcpflow.Path].
func (f *flow) Rand() *rand.Rand {
	t := f.conn.tuple
	return f.conn.machine.net.cfg.Rand(fmt.Sprintf("tcp/%s/%s", t.local, t.remote))
}

func (f *flow) rto() time.Duration {
	_, route := f.way()
	return route.RTO()
}

// Send implements [tcpflow.Path].
func (f *flow) Send(now int64, b *tcpflow.Burst, at int64) bool {
	c := f.conn
	m := c.machine
	p := &packet{kind: kindData, src: c.tuple.local, dst: c.tuple.remote, data: b.Data, seq: b.Seq, ack: c.next}
	if b.End {
		p.kind = kindFIN
	}
	x := m.pass(p)
	to, _ := f.way()
	if x == nil {
		return false
	}
	m.net.record(m, to, instant(now), instant(at), x.packet)
	if at == tcpflow.Never {
		return true
	}
	to.put(m, instant(at), func() {
		if m.stops(to) || to.off {
			f.Lost(b)
			return
		}
		x.arrive()
	})
	return true
}

// tell sends a packet that is no part of the stream: it is sent until it arrives.
func (f *flow) tell(p *packet) {
	p.src, p.dst, p.seq, p.ack = f.conn.tuple.local, f.conn.tuple.remote, f.Sent(), f.conn.next
	now := clock()
	to, route := f.way()
	if to == nil {
		return
	}
	at := now.plus(route.There.Delay)
	f.insist(to, p, now, at, 0)
}

// insist sends a packet at an instant, and again while it does not arrive.
func (f *flow) insist(to *Machine, p *packet, now, at instant, tries int) {
	m := f.conn.machine
	if x := m.pass(p); x != nil {
		m.net.record(m, to, now, at, x.packet)
	}
	to.put(m, at, func() {
		switch {
		case !m.stops(to) && !to.off:
			if x := m.pass(p); x != nil {
				x.arrive()
			}
		case tries < tcpflow.Retries:
			delay := time.Duration(at - now)
			m.put(m, at.plus(min(f.rto()<<min(tries, 10), tcpflow.MaxRTO)-delay), func() {
				if now := clock(); !f.Stopped() {
					f.insist(to, p, now, now.plus(delay), tries+1)
				}
			})
		}
	})
}
