package sim

import (
	"os"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// window bounds the bytes of one direction that the reader has not taken yet:
// yamux's largest receive window in go-libp2p. A writer waits beyond it.
const window = 16 << 20

// piece is how much of a large write goes to a pipe of limited rate at once, so
// that others get their turn and the reader need not wait for all of it.
const piece = 64 << 10

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
		now := clock()
		if s.reset.next() <= now {
			s.die(&network.StreamError{ErrorCode: s.code, Remote: true})
			return n, s.err
		}
		if s.writeBy <= now {
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
			t := int64(now)
			if at := max(up.Room(t, len(part)), down.Room(t, len(part))); at > t {
				s.waitRoom(now, time.After(time.Duration(at-t)))
				continue
			}
		}
		s.send(now, part)
		n += len(part)
		if b = b[len(part):]; len(b) == 0 {
			return n, nil
		}
	}
}

// send puts bytes on the wire.
func (s *stream) send(now instant, b []byte) {
	c := s.conn
	lost := !c.delivers()
	arrival := never
	if !lost {
		arrival = c.lane.arrival(s.wire(), now, len(b))
	}
	id := c.node.send(&trace.Event{
		T: int64(now), Q: c.far.node.Name, Proto: s.spoken(), Stream: s.logged(),
		Size: len(b), Digest: xxhash.Sum64(b), Arrive: arrival.logged(),
	})
	if lost || s.far.err != nil || s.far.noRead {
		return
	}
	data := make([]byte, len(b))
	copy(data, b)
	s.far.in = append(s.far.in, chunk{data: data, arrival: arrival, id: id, task: seal.Task()})
	s.far.inBytes += len(b)
	s.far.poke(now)
}

// send records that n sends a message, and returns the number that it gives it.
func (n *Node) send(e *trace.Event) int64 {
	n.sent++
	e.Kind, e.P, e.ID = trace.Send, n.Name, n.sent
	n.world.rec.event(n.world.within(e))
	return e.ID
}

// waitRoom waits until a reader has made room, until more is over or for the
// deadline.
func (s *stream) waitRoom(now instant, more <-chan time.Time) {
	if s.room == nil {
		s.room = make(chan struct{})
	}
	var deadline <-chan time.Time
	if s.writeBy != never {
		t := time.NewTimer(s.writeBy.since(now))
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
		now := clock()
		s.far.eof = signal{true, s.conn.lane.arrival(s.wire(), now, 0)}
		s.far.poke(now)
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
		now := clock()
		at := s.conn.lane.arrival(s.wire(), now, 0)
		if !s.far.reset.sent {
			s.far.reset, s.far.code = signal{true, at}, code
			s.far.poke(now)
		}
	}
	s.die(&network.StreamError{ErrorCode: code})
	return nil
}

// SetDeadline implements network.Stream.
func (s *stream) SetDeadline(t time.Time) error {
	_ = s.SetReadDeadline(t)
	return s.SetWriteDeadline(t)
}

// SetWriteDeadline implements network.Stream.
func (s *stream) SetWriteDeadline(t time.Time) error {
	s.writeBy = deadline(t)
	s.wakeWriter()
	return nil
}
