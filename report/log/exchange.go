package log

import "github.com/libp2p-sim/sim/sim/trace"

// An exchange is the messages of two peers to each other on a stream for one
// operation: a request of one or more messages, and the answer, if there is one.
// A datagram is an exchange of its own. Times are virtual ns, -1 if it did not
// come to that.
type exchange struct {
	proto          string
	stream         trace.Nth // none: a datagram
	client, server string
	asked          int64 // the client sent its first message
	reached        int64 // the server began to read
	answered       int64 // the server last sent something
	heard          int64 // the client last read something
	asking         int64 // the client last sent something
	reading        int64 // the server last read something
	lost           bool  // a message of the client that was never to arrive
}

// A part is the role of a message in its exchange.
type part int

const (
	none  part = iota // the message belongs to no exchange
	asks              // the client sends
	gets              // the server reads
	tells             // the server sends
	hears             // the client reads
)

// A reply is the outcome of the request of an exchange, as far as a log tells: it
// does not say which messages ask for an answer.
type reply int

const (
	silent    reply = iota // it was not read, or the answer of its reader was not
	delivered              // it was read, and nothing was sent back: it may ask for nothing
	parting                // it was sent as the operation ended, which waits for it no more
	answered
)

// reply is the outcome of x so far.
func (x *exchange) reply() reply {
	switch {
	case x.heard >= 0:
		return answered
	case x.reached >= 0 && x.answered < 0:
		return delivered
	}
	return silent
}

// exchanges sorts the messages of one operation. The zero value is ready.
type exchanges struct {
	open map[endpoint]*exchange // the latest by stream and client
	sent map[trace.Nth]message  // not yet read
}

type endpoint struct {
	stream trace.Nth
	client string
}

type message struct {
	of   *exchange
	part part
}

// add says to which exchange a message that is sent, read or dropped belongs, in which
// role, and whether it begins it. Messages that were not added when they were
// sent belong to none.
func (x *exchanges) add(e *Event) (of *exchange, as part, begins bool) {
	if x.open == nil {
		x.open, x.sent = map[endpoint]*exchange{}, map[trace.Nth]message{}
	}
	switch e.Kind {
	case trace.Send:
		of, as, begins = x.send(e)
		x.sent[e.Message()] = message{of, as}
	case trace.Drop:
		m := x.sent[e.Message()]
		delete(x.sent, e.Message())
		if of = m.of; of != nil && m.part == asks {
			of.lost = true
		}
		return of, m.part, false
	case trace.Recv:
		m := x.sent[e.Message()]
		delete(x.sent, e.Message())
		switch of = m.of; m.part {
		case asks:
			as = gets
			if of.reached < 0 {
				of.reached = e.T
			}
			of.reading = e.T
		case tells:
			as = hears
			of.heard = e.T
		}
	}
	return of, as, begins
}

// send finds the exchange of a new message: the answer to a message that the
// peer has read on that stream, more of its own request, or a new request.
func (x *exchanges) send(e *Event) (of *exchange, as part, begins bool) {
	if e.Stream != 0 {
		if of := x.open[endpoint{e.OnStream(), e.Q}]; of != nil && of.reached >= 0 {
			of.answered = e.T
			return of, tells, false
		}
		if of := x.open[endpoint{e.OnStream(), e.P}]; of != nil && of.heard < 0 {
			of.asking = e.T
			of.lost = of.lost || e.Arrive == -1
			return of, asks, false
		}
	}
	of = &exchange{
		proto: e.Proto, stream: e.OnStream(), client: e.P, server: e.Q,
		asked: e.T, asking: e.T, reached: -1, answered: -1, heard: -1, reading: -1, lost: e.Arrive == -1,
	}
	if e.Stream != 0 {
		x.open[endpoint{e.OnStream(), e.P}] = of
	}
	return of, asks, true
}
