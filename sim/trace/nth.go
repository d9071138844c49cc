package trace

import (
	"fmt"
	"strconv"
	"strings"
)

// An Nth names the n-th message, stream, connection or operation of a peer, from 1.
// Peers count for themselves, so that the numbers of one do not follow from what others
// do. The zero value names none.
type Nth struct {
	Peer string
	N    int64
}

// String returns "clients-4/7".
func (n Nth) String() string { return n.Peer + "/" + strconv.FormatInt(n.N, 10) }

// ParseNth reads what String writes.
func ParseNth(text string) (Nth, error) {
	at := strings.LastIndexByte(text, '/')
	if at > 0 {
		if n, err := strconv.ParseInt(text[at+1:], 10, 64); err == nil && n > 0 {
			return Nth{text[:at], n}, nil
		}
	}
	return Nth{}, fmt.Errorf(`%q: want a peer and a number from 1, such as "clients-4/7"`, text)
}

// Message returns the name of the message that a Send, Recv, Defer or Drop is about.
func (e *Event) Message() Nth {
	switch e.Kind {
	case Send:
		return Nth{e.P, e.ID}
	case Recv:
		return Nth{e.Q, e.Ref}
	case Defer, Drop:
		return Nth{e.P, e.Ref}
	}
	return Nth{}
}

// OnStream returns the name of the stream of a message, that of its opener; none for a
// datagram.
func (e *Event) OnStream() Nth {
	switch {
	case e.Stream > 0:
		return Nth{e.P, e.Stream}
	case e.Stream < 0:
		return Nth{e.Q, -e.Stream}
	}
	return Nth{}
}

// Connection returns the name of the connection of a Connect, Accept or Disconnect, that
// of its dialler.
func (e *Event) Connection() Nth {
	if e.ID < 0 {
		return Nth{e.Q, -e.ID}
	}
	return Nth{e.P, e.ID}
}

// Operation returns the name of the operation that an event begins or ends, or belongs
// to; none for others.
func (e *Event) Operation() Nth {
	switch {
	case e.Kind == OpStart || e.Kind == OpEnd:
		return Nth{e.P, e.ID}
	}
	return owned(e.P, e.Op, e.Of)
}

// Within makes an event belong to an operation, or to none.
func (e *Event) Within(op Nth) { e.Op, e.Of = own(e.P, op) }

// owned returns the operation that something of a peer belongs to: the log leaves out
// whose it is if it is the peer's own.
func owned(peer string, n int64, of string) Nth {
	switch {
	case n == 0:
		return Nth{}
	case of != "":
		return Nth{of, n}
	}
	return Nth{peer, n}
}

// own is what the log has of an operation to which something of a peer belongs.
func own(peer string, op Nth) (n int64, of string) {
	if op.Peer == peer {
		return op.N, ""
	}
	return op.N, op.Peer
}
