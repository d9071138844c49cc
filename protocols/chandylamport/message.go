package chandylamport

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim"
)

// Every message on a stream is its length as an unsigned varint, then a kind
// byte and the kind's fields. Numbers are unsigned varints; peer IDs, addresses
// and texts are their length and bytes; lists are their length and members.
//
//	kind      stream   fields
//	open      channel  boot, number, trace     first, from the channel's sender
//	accept    channel  boot, markers           the receiver's only answer
//	transfer  channel  seq, amount, trace      of the application
//	marker    channel  peer, number, address, trace
//	                                           of a snapshot's initiator
//	state     report   peer, number, boot, money, text, in, out, trace
//	held      report   index, seq, amount      of a channel of in, in order
//	closed    report   index                   no more of this channel
//
// A marker of accept has marker's fields; a member of in and out is the process
// at the other end, as peer and boot, and the channel's number. A trace is the
// header traceparent of W3C Trace Context, a text.
const (
	kindOpen = 1 + iota
	kindAccept
	kindTransfer
	kindMarker
	kindState
	kindHeld
	kindClosed
)

// maxMessage bounds a message: a state with some ten thousand channels.
const maxMessage = 1 << 20

// A snapshotID names a snapshot: its initiator, and which one of its it is,
// counted from 1.
type snapshotID struct {
	initiator peer.ID
	number    uint64
}

// A marker says that its sender has recorded its state for a snapshot.
type marker struct {
	id    snapshotID
	addr  string // of the initiator, a binary multiaddr
	trace string // of its sender's part
}

// A ref names a process: a peer, and how often it has started.
type ref struct {
	peer peer.ID
	boot uint64
}

// An end is a channel as one of its processes sees it.
type end struct {
	ref    ref // the process at the other end
	number uint64
}

// A message is one of any kind; only the fields of its kind are set.
type message struct {
	kind    byte
	boot    uint64   // open, accept, state
	number  uint64   // open
	markers []marker // accept
	seq     uint64   // transfer, held
	amount  uint64   // transfer, held
	marker  marker   // marker; state, without address
	money   uint64   // state
	text    string   // state
	in, out []end    // state
	index   uint64   // held, closed
	trace   string   // open, transfer, state
}

// append adds m, with its length, to b.
func (m *message) append(b []byte) []byte {
	body := []byte{m.kind}
	num := func(values ...uint64) {
		for _, v := range values {
			body = binary.AppendUvarint(body, v)
		}
	}
	str := func(s string) {
		num(uint64(len(s)))
		body = append(body, s...)
	}
	mark := func(x marker) {
		str(string(x.id.initiator))
		num(x.id.number)
		str(x.addr)
		str(x.trace)
	}
	switch m.kind {
	case kindOpen:
		num(m.boot, m.number)
		str(m.trace)
	case kindAccept:
		num(m.boot, uint64(len(m.markers)))
		for _, x := range m.markers {
			mark(x)
		}
	case kindTransfer:
		num(m.seq, m.amount)
		str(m.trace)
	case kindMarker:
		mark(m.marker)
	case kindState:
		str(string(m.marker.id.initiator))
		num(m.marker.id.number, m.boot, m.money)
		str(m.text)
		for _, ends := range [][]end{m.in, m.out} {
			num(uint64(len(ends)))
			for _, e := range ends {
				str(string(e.ref.peer))
				num(e.ref.boot, e.number)
			}
		}
		str(m.trace)
	case kindHeld:
		num(m.index, m.seq, m.amount)
	case kindClosed:
		num(m.index)
	default:
		panic(fmt.Sprintf("chandylamport: message of kind %d", m.kind))
	}
	b = binary.AppendUvarint(b, uint64(len(body)))
	return append(b, body...)
}

// readMessage reads one message. The error is io.EOF if there is none.
func readMessage(r *bufio.Reader) (*message, error) {
	size, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	if size > maxMessage {
		return nil, fmt.Errorf("chandylamport: message of %d bytes, want at most %d", size, maxMessage)
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, fmt.Errorf("chandylamport: message cut short: %w", err)
	}
	return parseMessage(body)
}

func parseMessage(body []byte) (*message, error) {
	if len(body) == 0 {
		return nil, errors.New("chandylamport: empty message")
	}
	m := &message{kind: body[0]}
	p := parser{rest: body[1:]}
	switch m.kind {
	case kindOpen:
		m.boot, m.number, m.trace = p.num(), p.num(), p.trace()
	case kindAccept:
		m.boot = p.num()
		for range p.count() {
			m.markers = append(m.markers, p.marker())
		}
	case kindTransfer:
		m.seq, m.amount, m.trace = p.num(), p.num(), p.trace()
	case kindMarker:
		m.marker = p.marker()
	case kindState:
		m.marker.id = p.id()
		m.boot, m.money, m.text = p.num(), p.num(), p.str()
		for _, ends := range []*[]end{&m.in, &m.out} {
			for range p.count() {
				*ends = append(*ends, end{ref{peer.ID(p.str()), p.num()}, p.num()})
			}
		}
		m.trace = p.trace()
	case kindHeld:
		m.index, m.seq, m.amount = p.num(), p.num(), p.num()
	case kindClosed:
		m.index = p.num()
	default:
		return nil, fmt.Errorf("chandylamport: message of unknown kind %d", m.kind)
	}
	if p.err != nil {
		return nil, fmt.Errorf("chandylamport: message of kind %d: %w", m.kind, p.err)
	}
	if p.short || len(p.rest) > 0 {
		return nil, fmt.Errorf("chandylamport: message of kind %d is too short or too long", m.kind)
	}
	return m, nil
}

// A parser takes fields off a message. Once there is too little, all is zero.
type parser struct {
	rest  []byte
	short bool
	err   error // of a trace
}

func (p *parser) num() uint64 {
	v, n := binary.Uvarint(p.rest)
	if n <= 0 {
		p.short, p.rest = true, nil
		return 0
	}
	p.rest = p.rest[n:]
	return v
}

func (p *parser) str() string {
	n := p.count()
	s := string(p.rest[:n])
	p.rest = p.rest[n:]
	return s
}

// count is a number of bytes or of members, each of at least one byte.
func (p *parser) count() int {
	n := p.num()
	if n > uint64(len(p.rest)) {
		p.short, p.rest = true, nil
		return 0
	}
	return int(n)
}

func (p *parser) id() snapshotID { return snapshotID{peer.ID(p.str()), p.num()} }

func (p *parser) marker() marker { return marker{p.id(), p.str(), p.trace()} }

func (p *parser) trace() string {
	s := p.str()
	if _, err := sim.ParseTraceparent(s); err != nil && !p.short {
		p.err = err
	}
	return s
}
