package sim

import (
	"os"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim/trace"
)

// The windows of go-libp2p's yamux: a stream's sender may send so much before it hears
// that the reader takes it, first, and at most.
const (
	firstWindow = 256 << 10
	lastWindow  = 16 << 20
)

// A receiveWindow is the reader's side of the flow control of a stream, as in yamux.
type receiveWindow struct {
	size  int     // bytes that may be open or unread
	open  int     // bytes that the sender may send, as the reader knows
	since instant // when the reader last made room
}

// makeRoom lets the far end send more once half of the window is free, and doubles the
// window of a sender that has filled it in less than four round trips.
func (s *stream) makeRoom(now instant) {
	w := &s.window
	more := w.size - w.open - s.inBytes
	if more < w.size/2 || s.ended {
		return
	}
	if now.since(w.since) < 4*s.conn.lane.route.RTT() && w.size < lastWindow {
		more += w.size
		w.size *= 2
	}
	w.since = now
	w.open += more
	s.tell(&packet{kind: credit, room: more})
}

// tell sends a packet to the far end of the stream.
func (s *stream) tell(p *packet) {
	p.stream = s.far
	s.conn.lane.send(s.wire(), p)
}

// piece is how much of a large write goes to a pipe of limited rate, or into a flow, at
// once, so that others get their turn and the reader need not wait for all of it.
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
		if s.writeBy <= now {
			return n, os.ErrDeadlineExceeded
		}
		if len(b) == 0 {
			return n, nil
		}
		if s.room == 0 {
			s.waitRoom(now, nil)
			continue
		}
		part := b[:min(len(b), s.room)]
		up, down := s.conn.node.up, s.conn.far.node.down
		if f := s.conn.lane.flow; f != nil {
			if part = part[:min(len(part), piece, f.room())]; len(part) == 0 {
				f.wait(s)
				s.waitRoom(now, nil)
				continue
			}
		} else if up != nil || down != nil {
			part = part[:min(len(part), piece)]
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
	s.room -= len(b)
	p := &packet{kind: chunk, data: append([]byte(nil), b...), size: len(b), proto: s.spoken()}
	s.tell(p)
	p.id = s.conn.node.send(&trace.Event{
		T: int64(now), Q: s.conn.far.node.Name, Proto: p.proto, Stream: s.logged(),
		Size: len(b), Digest: xxhash.Sum64(b), Arrive: p.at.logged(),
		Detail: s.world.Name(&s.words, p.proto, s.dir == network.DirOutbound, b),
	})
}

// A Describer names messages of one end of a stream: it is called with all that the end
// writes, in order, and returns the name of what a write begins, such as PING, "" for none.
type Describer func(written []byte) string

// Words is the Describer of an end of a stream, and the protocol for which it was made.
type Words struct {
	proto    string
	describe Describer
}

// Describe lets messages of some protocols have names in the log. Of is asked for the
// Describer of an end of a stream, which opened the stream or did not; it is nil for
// protocols that of does not know.
func (w *World) Describe(of func(proto protocol.ID, opener bool) Describer) {
	w.describers = append(w.describers, of)
}

// Name returns the name of what an end of a stream, whose words it keeps, writes.
func (w *World) Name(words *Words, proto string, opener bool, written []byte) string {
	if words.proto != proto {
		*words = Words{proto: proto}
		for _, of := range w.describers {
			if words.describe = of(protocol.ID(proto), opener); words.describe != nil {
				break
			}
		}
	}
	if words.describe == nil {
		return ""
	}
	return words.describe(written)
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
	if s.change == nil {
		s.change = make(chan struct{})
	}
	var deadline <-chan time.Time
	if s.writeBy != never {
		t := time.NewTimer(s.writeBy.since(now))
		defer t.Stop()
		deadline = t.C
	}
	select {
	case <-s.change:
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
	s.tell(&packet{kind: closing})
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
	if !(s.noRead && s.noWrite) {
		s.tell(&packet{kind: reset, code: code})
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
