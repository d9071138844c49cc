package sim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
)

// A lane is one way of a connection: what one end sends to the other.
//
// While a cut stops it, nothing arrives: what is on its way is lost, and the
// sender's transport sends it again, at intervals that double (RFC 6298, section
// 5.5), until something gets through.
type lane struct {
	world *World
	conn  *conn // of the sender
	route *link.Route
	track link.Track // of all streams, with TCP
	rand  *rand.Rand // nil until something is left to chance

	pending   []*delivery
	stopped   bool    // by a cut, now
	holding   bool    // nothing arrives: from the beginning of a cut to the retransmission after it
	heldSince instant // while holding: when it began
	holds     int     // how often it began
}

// A delivery is a control packet on its way.
type delivery struct {
	arrival instant
	timer   *time.Timer
	take    func()
}

// arrival sends size bytes of s, or of no stream, and returns when they arrive:
// never while the lane holds.
func (l *lane) arrival(s *stream, now instant, size int) instant {
	if l.holding {
		return never
	}
	from, to, w := l.conn.node, l.conn.far.node, l.world
	track := &l.track
	if s != nil && w.cfg.Dial.Separate {
		track = &s.track
	}
	if l.rand == nil && w.random(l.route) {
		l.rand = w.Rand(fmt.Sprintf("lane/%s/%s/%d", from.Name, to.Name, w.pair(from, to).conns))
	}
	at, _ := track.Send(int64(now), size, l.route, from.up, to.down, l.rand)
	if at == link.Never { // the transport gives up
		l.hold(now)
		l.stopped = false
	}
	return instant(at)
}

// random reports whether a route leaves anything to chance.
func (w *World) random(r *link.Route) bool {
	return r.There.Jitter != (link.Jitter{}) || r.There.Loss != (link.Loss{})
}

// deliver sends a control packet, after which take is called at the far end.
func (l *lane) deliver(s *stream, take func()) {
	now := clock()
	task := seal.Task()
	d := &delivery{arrival: l.arrival(s, now, 0), take: func() {
		seal.SetTask(task)
		take()
	}}
	l.pending = append(l.pending, d)
	l.schedule(d, now)
}

func (l *lane) schedule(d *delivery, now instant) {
	if d.arrival == never {
		return
	}
	d.timer = after(d.arrival.since(now), func() {
		l.pending = slices.DeleteFunc(l.pending, func(e *delivery) bool { return e == d })
		l.conn.far.node.whenAwake(d.take)
	})
}

// hold stops the lane now.
func (l *lane) hold(now instant) {
	l.stopped = true
	if l.holding {
		return
	}
	l.holding, l.heldSince = true, now
	l.holds++
	for _, d := range l.pending {
		if d.arrival > now && d.arrival != never && d.timer.Stop() {
			d.arrival = never
		}
	}
	for _, s := range l.conn.far.sorted() {
		s.hold(now)
	}
	// A probe that is not answered ends the connection.
	hold := l.holds
	after(l.conn.detectedAt(now).since(now), func() {
		if l.holding && l.holds == hold {
			l.conn.expire()
		}
	})
}

// release lets the lane go on: what was held arrives after the sender's next
// retransmission.
func (l *lane) release(now instant) {
	l.stopped = false
	again := l.heldSince
	for rto := l.route.RTO(); again < now; rto = min(2*rto, maxRTO) {
		again = again.plus(rto)
	}
	hold := l.holds
	after(again.since(now), func() {
		if l.stopped || !l.holding || l.holds != hold {
			return
		}
		l.resend(clock())
	})
}

// maxRTO bounds the time between two retransmissions, as in Linux (TCP_RTO_MAX).
const maxRTO = 120 * time.Second

func (l *lane) resend(now instant) {
	l.holding = false
	for _, d := range l.pending {
		if d.arrival == never {
			d.arrival = l.arrival(nil, now, 0)
			l.schedule(d, now)
		}
	}
	for _, s := range l.conn.far.sorted() {
		s.release(now, l)
	}
}
