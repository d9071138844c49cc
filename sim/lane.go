package sim

import (
	"fmt"
	"math/rand/v2"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A lane is one way of a connection, from one end to the other. What one end wants of
// the other goes along it, and arrives in the inbox of the other's node.
//
// While a cut stops it, nothing arrives: what is on its way is lost, and the
// sender's transport sends it again, at intervals that double (RFC 6298, section
// 5.5), until it gets through.
type lane struct {
	world *World
	conn  *conn       // the end that sends
	route *link.Route // as present faults make it, see World.reroute
	track link.Track  // of all streams, unless DialConfig.Separate
	flow  *flow       // carries all in place of tracks, nil without a congestion window
	rand  *rand.Rand  // nil until something is left to chance

	// first and last are the ends of a list: packets that have not arrived, in the order
	// of sending.
	first, last *packet

	// While stopped, a cut stops the lane. While holding, nothing that it carries
	// arrives: from the beginning of a cut to the retransmission after its end, and once
	// the transport has given up. A lane that is stopped is holding.
	stopped, holding bool
	heldSince        instant // when the present or last holding began
	holds            int     // how often one began, so that timers know theirs
}

// A packet is what one end of a connection sends to the other at once, or a datagram.
type packet struct {
	kind   packetKind
	lane   *lane       // nil of a datagram
	track  *link.Track // of lane
	at     instant     // when it arrives, never while the lane holds it, 0 while a flow has it; landed after that
	stream *stream     // at which end it arrives, nil if it concerns no stream
	task   int64       // of the operation to which it belongs

	data  []byte // of a chunk; what nobody has read yet, once it has arrived
	size  int    // of a chunk
	id    int64  // of a chunk, among the sender's messages
	proto string // of a chunk, as its sender has it
	seen  bool   // the reader of a chunk has begun with it, and the log says so

	room int                     // bytes that the far end may send beyond those before
	code network.StreamErrorCode // of a reset
	take func()                  // what the far end does about it

	before, after *packet // in lane
}

type packetKind uint8

const (
	chunk     packetKind = iota // bytes of one Write
	closing                     // the far end has closed its stream for writing
	reset                       // the far end has reset its stream
	credit                      // the far end has room
	accepting                   // the handshake is over
	opening                     // a stream begins
	control                     // the peer at the far end does something else about it
	segment                     // bytes of a flow, or the time of one: a kernel does something about it
)

// landed is the instant of a packet that has arrived.
const landed instant = -1

// send sends a packet on a track, that of the lane or of a stream.
func (l *lane) send(track *link.Track, p *packet) {
	now := clock()
	if f := l.flow; f != nil && !f.Stopped() {
		p.lane, p.task = l, seal.Task()
		f.carry(now, p)
		return
	}
	p.lane, p.track, p.at, p.task = l, track, l.arrival(track, now, p.size), seal.Task()
	p.before = l.last
	if l.last == nil {
		l.first = p
	} else {
		l.last.after = p
	}
	l.last = p
	l.fly(p)
}

// deliver lets the peer at the far end take something on arrival.
func (l *lane) deliver(track *link.Track, take func()) {
	l.send(track, &packet{kind: control, take: take})
}

// fly puts a packet that arrives into the inbox of the far end's node.
func (l *lane) fly(p *packet) {
	if p.at != never {
		l.conn.far.node.expect(l.conn.node, p)
	}
}

// forget takes a packet off the lane.
func (l *lane) forget(p *packet) {
	if p.before == nil {
		l.first = p.after
	} else {
		p.before.after = p.after
	}
	if p.after == nil {
		l.last = p.before
	} else {
		p.after.before = p.before
	}
	p.before, p.after = nil, nil
}

// arrival sends size bytes on a track, and returns when they arrive: never while the
// lane holds.
func (l *lane) arrival(track *link.Track, now instant, size int) instant {
	from, to, w := l.conn.node, l.conn.far.node, l.world
	if l.holding {
		w.stops(from, to)
		return never
	}
	w.worsens(from, to)
	if random(l.route) {
		l.draws()
	}
	at, _ := track.Send(int64(now), size, l.route, from.up, to.down, l.rand)
	if at == link.Never { // the transport gives up
		l.hold(now)
		l.stopped = false
	}
	return instant(at)
}

// draws returns the lane's random stream.
func (l *lane) draws() *rand.Rand {
	if l.rand == nil {
		l.rand = l.world.Rand(fmt.Sprintf("lane/%s/%s/%d", l.conn.node.Name, l.conn.far.node.Name, l.conn.met))
	}
	return l.rand
}

// hold stops the lane, and takes back what is on its way. Keepalives end the
// connection at both ends if it holds for too long: an end that hears the other's
// probes gets no answer to its own.
func (l *lane) hold(now instant) {
	l.stopped = true
	if l.holding {
		return
	}
	l.holding, l.heldSince = true, now
	l.holds++
	for p := l.first; p != nil; p = p.after {
		if p.at > now && p.at != never {
			p.at = never
			l.deferred(p)
		}
	}
	hold := l.holds
	for _, c := range []*conn{l.conn, l.conn.far} {
		c.watch(now, func() bool { return l.holding && l.holds == hold })
	}
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

// resend sends again, now, what hold took back and what was sent since.
func (l *lane) resend(now instant) {
	l.holding = false
	for p := l.first; p != nil && !l.holding; p = p.after {
		if p.at == never {
			p.at = l.arrival(p.track, now, p.size)
			l.deferred(p)
			l.fly(p)
		}
	}
}

// deferred records that a chunk on its way has another arrival.
func (l *lane) deferred(p *packet) {
	if p.kind == chunk {
		l.say(trace.Defer, p, p.at.logged())
	}
}

// say records what has become of a chunk on its way.
func (l *lane) say(kind trace.EventKind, p *packet, arrive int64) {
	l.world.rec.event(&trace.Event{
		T: int64(clock()), Kind: kind, P: l.conn.node.Name, Q: l.conn.far.node.Name, Ref: p.id, Arrive: arrive,
	})
}

// expect lets a packet from another node arrive at n.
func (n *Node) expect(from *Node, p *packet) {
	from.packets++
	n.inbox.Put(int64(p.at), from.sender, from.packets, p)
}

// arrive takes what arrives at the node, whether its process runs or not.
func (n *Node) arrive(p *packet) {
	if p.at != clock() {
		return // a cut has taken it back
	}
	p.at = landed
	switch {
	case p.lane == nil:
		n.whenAwake(p.act)
		return
	case p.kind == segment:
		p.take()
		return
	}
	p.lane.forget(p)
	p.lane.conn.far.arrive(p)
}

// act does what a packet asks of a peer.
func (p *packet) act() {
	seal.SetTask(p.task)
	p.take()
}
