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
	conn  *conn // of the sender
	route *link.Route
	track link.Track // of all streams, with TCP
	rand  *rand.Rand // nil until something is left to chance

	pending []*delivery
	cut     bool  // stopped now
	held    bool  // stopped, or not yet sent again
	since   int64 // when what waits longest was sent
	spell   int   // counts the times that it was held
}

// A delivery is a control packet on its way.
type delivery struct {
	arrival int64
	timer   *time.Timer
	take    func()
}

// arrival sends size bytes of s, or of no stream, and returns when they arrive:
// link.Never while the lane is held.
func (l *lane) arrival(s *stream, now int64, size int) int64 {
	if l.held {
		return link.Never
	}
	from, to := l.conn.host.node, l.conn.far.host.node
	w := from.world
	track := &l.track
	if s != nil && w.cfg.Dial.Separate {
		track = &s.track
	}
	if l.rand == nil && w.random(l.route) {
		l.rand = w.Rand(fmt.Sprintf("lane/%s/%s/%d", from.Name, to.Name, w.pair(from, to).conns))
	}
	at, _ := track.Send(now, size, l.route, from.up, to.down, l.rand)
	if at == link.Never { // the transport gives up
		l.hold()
		l.cut = false
	}
	return at
}

// random reports whether a route leaves anything to chance.
func (w *World) random(r *link.Route) bool {
	return r.There.Jitter != (link.Jitter{}) || r.There.Loss != (link.Loss{})
}

// deliver sends a control packet, after which take is called at the far end.
func (l *lane) deliver(s *stream, take func()) {
	now := time.Now().UnixNano()
	task := seal.Task()
	d := &delivery{arrival: l.arrival(s, now, 0), take: func() {
		seal.SetTask(task)
		take()
	}}
	l.pending = append(l.pending, d)
	l.schedule(d, now)
}

func (l *lane) schedule(d *delivery, now int64) {
	if d.arrival == link.Never {
		return
	}
	d.timer = after(time.Duration(d.arrival-now), func() {
		l.pending = slices.DeleteFunc(l.pending, func(e *delivery) bool { return e == d })
		l.conn.far.host.node.whenAwake(d.take)
	})
}

// hold stops the lane now.
func (l *lane) hold() {
	l.cut = true
	if l.held {
		return
	}
	l.held = true
	l.spell++
	now := time.Now().UnixNano()
	l.since = now
	for _, d := range l.pending {
		if d.arrival > now && d.timer.Stop() {
			d.arrival = link.Never
		}
	}
	for _, s := range l.conn.far.sorted() {
		s.hold(now)
	}
	// A probe that is not answered ends the connection.
	spell := l.spell
	after(time.Until(l.conn.detectionAt(time.Now())), func() {
		if l.held && l.spell == spell {
			l.conn.expire()
		}
	})
}

// release lets the lane go on: what was held arrives after the sender's next
// retransmission.
func (l *lane) release() {
	l.cut = false
	now := time.Now().UnixNano()
	again := l.since
	for rto := int64(l.route.RTO()); again < now; rto = min(2*rto, int64(maxRTO)) {
		again += rto
	}
	spell := l.spell
	after(time.Duration(again-now), func() {
		if l.cut || !l.held || l.spell != spell {
			return
		}
		l.resend()
	})
}

// maxRTO bounds the time between two retransmissions, as in Linux (TCP_RTO_MAX).
const maxRTO = 120 * time.Second

func (l *lane) resend() {
	l.held = false
	now := time.Now().UnixNano()
	for _, d := range l.pending {
		if d.arrival == link.Never {
			d.arrival = l.arrival(nil, now, 0)
			l.schedule(d, now)
		}
	}
	for _, s := range l.conn.far.sorted() {
		s.release(now, l)
	}
}

// after calls f, which is nobody's work, when d is over.
func after(d time.Duration, f func()) (t *time.Timer) {
	seal.Nobody(func() { t = time.AfterFunc(d, f) })
	return t
}
