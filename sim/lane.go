package sim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
)

// A lane is one way of a connection, from one end to the other.
//
// While a cut stops it, nothing arrives: data on its way is lost, and the
// sender's transport sends it again, at intervals that double (RFC 6298, section
// 5.5), until it gets through.
type lane struct {
	world *World
	conn  *conn       // the end that sends
	route *link.Route // as present faults make it, see World.reroute
	track link.Track  // of all streams, unless DialConfig.Separate
	rand  *rand.Rand  // nil until something is left to chance

	// pending are the control packets that have not arrived, in the order of sending.
	pending []*delivery

	// While stopped, a cut stops the lane. While holding, nothing that it carries
	// arrives: from the beginning of a cut to the retransmission after its end, and once
	// the transport has given up. A lane that is stopped is holding.
	stopped, holding bool
	heldSince        instant // when the present or last holding began
	holds            int     // how often one began, so that timers know theirs
}

// A delivery is a control packet on its way.
type delivery struct {
	arrival instant     // never while the lane holds it
	timer   *time.Timer // fires at arrival, nil until there is one
	take    func()
}

// arrival sends size bytes on a track, that of the lane or of a stream, and returns
// when they arrive: never while the lane holds.
func (l *lane) arrival(track *link.Track, now instant, size int) instant {
	if l.holding {
		return never
	}
	from, to, w := l.conn.node, l.conn.far.node, l.world
	if l.rand == nil && random(l.route) {
		l.rand = w.Rand(fmt.Sprintf("lane/%s/%s/%d", from.Name, to.Name, w.pair(from, to).conns))
	}
	at, _ := track.Send(int64(now), size, l.route, from.up, to.down, l.rand)
	if at == link.Never { // the transport gives up
		l.hold(now)
		l.stopped = false
	}
	return instant(at)
}

// deliver sends a control packet on a track. When it arrives, take is called at the
// far end.
func (l *lane) deliver(track *link.Track, take func()) {
	now := clock()
	task := seal.Task()
	d := &delivery{arrival: l.arrival(track, now, 0), take: func() {
		seal.SetTask(task)
		take()
	}}
	l.pending = append(l.pending, d)
	l.schedule(d, now)
}

// schedule sets the timer of a delivery that has an arrival.
func (l *lane) schedule(d *delivery, now instant) {
	if d.arrival == never {
		return
	}
	d.timer = after(d.arrival.since(now), func() {
		l.pending = slices.DeleteFunc(l.pending, func(e *delivery) bool { return e == d })
		l.conn.far.node.whenAwake(d.take)
	})
}

// hold stops the lane, and takes back the data on its way. A keepalive ends the
// connection if it holds for too long.
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
	l.conn.far.hold(now)
	hold := l.holds
	after(l.conn.detectedAt(now).since(now), func() {
		if l.holding && l.holds == hold {
			l.conn.expire()
		}
	})
}

// release lets the lane go on: the data that was held arrives after the
// sender's next retransmission.
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

// resend sends again, now, the data that hold took back and the data sent
// since.
func (l *lane) resend(now instant) {
	l.holding = false
	for _, d := range l.pending {
		if d.arrival == never {
			d.arrival = l.arrival(&l.track, now, 0)
			l.schedule(d, now)
		}
	}
	l.conn.far.release(now)
}
