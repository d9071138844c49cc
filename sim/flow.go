package sim

import (
	"math"
	"math/rand/v2"
	"syscall"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim/internal/tcpflow"
)

// A flow carries the packets of a lane as a connection of TCP does: they are bytes of one
// stream, which leave as a congestion window allows, in bursts, and arrive in order. What a
// cut stops is lost, and sent again by the flow itself.
//
// The receiver takes all that arrives; who holds the sender back is the windows of streams.
type flow struct {
	tcpflow.Flow
	lane *lane

	queue   []carried // what has not arrived, in the order of sending
	end     int64     // number of the byte after all that was sent on the lane
	blocked []*stream // whose writers wait for room, the longest first

	next  int64                    // at the far end: number of the byte that is due
	early map[int64]*tcpflow.Burst // and bursts that came before it, by their first byte
}

var _ tcpflow.Path = (*flow)(nil)

// A carried is a packet as bytes of a flow.
type carried struct {
	packet *packet
	end    int64 // number of the byte after its own
}

// frame is the size of a packet that has no bytes of its own, such as the end of a
// stream: a header of yamux.
const frame = 12

// sendBuffer is how much a kernel takes of what is to be sent: tcp_wmem's largest on Linux.
const sendBuffer = 4 << 20

func newFlow(l *lane, c Congestion) *flow {
	f := &flow{lane: l, early: map[int64]*tcpflow.Burst{}}
	f.Init(f, c.law())
	f.Limit = math.MaxInt64
	return f
}

// silence ends what the lane sends by itself: its kernel is gone, or the far end has closed.
func (l *lane) silence() {
	if l.flow != nil {
		l.flow.Stop()
		l.flow.blocked = nil
	}
}

// room is how many bytes the kernel takes now.
func (f *flow) room() int { return max(sendBuffer-f.Backlog(), 0) }

// wait lets a writer hear of room.
func (f *flow) wait(s *stream) {
	f.blocked = append(f.blocked, s)
	f.Watch()
}

// carry sends a packet.
func (f *flow) carry(now instant, p *packet) {
	size := p.size
	if size == 0 {
		size = frame
	}
	f.end += int64(size)
	f.queue = append(f.queue, carried{p, f.end})
	f.Add(int64(now), size)
}

// Way implements [tcpflow.Path].
func (f *flow) Way() tcpflow.Way {
	c := f.lane.conn
	return tcpflow.Way{Route: f.lane.route, Up: c.node.up, Down: c.far.node.down}
}

// Rand implements [tcpflow.Path].
func (f *flow) Rand() *rand.Rand { return f.lane.draws() }

// Take implements [tcpflow.Path]: packets have the bytes.
func (f *flow) Take(int) []byte { return nil }

// Send implements [tcpflow.Path].
func (f *flow) Send(_ int64, b *tcpflow.Burst, at int64) bool {
	c := f.lane.conn
	c.world.worsens(c.node, c.far.node)
	if at != tcpflow.Never {
		c.far.node.expect(c.node, &packet{kind: segment, lane: f.lane, at: instant(at), take: func() { f.land(b) }})
	}
	return true
}

// Later implements [tcpflow.Path].
func (f *flow) Later(at int64) {
	n := f.lane.conn.node
	n.expect(n, &packet{kind: segment, lane: f.lane, at: max(instant(at), clock()), take: func() { f.Wake(int64(clock()), at) }})
}

// Waited implements [tcpflow.Path].
func (f *flow) Waited() bool { return len(f.blocked) > 0 }

// Acked implements [tcpflow.Path]: it wakes those who wait for room once a third of the
// buffer is free, as Linux does.
func (f *flow) Acked() {
	if f.room() < sendBuffer/3 {
		return
	}
	for _, s := range f.blocked {
		s.wakeWriter()
	}
	f.blocked = nil
}

// GiveUp implements [tcpflow.Path].
func (f *flow) GiveUp() {
	c := f.lane.conn
	f.lane.silence()
	if c.shut(&network.ConnError{TransportError: syscall.ETIMEDOUT}) {
		c.tell(&network.ConnError{Remote: true})
	}
}

// land takes a burst that comes to the far end's machine. One that is down, or cut off, does
// not acknowledge it.
func (f *flow) land(b *tcpflow.Burst) {
	l := f.lane
	c, w := l.conn, l.conn.world
	if w.stops(c.node, c.far.node) || !c.far.node.Up() && !w.cfg.Dial.Refuse {
		f.Lost(b)
		return
	}
	if !l.stopped {
		l.holding = false // it has got through
	}
	f.early[b.Seq] = b
	for b = f.early[f.next]; b != nil; b = f.early[f.next] {
		delete(f.early, f.next)
		f.next += int64(b.Size)
	}
	for len(f.queue) > 0 && f.queue[0].end <= f.next {
		p := f.queue[0].packet
		f.queue[0] = carried{}
		f.queue = f.queue[1:]
		p.at = landed
		c.far.arrive(p)
	}
}
