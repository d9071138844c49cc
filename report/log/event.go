package log

import "github.com/libp2p-sim/sim/sim/trace"

// An Event is one line of a log, completed by facts of earlier lines.
type Event struct {
	// Event is as logged, but for Op: the end of a dial and the arrival of a
	// message belong to the operation that theirs began for, and an operation
	// to itself.
	trace.Event
	Line int64  // number of the line, from 1
	Raw  []byte // the line, without its end
	// Since is the time of the matching beginning, in virtual ns: of a Recv the
	// sending of the message, of a Connect or DialFailed the dial, of an OpEnd
	// the beginning of the operation, of a FaultEnd that of the fault. -1 if there
	// is none, or it is not known.
	Since  int64
	OpName string // name of operation Op; "" without one
	Said   string // name of a message, such as PING; "" if it has none
	OpNth  int64  // its number among those of its name, from 1; 0 without one
	Linked bool   // this line itself names the operation
}

// memory holds the messages, dials, operations and faults that have begun and not
// ended.
type memory struct {
	sent  map[trace.Nth]begun // messages that nobody read yet
	dials dials
	ops   map[trace.Nth]named // all operations: events that belong to them may come late
	nth   map[string]int64
	hurts map[trace.Nth]int64 // when faults began
}

// begun is when something began, and for which operation.
type begun struct {
	t    int64
	op   trace.Nth
	said string // name of a message
}

type named struct {
	name string
	nth  int64
	t    int64
}

// complete fills in the fields that the line itself does not have.
func (m *memory) complete(e *Event) {
	if m.sent == nil {
		m.sent, m.dials = map[trace.Nth]begun{}, dials{}
		m.ops, m.nth, m.hurts = map[trace.Nth]named{}, map[string]int64{}, map[trace.Nth]int64{}
	}
	e.Linked = e.Op != 0
	switch e.Kind {
	case trace.OpStart:
		m.nth[e.Proto]++
		m.ops[e.Operation()] = named{e.Proto, m.nth[e.Proto], e.T}
		e.Op = e.ID
	case trace.OpEnd:
		if op, ok := m.ops[e.Operation()]; ok {
			e.Since = op.t
		}
		e.Op = e.ID
	case trace.Send:
		if e.Proto != "tcp" && e.Proto != "udp" { // of packets it is their kind
			e.Said = e.Detail
		}
		m.sent[e.Message()] = begun{e.T, e.Operation(), e.Said}
	case trace.Recv:
		if b, ok := m.sent[e.Message()]; ok {
			e.end(b)
			e.Said = b.said
		}
		delete(m.sent, e.Message())
	case trace.Defer:
		e.Within(m.sent[e.Message()].op)
	case trace.Drop:
		if b, ok := m.sent[e.Message()]; ok {
			e.end(b)
			e.Said = b.said
		}
		delete(m.sent, e.Message())
	case trace.Dial:
		m.dials.begin(&e.Event)
	case trace.Connect, trace.DialFailed:
		if b, ok := m.dials.end(&e.Event); ok {
			e.end(b)
		}
	case trace.Fault:
		m.hurts[trace.Nth{Peer: e.P, N: e.ID}] = e.T
	case trace.FaultEnd:
		if t, ok := m.hurts[trace.Nth{Peer: e.P, N: e.ID}]; ok {
			e.Since = t
		}
		delete(m.hurts, trace.Nth{Peer: e.P, N: e.ID})
	case trace.Down:
		m.dials.down(e.P)
	}
	if op, ok := m.ops[e.Operation()]; ok {
		e.OpName, e.OpNth = op.name, op.nth
	}
}

// end says that e ends a message or dial that began so.
func (e *Event) end(b begun) {
	e.Since = b.t
	if e.Op == 0 {
		e.Within(b.op)
	}
}
