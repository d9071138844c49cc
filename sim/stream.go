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

// stream is one end of a stream. All of its state belongs to the run, in which
// goroutines switch only where they wait, so it needs no locks. What it knows of the
// other end has arrived.
type stream struct {
	nth   int64 // number among those that its opener opened
	world *World
	conn  *conn
	far   *stream     // the other end, at conn.far, whose far this is
	proto protocol.ID // "" while this end does not know it
	dir   network.Direction
	born  instant // when this end began

	// in are the chunks that have arrived and wait to be read, of which the first alone
	// may be half read. It is empty once the end is dead or closed for reading.
	in      []*packet
	inBytes int  // bytes in in, together
	ended   bool // the far end has closed, after all of in

	noRead, noWrite bool          // this end is closed for it, for good
	err             error         // why the stream is dead here, nil while it lives
	died            chan struct{} // nil if nobody waits for the end, else closed when err is set

	track  link.Track // of the data that this end sends, if DialConfig.Separate
	room   int        // bytes that this end may send
	window receiveWindow
	words  Words // of what this end writes

	bell    chan struct{} // rung for the reader that waits, nil before the first waits
	waiting bool          // a reader waits for the bell
	timer   *time.Timer   // of the deadline for reading, nil before one waits for it

	// Writers wait for room: the first makes it, and whoever wakes them closes and
	// drops it.
	change          chan struct{}
	readBy, writeBy instant // deadlines, never for none
}

// newStreams makes both ends of a stream, of which the far one begins when the news
// arrive there.
func newStreams(c *conn, proto protocol.ID) *stream {
	now := clock()
	c.node.opened++
	nth := c.node.opened
	end := func(c *conn, proto protocol.ID, dir network.Direction) *stream {
		return &stream{
			nth: nth, world: c.world, conn: c, proto: proto, dir: dir, born: now, readBy: never, writeBy: never,
			room: firstWindow, window: receiveWindow{size: firstWindow, open: firstWindow, since: now},
		}
	}
	near, far := end(c, proto, network.DirOutbound), end(c.far, proto, network.DirInbound)
	near.far, far.far = far, near
	c.streams = append(c.streams, near)
	return near
}

// Read implements network.Stream.
func (s *stream) Read(b []byte) (int, error) {
	for {
		now := clock()
		switch {
		case s.err != nil:
			return 0, s.err
		case s.noRead:
			return 0, errReadClosed
		case len(s.in) > 0:
			return s.take(b, now), nil
		case s.ended:
			s.forgetIfDone()
			return 0, io.EOF
		case s.readBy <= now:
			return 0, os.ErrDeadlineExceeded
		case len(b) == 0:
			return 0, nil
		}
		s.wait(now)
	}
}

// take copies data that has arrived into b, at most one chunk, so that a
// message log shows every chunk at the instant its first byte was read.
func (s *stream) take(b []byte, now instant) int {
	c := s.in[0]
	if !c.seen {
		c.seen = true
		s.world.rec.event(&trace.Event{
			T: int64(now), Kind: trace.Recv, P: s.conn.node.Name, Q: s.conn.far.node.Name,
			Proto: c.proto, Ref: c.id, Stream: s.logged(), Size: len(c.data),
		})
		seal.SetTask(c.task) // the reader's next message is its answer
	}
	n := copy(b, c.data)
	c.data = c.data[n:]
	s.inBytes -= n
	if len(c.data) == 0 {
		s.in[0] = nil
		s.in = s.in[1:]
	}
	s.makeRoom(now)
	return n
}

// wait parks the reader until something arrives, the stream ends or the deadline
// changes or is over.
func (s *stream) wait(now instant) {
	if s.bell == nil {
		s.bell = make(chan struct{}, 1)
	}
	s.waiting = true
	if s.readBy == never {
		<-s.bell
		return
	}
	if s.timer == nil {
		s.timer = time.NewTimer(s.readBy.since(now))
	} else {
		s.timer.Reset(s.readBy.since(now))
	}
	select {
	case <-s.bell:
		s.timer.Stop()
	case <-s.timer.C:
		if !s.waiting { // the bell has rung at the same instant
			<-s.bell
		}
		s.waiting = false
	}
}

// wake makes a reader and writers that wait look again.
func (s *stream) wake() {
	s.wakeReader()
	s.wakeWriter()
}

func (s *stream) wakeReader() {
	if s.waiting {
		s.waiting = false
		s.bell <- struct{}{}
	}
}

func (s *stream) wakeWriter() {
	if s.change != nil {
		close(s.change)
		s.change = nil
	}
}

// arrive takes a packet from the far end.
func (s *stream) arrive(p *packet) {
	if s.err != nil {
		return
	}
	switch p.kind {
	case chunk:
		s.window.open -= p.size
		if s.noRead {
			s.makeRoom(clock()) // dropped
			return
		}
		s.in = append(s.in, p)
		s.inBytes += p.size
		s.wakeReader()
	case closing:
		s.ended = true
		s.wakeReader()
	case reset:
		s.die(&network.StreamError{ErrorCode: p.code, Remote: true})
	case credit:
		s.room += p.room
		s.wakeWriter()
	}
}

// CloseRead implements network.Stream: data that arrives from now on is
// dropped.
func (s *stream) CloseRead() error {
	s.noRead = true
	s.in, s.inBytes = nil, 0
	s.wakeReader()
	if s.err == nil && !s.conn.closed {
		s.makeRoom(clock())
	}
	s.forgetIfDone()
	return nil
}

// die ends the stream at this end.
func (s *stream) die(err error) {
	if s.err != nil {
		return
	}
	s.err = err
	if s.died != nil {
		close(s.died)
	}
	s.in, s.inBytes = nil, 0
	s.conn.forget(s)
	s.wake()
}

// forgetIfDone takes a stream that is closed both ways off its connection.
func (s *stream) forgetIfDone() {
	if (s.noRead || s.ended && len(s.in) == 0) && s.noWrite {
		s.conn.forget(s)
	}
}

// SetReadDeadline implements network.Stream.
func (s *stream) SetReadDeadline(t time.Time) error {
	s.readBy = deadline(t)
	s.wakeReader()
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

// spoken is the protocol of the stream for the log: while this end does not know it,
// that of its negotiation.
func (s *stream) spoken() string {
	if s.proto == "" {
		return msmux.ProtocolID
	}
	return string(s.proto)
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
