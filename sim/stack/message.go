package stack

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/libp2p/go-libp2p/core/network"
	msmux "github.com/multiformats/go-multistream"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A talk is what passes on one stream, of which either end is at another host.
type talk struct {
	opener *sim.Node
	nth    int64  // number among the streams that opener opened
	ways   [2]way // to the opener's far end, and back
	choice choice
}

// A way is one direction of a stream: messages that were not yet read to their end.
type way struct{ messages []*message }

type message struct {
	id    int64 // 0 before it is recorded
	size  int   // of the whole
	left  int   // bytes that nobody read
	task  int64
	proto string
	name  string // see sim.Describer
	seen  bool   // its first byte was read

	from   *end
	digest uint64
}

// An end is one end of a stream that is recorded. Each write is a message; a read takes
// bytes of one message alone, so that its reader works for the operation of that one.
type end struct {
	network.MuxedStream
	node   voice
	far    *sim.Node
	talk   *talk
	opened bool      // by node
	words  sim.Words // of what the end writes

	rest []byte // read from the muxer, and not yet by the program
	err  error  // of the read that brought rest
}

// out and in are the ways from and to the end.
func (e *end) out() *way { return &e.talk.ways[e.side()] }

func (e *end) in() *way { return &e.talk.ways[1-e.side()] }

func (e *end) side() int {
	if e.opened {
		return 0
	}
	return 1
}

// stream is the stream's number for the log.
func (e *end) stream() int64 {
	if e.opened {
		return e.talk.nth
	}
	return -e.talk.nth
}

// Write implements network.MuxedStream.
func (e *end) Write(b []byte) (int, error) {
	if len(b) == 0 {
		return e.MuxedStream.Write(b)
	}
	m := &message{size: len(b), left: len(b), task: seal.Task(), proto: e.talk.choice.protocol(e.side(), b), from: e, digest: xxhash.Sum64(b)}
	m.name = e.node.World().Name(&e.words, m.proto, e.opened, b)
	out := e.out()
	out.messages = append(out.messages, m)
	// A stream that is over takes nothing, at once; one that is full waits.
	blocked := time.AfterFunc(0, func() {
		seal.SetTask(m.task)
		m.sent()
	})
	n, err := e.MuxedStream.Write(b)
	blocked.Stop()
	if n > 0 {
		m.sent()
	}
	m.left -= len(b) - n // the rest never leaves
	if n < len(b) && m.id != 0 {
		e.node.tell(&trace.Event{Kind: trace.Note, Q: e.far.Name, Proto: cutNote, Detail: fmt.Sprintf("%d of the %d bytes of message %d", n, len(b), m.id)})
	}
	return n, err
}

// cutNote is the name of a note on a write that ended before all of its message had left, as
// by a deadline: the log has the message as a whole, from when its first bytes left.
const cutNote = "stack.cut"

// sent records that a message is on its way.
func (m *message) sent() {
	if m.id != 0 {
		return
	}
	e := m.from
	m.id, _ = e.node.tell(&trace.Event{
		Kind: trace.Send, Q: e.far.Name, Proto: m.proto, Stream: e.stream(), Size: m.size, Digest: m.digest, Detail: m.name,
	})
}

// Read implements network.MuxedStream.
func (e *end) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return e.MuxedStream.Read(b)
	}
	var n int
	var err error
	if len(e.rest) > 0 {
		n = copy(b, e.rest)
	} else if n, err = e.MuxedStream.Read(b); n == 0 {
		return 0, err
	}
	take := e.begin(n)
	switch {
	case len(e.rest) > 0:
		if e.rest = e.rest[take:]; len(e.rest) == 0 {
			e.rest, err, e.err = nil, e.err, nil
		}
	case take < n:
		e.rest, e.err, err = append([]byte(nil), b[take:n]...), err, nil
	}
	return take, err
}

// Reset implements network.MuxedStream.
func (e *end) Reset() error {
	e.rest = nil
	return e.MuxedStream.Reset()
}

// ResetWithError implements network.MuxedStream.
func (e *end) ResetWithError(code network.StreamErrorCode) error {
	e.rest = nil
	return e.MuxedStream.ResetWithError(code)
}

// CloseRead implements network.MuxedStream.
func (e *end) CloseRead() error {
	e.rest = nil
	return e.MuxedStream.CloseRead()
}

// Close implements network.MuxedStream.
func (e *end) Close() error {
	e.rest = nil
	return e.MuxedStream.Close()
}

// begin records that bytes of the first message are read, of n that are there, and
// returns how many belong to it.
func (e *end) begin(n int) int {
	w := e.in()
	for len(w.messages) > 0 && w.messages[0].left <= 0 {
		w.messages = w.messages[1:]
	}
	if len(w.messages) == 0 {
		panic("stack: bytes arrive on a stream that nobody wrote")
	}
	m := w.messages[0]
	m.sent() // without a delay it may come before its writer goes on
	if !m.seen {
		m.seen = true
		e.node.tell(&trace.Event{Kind: trace.Recv, Q: e.far.Name, Proto: m.proto, Ref: m.id, Stream: e.stream(), Size: m.size})
		seal.SetTask(m.task) // the reader's next message is its answer
	}
	take := min(n, m.left)
	if m.left -= take; m.left == 0 {
		w.messages[0] = nil
		w.messages = w.messages[1:]
	}
	return take
}

// A choice follows the negotiation of a stream's protocol by multistream-select, from
// what either side writes.
type choice struct {
	said   [2][]byte // by the opener and by the other, not yet a whole token
	greets [2]bool   // has said which version of multistream-select it speaks
	named  string    // protocol that the opener proposed last, "" for none
	over   bool
}

// protocol returns the protocol of bytes that a side writes: while both negotiate, that of
// the negotiation.
func (c *choice) protocol(side int, b []byte) string {
	if c.over {
		return c.named
	}
	if side == 0 && c.named != "" {
		return c.named // sent along, in the hope of a yes
	}
	c.said[side] = append(c.said[side], b...)
	for !c.over {
		token, rest, ok := cutToken(c.said[side])
		if !ok {
			break
		}
		c.said[side] = rest
		c.token(side, token)
		if side == 0 && c.named != "" {
			break
		}
	}
	if (side == 0 && c.named != "" || c.over) && len(c.said[side]) > 0 {
		c.said[side] = nil
		return c.named
	}
	return msmux.ProtocolID
}

func (c *choice) token(side int, token string) {
	switch {
	case !c.greets[side]:
		c.greets[side] = true
	case side == 0:
		c.named = token
	case token == c.named:
		c.over = true
	default: // "na"
		c.named = ""
	}
}

// cutToken cuts a token of multistream-select off: its length as a varint, and a line.
func cutToken(b []byte) (token string, rest []byte, ok bool) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size == 0 || uint64(len(b)-n) < size {
		return "", b, false
	}
	line := b[n : n+int(size)]
	return string(bytes.TrimSuffix(line, []byte("\n"))), b[n+int(size):], true
}
