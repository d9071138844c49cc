package sim

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"
	msmux "github.com/multiformats/go-multistream"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

var (
	errStreamClosed = errors.New("sim: stream closed for writing")
	errReadClosed   = errors.New("sim: stream closed for reading")
)

// A chunk is the data that one Write put on the wire.
type chunk struct {
	data    []byte  // not read yet, not empty
	arrival instant // never while a cut holds it
	id      int64   // number of the message among the sender's
	task    int64   // of the operation that it belongs to
	seen    bool    // the reader has begun with it, and the log says so
}

// A signal is a close or a reset of the far end.
type signal struct {
	sent    bool
	arrival instant // once it is sent; never while a cut holds it
}

// next is when the signal arrives, never if none was sent.
func (g signal) next() instant {
	if !g.sent {
		return never
	}
	return g.arrival
}

// hold takes a signal off the wire that is on its way.
func (g *signal) hold(now instant) {
	if g.arrival > now {
		g.arrival = never
	}
}

// stream is one end of a stream. All of its state belongs to the run, in which
// goroutines switch only where they wait, so it needs no locks.
type stream struct {
	id    int64 // of both ends, in the order in which streams were made
	nth   int64 // number among those that its opener opened
	world *World
	conn  *conn
	far   *stream     // the other end, at conn.far, whose far this is
	proto protocol.ID // "" while this end does not know it
	dir   network.Direction
	born  instant // the same at both ends

	// in holds the chunks that are on their way to this end or wait to be read.
	// Arrivals never go back along it, and in[0] alone may be half read. It is
	// empty once the end is dead or closed for reading.
	in      []chunk
	inBytes int                     // bytes in in, together
	eof     signal                  // the far end's close; does not arrive before all of in
	reset   signal                  // the far end's reset
	code    network.StreamErrorCode // of reset

	noRead, noWrite bool          // this end is closed for it, for good
	err             error         // why the stream is dead here, nil while it lives
	ended           chan struct{} // nil if nobody waits for the end, else closed when err is set

	track link.Track // of the data that this end sends, if DialConfig.Separate

	timer   *time.Timer // for which readers wait, nil until the first waits
	waiting bool        // a reader waits, and timer fires at the next instant that concerns it

	// Writers wait for room: the first makes it, and whoever wakes them closes and
	// drops it.
	room            chan struct{}
	readBy, writeBy instant // deadlines, never for none
}

// newStreams makes both ends of a stream. The far end gets data from now on,
// but nobody reads it before its handler runs.
func newStreams(c *conn, proto protocol.ID) *stream {
	w := c.world
	w.lastStream++
	now := clock()
	c.node.opened++
	near := &stream{id: w.lastStream, nth: c.node.opened, world: w, conn: c, proto: proto, dir: network.DirOutbound, born: now, readBy: never, writeBy: never}
	far := &stream{id: w.lastStream, nth: c.node.opened, world: w, conn: c.far, proto: proto, dir: network.DirInbound, born: now, readBy: never, writeBy: never}
	near.far, far.far = far, near
	c.streams[near.id] = near
	c.far.streams[far.id] = far
	return near
}

// Read implements network.Stream.
func (s *stream) Read(b []byte) (int, error) {
	for {
		if s.err != nil {
			return 0, s.err
		}
		if s.noRead {
			return 0, errReadClosed
		}
		now := clock()
		if s.reset.next() <= now {
			s.die(&network.StreamError{ErrorCode: s.code, Remote: true})
			return 0, s.err
		}
		if len(s.in) > 0 && s.in[0].arrival <= now {
			return s.take(b, now), nil
		}
		if len(s.in) == 0 && s.eof.next() <= now {
			s.noRead = true
			s.forgetIfDone()
			return 0, io.EOF
		}
		if s.readBy <= now {
			return 0, os.ErrDeadlineExceeded
		}
		if len(b) == 0 {
			return 0, nil
		}
		s.wait(now)
	}
}

// take copies data that has arrived into b, at most one chunk, so that a
// message log shows every chunk at the instant its first byte was read.
func (s *stream) take(b []byte, now instant) int {
	c := &s.in[0]
	if !c.seen {
		c.seen = true
		s.world.rec.event(&trace.Event{
			T: int64(now), Kind: trace.Recv, P: s.conn.node.Name, Q: s.conn.far.node.Name,
			Proto: s.spoken(), Ref: c.id, Stream: s.logged(), Size: len(c.data),
		})
		seal.SetTask(c.task) // the reader's next message is its answer
	}
	n := copy(b, c.data)
	c.data = c.data[n:]
	s.inBytes -= n
	if len(c.data) == 0 {
		s.in[0] = chunk{}
		s.in = s.in[1:]
	}
	s.far.wakeWriter()
	return n
}

// wait parks the reader until the next thing that can concern it. Whoever adds
// something earlier moves the timer.
func (s *stream) wait(now instant) {
	if s.timer == nil {
		s.timer = time.NewTimer(time.Hour)
	}
	s.waiting = true
	s.arm(now)
	<-s.timer.C
	s.waiting = false
}

// arm sets the reader's timer to the earliest of arrival, end and deadline.
func (s *stream) arm(now instant) {
	next := min(s.reset.next(), s.readBy)
	if len(s.in) > 0 {
		next = min(next, s.in[0].arrival)
	} else {
		next = min(next, s.eof.next())
	}
	if s.err != nil || s.noRead {
		next = now
	}
	if next == never {
		s.timer.Stop()
		return
	}
	s.timer.Reset(max(next.since(now), 0))
}

// poke sets a waiting reader's timer anew and wakes a waiting writer.
func (s *stream) poke(now instant) {
	if s.waiting {
		s.arm(now)
	}
	s.wakeWriter()
}

// wakeWriter makes a waiting writer look again.
func (s *stream) wakeWriter() {
	if s.room != nil {
		close(s.room)
		s.room = nil
	}
}

// CloseRead implements network.Stream: data that arrives from now on is
// dropped.
func (s *stream) CloseRead() error {
	s.noRead = true
	s.in, s.inBytes = nil, 0
	s.poke(clock())
	s.far.wakeWriter()
	s.forgetIfDone()
	return nil
}

// die ends the stream at this end.
func (s *stream) die(err error) {
	if s.err != nil {
		return
	}
	s.err = err
	if s.ended != nil {
		close(s.ended)
	}
	s.in, s.inBytes = nil, 0
	delete(s.conn.streams, s.id)
	s.poke(clock())
	s.far.wakeWriter()
}

// hold takes the data on its way to this end off the wire.
func (s *stream) hold(now instant) {
	for i := range s.in {
		if c := &s.in[i]; c.arrival > now {
			c.arrival = never
			s.deferred(c)
		}
	}
	s.eof.hold(now)
	s.reset.hold(now)
	if s.waiting {
		s.arm(now)
	}
}

// release puts the data that hold took back on the wire, and the data sent
// since.
func (s *stream) release(now instant) {
	send := func(size int) instant { return s.conn.far.lane.arrival(s.far.wire(), now, size) }
	for i := range s.in {
		if c := &s.in[i]; c.arrival == never {
			c.arrival = send(len(c.data))
			s.deferred(c)
		}
	}
	for _, g := range []*signal{&s.eof, &s.reset} {
		if g.sent && g.arrival == never {
			g.arrival = send(0)
		}
	}
	if s.waiting {
		s.arm(now)
	}
}

// deferred records that a chunk on its way to this end has another arrival.
func (s *stream) deferred(c *chunk) {
	s.world.rec.event(&trace.Event{
		T: int64(clock()), Kind: trace.Defer, P: s.conn.far.node.Name, Q: s.conn.node.Name, Ref: c.id, Arrive: c.arrival.logged(),
	})
}

// forgetIfDone takes a stream that is closed both ways off its connection.
func (s *stream) forgetIfDone() {
	if s.noRead && s.noWrite {
		delete(s.conn.streams, s.id)
	}
}

// SetReadDeadline implements network.Stream.
func (s *stream) SetReadDeadline(t time.Time) error {
	s.readBy = deadline(t)
	if s.waiting {
		s.arm(clock())
	}
	return nil
}

// deadline is the instant of a time; the zero time is no deadline.
func deadline(t time.Time) instant {
	if t.IsZero() {
		return never
	}
	return instantOf(t)
}

// ID implements network.Stream: the opener and the stream's number among its own.
func (s *stream) ID() string {
	opener := s.conn.node
	if s.dir == network.DirInbound {
		opener = s.conn.far.node
	}
	return trace.Nth{Peer: opener.Name, N: s.nth}.String()
}

// logged is the stream's number as the event log has it: negative if the far end has
// opened it.
func (s *stream) logged() int64 {
	if s.dir == network.DirInbound {
		return -s.nth
	}
	return s.nth
}

// spoken is the protocol of the stream for the log: while one end still
// negotiates, that of the other.
func (s *stream) spoken() string {
	switch {
	case s.proto != "":
		return string(s.proto)
	case s.far.proto != "":
		return string(s.far.proto)
	}
	return msmux.ProtocolID
}

// Protocol implements network.Stream.
func (s *stream) Protocol() protocol.ID { return s.proto }

// SetProtocol implements network.Stream.
func (s *stream) SetProtocol(id protocol.ID) error {
	s.proto = id
	return nil
}

// Stat implements network.Stream.
func (s *stream) Stat() network.Stats {
	return network.Stats{Direction: s.dir, Opened: s.born.time()}
}

// Conn implements network.Stream.
func (s *stream) Conn() network.Conn { return s.conn }

// Scope implements network.Stream.
func (s *stream) Scope() network.StreamScope { return &network.NullScope{} }

// wire is the track of the data that this end sends: one for the whole connection,
// or one of its own.
func (s *stream) wire() *link.Track {
	if s.world.cfg.Dial.Separate {
		return &s.track
	}
	return &s.conn.lane.track
}
