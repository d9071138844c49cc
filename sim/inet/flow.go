package inet

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim/link"
)

// A flow is what one end of a connection sends: bytes that wait, and bursts on their way.
// Acknowledgements are not packets: the sender knows the way, and so when each would
// come. Losses are: what is lost is sent again when the sender would find out, by three
// later segments that arrive (RFC 6675) or by a time-out (RFC 6298).
type flow struct {
	conn  *conn
	track link.Track
	rand  *rand.Rand // nil until something is left to chance

	out    []byte // waits to be sent
	sent   int64  // number of the byte after those that were sent
	read   int64  // bytes of which the other end has said that they were read
	ending bool   // an end of the stream follows out
	ended  bool   // and was sent

	flight   []*burst // not acknowledged, in the order of sending
	inFlight int      // bytes of flight
	again    []*burst // given up by a time-out, in the order of their bytes, to be sent again when the window has room
	givenUp  int      // bytes of again
	order    int64    // bursts so far
	last     instant  // when the last left
	window   congestion
	pumping  instant // when pump is called next, never if it is not
	stopped  bool
}

// A burst is data that left together, and arrives or is lost as a whole.
type burst struct {
	packet *packet
	order  int64
	sent   instant
	acked  instant // when the sender hears of its arrival, never if it is lost
	later  int     // bytes sent later that were acknowledged
	tries  int     // how often it was sent before
}

// maxBurst bounds a burst, so that the other end need not wait for all of a large one:
// what a card segments at once (GSO).
const maxBurst = 64 << 10

func (f *flow) init(c *conn) {
	f.conn, f.pumping = c, never
	f.window = newCongestion()
}

func (f *flow) room() int {
	return max(f.conn.socket.buffer(soSndbuf, sendBuffer)-len(f.out)-f.inFlight-f.givenUp, 0)
}

func (f *flow) add(data []byte) {
	if len(f.flight) == 0 && clock() > f.last.plus(f.rto()) {
		f.window.idle()
	}
	f.out = append(f.out, data...)
	f.pump()
}

// end closes the stream for writing, after all that waits.
func (f *flow) end() {
	if !f.ending {
		f.ending = true
		f.pump()
	}
}

// done reports whether all was sent and has arrived, as the sender knows.
func (f *flow) done() bool { return f.ended && len(f.flight) == 0 && len(f.again) == 0 }

func (f *flow) stop() {
	f.stopped, f.out, f.flight, f.inFlight, f.again, f.givenUp = true, nil, nil, 0, nil, 0
}

// credit is the other end's word on how much it has read.
func (f *flow) credit(read int64) {
	f.read = max(f.read, read)
	f.pump()
}

// pump sends as much as the windows allow.
func (f *flow) pump() {
	now := clock()
	if f.stopped || f.conn.state != established {
		return
	}
	f.acknowledge(now)
	if expired := f.recover(now); f.stopped || !f.resend(now, expired) {
		return
	}
	for len(f.out) > 0 && len(f.again) == 0 {
		n := min(len(f.out), maxBurst, f.window.size()-f.inFlight, int(f.read+receiveWindow-f.sent))
		if n <= 0 || n < mss && n < len(f.out) && f.inFlight > 0 {
			break // no part of a segment while others are on their way (RFC 896)
		}
		if at := f.capacity(now, n); at > now {
			f.pumpAt(at)
			return
		}
		data := append([]byte(nil), f.out[:n]...)
		if f.out = f.out[n:]; len(f.out) == 0 {
			f.out = nil
		}
		f.put(now, &packet{kind: kindData, seq: f.sent, data: data}, 0)
		f.sent += int64(n)
	}
	if len(f.out) == 0 && f.ending && !f.ended {
		f.ended = true
		f.put(now, &packet{kind: kindFIN, seq: f.sent}, 0)
	}
	f.conn.finish()
	f.schedule()
}

// capacity returns when the machine's own capacity has room for n bytes.
func (f *flow) capacity(now instant, n int) instant {
	m := f.conn.machine
	if to, _ := f.way(); to == nil || to == m {
		return now
	}
	return instant(m.up.Room(int64(now), n))
}

// schedule calls pump again when the sender has something to learn that matters.
func (f *flow) schedule() {
	if f.stopped || len(f.flight) == 0 {
		return
	}
	first, lost := never, false
	for _, b := range f.flight {
		first = min(first, b.acked)
		if b.acked == never {
			lost = true
			first = min(first, b.sent.plus(f.backoff(b)))
		}
	}
	if lost || len(f.out) > 0 || len(f.again) > 0 || f.ended || f.conn.socket != nil && f.conn.socket.writers.wake != nil {
		f.pumpAt(f.together(first))
	}
}

// together returns the last of the acknowledgements that come shortly after the first:
// the sender takes them at once, as cards and kernels do (GRO, stretched ACKs).
func (f *flow) together(first instant) instant {
	end, at := first.plus(f.rtt()/32), first
	for _, b := range f.flight {
		if b.acked <= end {
			at = max(at, b.acked)
		}
	}
	return at
}

func (f *flow) pumpAt(t instant) {
	if f.pumping <= t || t == never {
		return
	}
	f.pumping = t
	f.conn.machine.put(f.conn.machine, t, func() {
		if f.pumping == t {
			f.pumping = never
			f.pump()
		}
	})
}

// acknowledge forgets the bursts of whose arrival the sender knows by now.
func (f *flow) acknowledge(now instant) {
	kept := f.flight[:0]
	before := f.inFlight
	for _, b := range f.flight {
		if b.acked > now {
			kept = append(kept, b)
			continue
		}
		size := len(b.packet.data)
		f.inFlight -= size
		for _, earlier := range kept {
			if earlier.acked == never {
				earlier.later += max(size, 1)
			}
		}
		if before > f.window.size()/2 {
			f.window.acked(now, size, f.rtt())
		}
	}
	if len(kept) == len(f.flight) {
		return
	}
	clear(f.flight[len(kept):])
	if f.flight = kept; len(kept) == 0 {
		f.flight = nil
	}
	if s := f.conn.socket; s != nil && f.room() >= s.buffer(soSndbuf, sendBuffer)/3 { // as Linux does
		s.writers.notify()
	}
}

// way returns the machine at the other end, and the route to there.
func (f *flow) way() (*Machine, *link.Route) {
	m := f.conn.machine
	to := m.toward(tcp, f.conn.tuple.remote)
	if to == nil {
		return nil, loopRoute
	}
	return to, m.route(to)
}

func (f *flow) rtt() time.Duration {
	_, route := f.way()
	return route.RTT()
}

func (f *flow) rto() time.Duration {
	_, route := f.way()
	return route.RTO()
}

// put sends a packet: those of its segments that are not lost arrive together, and each
// of the others is lost.
func (f *flow) put(now instant, p *packet, tries int) {
	f.last = now
	arrival, fate := f.leave(now, p)
	if fate == nil {
		f.fly(now, p, arrival, tries)
		return
	}
	for i := 0; i < len(fate); {
		run := i + 1
		for run < len(fate) && !fate[i] && !fate[run] {
			run++
		}
		part := &packet{kind: p.kind, src: p.src, dst: p.dst, seq: p.seq + int64(i*mss)}
		if p.kind == kindData {
			part.data = p.data[i*mss : min(run*mss, len(p.data))]
		}
		at := arrival
		if fate[i] {
			at = never
		}
		f.fly(now, part, at, tries)
		i = run
	}
}

// leave takes the way of a packet.
func (f *flow) leave(now instant, p *packet) (arrival instant, fate []bool) {
	c := f.conn
	m := c.machine
	p.src, p.dst = c.tuple.local, c.tuple.remote
	to, route := f.way()
	if to == nil {
		return never, nil
	}
	if f.rand == nil && (route.There.Jitter != (link.Jitter{}) || route.There.Loss != (link.Loss{})) {
		f.rand = m.net.cfg.Rand(fmt.Sprintf("tcp/%s/%s", c.tuple.local, c.tuple.remote))
	}
	up, down := m.pipes(to)
	at, lost := f.track.Burst(int64(now), len(p.data), route, up, down, f.rand)
	if m == to {
		at, lost = int64(now.plus(loop)), nil
	}
	return instant(at), append([]bool(nil), lost...)
}

// fly records what is on its way, or lost.
func (f *flow) fly(now instant, p *packet, at instant, tries int) {
	m := f.conn.machine
	p.ack = f.conn.next
	x := m.pass(p)
	to, route := f.way()
	if x != nil {
		m.net.record(m, to, now, at, x.packet)
	}
	f.order++
	b := &burst{packet: p, order: f.order, sent: now, acked: never, tries: tries}
	f.flight = append(f.flight, b)
	f.inFlight += len(p.data)
	if at == never || x == nil {
		return
	}
	b.acked = at.plus(route.Back.Mean())
	to.put(m, at, func() {
		if m.stops(to) || to.off {
			b.acked = never // as the sender will find out
			f.schedule()
			return
		}
		x.arrive()
	})
}

// tell sends a packet that is no part of the stream: it is sent until it arrives.
func (f *flow) tell(p *packet) {
	p.src, p.dst, p.seq, p.ack = f.conn.tuple.local, f.conn.tuple.remote, f.sent, f.conn.next
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
		case tries < retries:
			delay := time.Duration(at - now)
			m.put(m, at.plus(min(f.rto()<<min(tries, 10), maxRTO)-delay), func() {
				if now := clock(); !f.stopped {
					f.insist(to, p, now, now.plus(delay), tries+1)
				}
			})
		}
	})
}
