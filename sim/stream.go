package sim

import (
	"errors"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"
	msmux "github.com/multiformats/go-multistream"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// window bounds the bytes of one direction that the reader has not taken yet:
// yamux's largest receive window in go-libp2p. A writer waits beyond it.
const window = 16 << 20

var (
	errStreamClosed = errors.New("sim: stream closed for writing")
	errReadClosed   = errors.New("sim: stream closed for reading")
)

// piece is how much of a large write goes to a pipe of limited rate at once, so
// that others get their turn and the reader need not wait for all of it.
const piece = 64 << 10

// A chunk is what one Write put on the wire.
type chunk struct {
	data    []byte
	arrival int64 // virtual ns
	id      int64 // number of the send event
	task    int64 // operation that it belongs to
	seen    bool  // the reader has begun with it
}

// stream is one end of a stream. All of its state belongs to the run, in which
// goroutines switch only where they wait, so it needs no locks.
type stream struct {
	id    int64
	world *World
	conn  *conn
	far   *stream
	proto protocol.ID
	dir   network.Direction
	born  time.Time

	in      []chunk // in order of arrival; in[0] may be half read
	inBytes int
	eof     int64                   // arrival of the far end's close, 0 if it has not closed
	cut     int64                   // arrival of the far end's reset, 0 if it has not reset
	code    network.StreamErrorCode // of the far end's reset

	noRead, noWrite bool
	err             error         // why the stream is dead here
	ended           chan struct{} // if somebody waits for its end, closed then

	track link.Track // of what this end sends, with QUIC

	timer         *time.Timer // what a waiting reader waits for
	waiting       bool
	room          chan struct{} // closed when a waiting writer should look again
	readBy, write time.Time     // deadlines
}

// newStreams makes both ends of a stream. The far end gets data from now on,
// but nobody reads it before its handler runs.
func newStreams(c *conn, proto protocol.ID) *stream {
	w := c.world
	w.lastStream++
	now := time.Now()
	near := &stream{id: w.lastStream, world: w, conn: c, proto: proto, dir: network.DirOutbound, born: now}
	far := &stream{id: w.lastStream, world: w, conn: c.far, proto: proto, dir: network.DirInbound, born: now}
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
		now := time.Now()
		t := now.UnixNano()
		if s.cut != 0 && s.cut <= t {
			s.die(&network.StreamError{ErrorCode: s.code, Remote: true})
			return 0, s.err
		}
		if len(s.in) > 0 && s.in[0].arrival <= t {
			return s.take(b, t), nil
		}
		if len(s.in) == 0 && s.eof != 0 && s.eof <= t {
			s.noRead = true
			s.forgetIfDone()
			return 0, io.EOF
		}
		if !s.readBy.IsZero() && !now.Before(s.readBy) {
			return 0, os.ErrDeadlineExceeded
		}
		if len(b) == 0 {
			return 0, nil
		}
		s.wait(t)
	}
}

// take copies what has arrived into b, at most one chunk, so that a message
// log shows every chunk at the instant its first byte was read.
func (s *stream) take(b []byte, now int64) int {
	c := &s.in[0]
	if !c.seen {
		c.seen = true
		s.world.rec.event(&trace.Event{
			T: sinceEpoch(now), Kind: trace.Recv, P: s.conn.node.Name, Q: s.conn.far.node.Name,
			Proto: s.spoken(), Ref: c.id, Stream: s.id, Size: len(c.data),
		})
		seal.SetTask(c.task) // what the reader sends now is its answer
	}
	n := copy(b, c.data)
	c.data = c.data[n:]
	s.inBytes -= n
	if len(c.data) == 0 {
		s.in[0] = chunk{}
		s.in = s.in[1:]
	}
	if s.far.room != nil {
		close(s.far.room)
		s.far.room = nil
	}
	return n
}

// wait parks the reader until the next thing that can concern it. Whoever adds
// something earlier moves the timer.
func (s *stream) wait(now int64) {
	if s.timer == nil {
		s.timer = time.NewTimer(time.Hour)
	}
	s.waiting = true
	s.arm(now)
	<-s.timer.C
	s.waiting = false
}

// arm sets the reader's timer to the earliest of arrival, end and deadline.
func (s *stream) arm(now int64) {
	next := int64(0)
	earliest := func(t int64) {
		if t != 0 && t != link.Never && (next == 0 || t < next) {
			next = t
		}
	}
	if len(s.in) > 0 {
		earliest(s.in[0].arrival)
	} else {
		earliest(s.eof)
	}
	earliest(s.cut)
	if !s.readBy.IsZero() {
		earliest(max(s.readBy.UnixNano(), 1))
	}
	if s.err != nil || s.noRead {
		next = now
	}
	if next == 0 {
		s.timer.Stop()
		return
	}
	s.timer.Reset(time.Duration(max(next-now, 0)))
}

// poke makes a waiting reader look again when it should.
func (s *stream) poke() {
	if s.waiting {
		s.arm(time.Now().UnixNano())
	}
	if s.room != nil {
		close(s.room)
		s.room = nil
	}
}

// Write implements network.Stream. It returns at once unless the window or a
// pipe's queue is full; the bytes are on their way then.
func (s *stream) Write(b []byte) (n int, err error) {
	for {
		if s.err != nil {
			return n, s.err
		}
		if s.noWrite {
			return n, errStreamClosed
		}
		now := time.Now()
		if s.cut != 0 && s.cut <= now.UnixNano() {
			s.die(&network.StreamError{ErrorCode: s.code, Remote: true})
			return n, s.err
		}
		if !s.write.IsZero() && !now.Before(s.write) {
			return n, os.ErrDeadlineExceeded
		}
		if len(b) == 0 {
			return n, nil
		}
		if s.far.inBytes > 0 && s.far.inBytes+min(len(b), piece) > window {
			s.waitRoom(now, nil)
			continue
		}
		part := b
		up, down := s.conn.node.up, s.conn.far.node.down
		if up != nil || down != nil {
			part = b[:min(len(b), piece)]
			t := now.UnixNano()
			if at := max(up.Room(t, len(part)), down.Room(t, len(part))); at > t {
				s.waitRoom(now, time.After(time.Duration(at-t)))
				continue
			}
		}
		s.send(part)
		n += len(part)
		if b = b[len(part):]; len(b) == 0 {
			return n, nil
		}
	}
}

func (s *stream) send(b []byte) {
	c := s.conn
	now := time.Now().UnixNano()
	lost := !c.delivers()
	arrival := int64(link.Never)
	if !lost {
		arrival = c.lane.arrival(s, now, len(b))
	}
	id := s.world.rec.send(&trace.Event{
		T: sinceEpoch(now), P: c.node.Name, Q: c.far.node.Name, Proto: s.spoken(), Stream: s.id, Op: seal.Task(),
		Size: len(b), Digest: xxhash.Sum64(b), Arrive: arrivalAt(arrival),
	})
	if lost || s.far.err != nil || s.far.noRead {
		return
	}
	data := make([]byte, len(b))
	copy(data, b)
	s.far.in = append(s.far.in, chunk{data: data, arrival: arrival, id: id, task: seal.Task()})
	s.far.inBytes += len(b)
	s.far.poke()
}

// waitRoom waits until a reader has made room, until more is over or for the
// deadline.
func (s *stream) waitRoom(now time.Time, more <-chan time.Time) {
	if s.room == nil {
		s.room = make(chan struct{})
	}
	var deadline <-chan time.Time
	if !s.write.IsZero() {
		t := time.NewTimer(s.write.Sub(now))
		defer t.Stop()
		deadline = t.C
	}
	select {
	case <-s.room:
	case <-more:
	case <-deadline:
	}
}

// CloseWrite implements network.Stream: the far end reads EOF after all that
// was written.
func (s *stream) CloseWrite() error {
	if s.err != nil || s.noWrite {
		return nil
	}
	s.noWrite = true
	if s.conn.delivers() {
		s.far.eof = s.conn.lane.arrival(s, time.Now().UnixNano(), 0)
		s.far.poke()
	}
	s.forgetIfDone()
	return nil
}

// CloseRead implements network.Stream: what arrives from now on is dropped.
func (s *stream) CloseRead() error {
	s.noRead = true
	s.in, s.inBytes = nil, 0
	s.poke()
	if s.far.room != nil {
		close(s.far.room)
		s.far.room = nil
	}
	s.forgetIfDone()
	return nil
}

// Close implements network.Stream.
func (s *stream) Close() error {
	_ = s.CloseRead()
	return s.CloseWrite()
}

// Reset implements network.Stream: dead here now, dead there one delay later.
func (s *stream) Reset() error { return s.ResetWithError(network.StreamNoError) }

// ResetWithError implements network.Stream.
func (s *stream) ResetWithError(code network.StreamErrorCode) error {
	if s.err != nil {
		return nil
	}
	if !(s.noRead && s.noWrite) && s.conn.delivers() {
		at := s.conn.lane.arrival(s, time.Now().UnixNano(), 0)
		if s.far.cut == 0 {
			s.far.cut, s.far.code = at, code
			s.far.poke()
		}
	}
	s.die(&network.StreamError{ErrorCode: code})
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
	s.poke()
	if s.far.room != nil {
		close(s.far.room)
		s.far.room = nil
	}
}

// hold takes what is on its way to this end off the wire.
func (s *stream) hold(now int64) {
	for i := range s.in {
		if c := &s.in[i]; c.arrival > now {
			c.arrival = link.Never
			s.deferred(c)
		}
	}
	if s.eof > now {
		s.eof = link.Never
	}
	if s.cut > now {
		s.cut = link.Never
	}
	if s.waiting {
		s.arm(now)
	}
}

// release puts what hold took back on the wire, and what was sent since.
func (s *stream) release(now int64, l *lane) {
	for i := range s.in {
		if c := &s.in[i]; c.arrival == link.Never {
			c.arrival = l.arrival(s.far, now, len(c.data))
			s.deferred(c)
		}
	}
	if s.eof == link.Never {
		s.eof = l.arrival(s.far, now, 0)
	}
	if s.cut == link.Never {
		s.cut = l.arrival(s.far, now, 0)
	}
	if s.waiting {
		s.arm(now)
	}
}

// deferred records that a chunk on its way to this end has another arrival.
func (s *stream) deferred(c *chunk) {
	s.world.rec.event(&trace.Event{
		T: now(), Kind: trace.Defer, P: s.conn.far.node.Name, Q: s.conn.node.Name, Ref: c.id, Arrive: arrivalAt(c.arrival),
	})
}

// arrivalAt is an arrival as the log has it.
func arrivalAt(ns int64) int64 {
	if ns == link.Never {
		return -1
	}
	return sinceEpoch(ns)
}

func (s *stream) forgetIfDone() {
	if s.noRead && s.noWrite {
		delete(s.conn.streams, s.id)
	}
}

// SetDeadline implements network.Stream.
func (s *stream) SetDeadline(t time.Time) error {
	_ = s.SetReadDeadline(t)
	return s.SetWriteDeadline(t)
}

// SetReadDeadline implements network.Stream.
func (s *stream) SetReadDeadline(t time.Time) error {
	s.readBy = t
	if s.waiting {
		s.arm(time.Now().UnixNano())
	}
	return nil
}

// SetWriteDeadline implements network.Stream.
func (s *stream) SetWriteDeadline(t time.Time) error {
	s.write = t
	if s.room != nil {
		close(s.room)
		s.room = nil
	}
	return nil
}

// ID implements network.Stream.
func (s *stream) ID() string { return strconv.FormatInt(s.id, 10) }

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
	return network.Stats{Direction: s.dir, Opened: s.born}
}

// Conn implements network.Stream.
func (s *stream) Conn() network.Conn { return s.conn }

// Scope implements network.Stream.
func (s *stream) Scope() network.StreamScope { return &network.NullScope{} }
