package log

import "github.com/libp2p-sim/sim/sim/trace"

// An Event is one line of a log, completed by what earlier lines say.
type Event struct {
	// Event is as logged, but for Op: the end of a dial and the arrival of a
	// message belong to the operation that theirs began for, and an operation
	// to itself.
	trace.Event
	Line int64  // number of the line, from 1
	Raw  []byte // the line, without its end
	// Since is when that began which ends here, in virtual ns: of a Recv the
	// sending of the message, of a Connect or DialFailed the dial, of an OpEnd
	// the operation. -1 if it did not, or is not known.
	Since  int64
	OpName string // name of operation Op; "" without one
	OpNth  int64  // its number among those of its name, from 1; 0 without one
	Linked bool   // this line itself names the operation
}

// memory is what has begun and not ended.
type memory struct {
	sent  map[int64]begun // messages that nobody read yet
	dials map[[2]string][]begun
	ops   map[int64]named // all operations: what belongs to them may come late
	nth   map[string]int64
}

// begun is when something began, and for which operation.
type begun struct{ t, op int64 }

type named struct {
	name string
	nth  int64
	t    int64
}

// complete fills in what the line itself does not say.
func (m *memory) complete(e *Event) {
	if m.sent == nil {
		m.sent, m.dials = map[int64]begun{}, map[[2]string][]begun{}
		m.ops, m.nth = map[int64]named{}, map[string]int64{}
	}
	e.Linked = e.Op != 0
	switch e.Kind {
	case trace.OpStart:
		m.nth[e.Proto]++
		m.ops[e.ID] = named{e.Proto, m.nth[e.Proto], e.T}
		e.Op = e.ID
	case trace.OpEnd:
		if op, ok := m.ops[e.ID]; ok {
			e.Since = op.t
		}
		e.Op = e.ID
	case trace.Send:
		m.sent[e.ID] = begun{e.T, e.Op}
	case trace.Recv:
		e.end(m.sent[e.Ref])
		delete(m.sent, e.Ref)
	case trace.Defer:
		e.Op = m.sent[e.Ref].op
	case trace.Dial:
		pair := [2]string{e.P, e.Q}
		m.dials[pair] = append(m.dials[pair], begun{e.T, e.Op})
	case trace.Connect, trace.DialFailed:
		e.end(m.dialled(e))
	case trace.Down:
		for pair := range m.dials {
			if pair[0] == e.P {
				delete(m.dials, pair)
			}
		}
	}
	if op, ok := m.ops[e.Op]; ok {
		e.OpName, e.OpNth = op.name, op.nth
	}
}

// end says that what began so ends with e.
func (e *Event) end(b begun) {
	if b == (begun{}) {
		return
	}
	e.Since = b.t
	if e.Op == 0 {
		e.Op = b.op
	}
}

// dialled takes out the dial that e ends: the oldest of its operation, if it
// names one.
func (m *memory) dialled(e *Event) begun {
	pair := [2]string{e.P, e.Q}
	open := m.dials[pair]
	if len(open) == 0 {
		return begun{}
	}
	at := 0
	for i, b := range open {
		if e.Op != 0 && b.op == e.Op {
			at = i
			break
		}
	}
	b := open[at]
	if open = append(open[:at], open[at+1:]...); len(open) == 0 {
		delete(m.dials, pair)
	} else {
		m.dials[pair] = open
	}
	return b
}
