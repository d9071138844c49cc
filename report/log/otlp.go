package log

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Limits of an operation's trace. Legs and events beyond them are counted in
// it.
const (
	maxLegs   = 10_000 // exchanges and dials
	maxWaits  = 64     // stretches of waiting, the longest
	maxEvents = 128    // of a span, as OpenTelemetry's own limit
)

// OTLP writes the operations, in the order in which their last events come, as
// traces of OpenTelemetry: JSON lines, an
// ExportTraceServiceRequest each, which holds one operation; then the traces of
// the span log that belong to none. It returns the number of traces.
//
// The root span is the operation, at the peer that carries it out. Below it are
// its dials and its exchanges: a client span from the first message of a request
// to the last of the answer that was read, and below that, at the other peer, a
// server span from when it read the request to when it last answered. Requests
// that a peer sends others in turn are below its latest server span. Requests
// that nobody answered are producer and consumer spans. What the operation waited for, the
// longest stretches of it, are internal spans named "waits for" and the reason. Spans of the span log are
// below those that they name, or else below the work of their peer when they
// began. A peer is a service instance, its group a service. Times are [Epoch] +
// virtual time; IDs are trace.TraceID and trace.SpanID, and those of the span log
// its own.
func (x Export) OTLP(w io.Writer) (int64, error) {
	index, err := x.index()
	if err != nil {
		return 0, err
	}
	more, err := x.recorded(index)
	if err != nil {
		return 0, err
	}
	return buffered(w, func(b *bufio.Writer) (int64, error) {
		out := json.NewEncoder(b)
		open := map[*Op]*spans{}
		var all accounts
		n := int64(0)
		for e, err := range x.chosen(index, all.reading(x.Log.Events())) {
			if err != nil {
				return n, err
			}
			o := index.Op(e.Operation())
			if o == nil {
				continue
			}
			s := open[o]
			if s == nil {
				s = newSpans(o)
				open[o] = s
			}
			s.add(e)
			if e.Line == o.last {
				delete(open, o)
				s.spent = all.spent[o.Operation()]
				delete(all.spent, o.Operation())
				n++
				if err := s.addOwn(more.ops[o.Operation()]); err != nil {
					return n, err
				}
				if err := out.Encode(s.request(&x.Log.Manifest, more)); err != nil {
					return n, err
				}
			}
		}
		for _, id := range more.loose {
			own, err := parseSpans(more.of[id])
			if err != nil {
				return n, err
			}
			if !x.Sample.looseKept(own) {
				continue
			}
			n++
			if err := out.Encode(looseRequest(own, &x.Log.Manifest, more)); err != nil {
				return n, err
			}
		}
		return n, nil
	})
}

// spans is the trace of one operation in the making.
type spans struct {
	op      *Op
	talk    exchanges
	legs    []*leg
	of      map[*exchange]*leg
	dials   map[[3]string]*leg
	serving map[string]int // number of a peer's latest server span
	own     []trace.Span
	dropped int64
	spent   *Spent // once the operation has ended

	notes        []otlpEvent // of the operation's peer, and of those that serve nobody
	droppedNotes uint32
}

// A leg is an exchange or a dial. The nth leg, from 0, has spans 2n+1 and, at
// the other peer, 2n+2.
type leg struct {
	n        int
	parent   int // number of a span
	exchange *exchange

	from, to   string // of a dial
	begin, end int64  // of a dial; end -1 while it goes on
	failed     string

	noted int64 // when its server last noted something, 0 for never

	events  [2][]otlpEvent // of the client's and the server's span
	dropped [2]uint32
	bytes   [2]int64 // that each of them sent
}

func newSpans(o *Op) *spans {
	return &spans{op: o, of: map[*exchange]*leg{}, dials: map[[3]string]*leg{}, serving: map[string]int{}}
}

// parent returns the span of which a peer's present work is a part.
func (s *spans) parent(peer string) int {
	if peer == s.op.Peer {
		return 0
	}
	return s.serving[peer]
}

func (s *spans) leg(l *leg) *leg {
	if len(s.legs) >= maxLegs {
		s.dropped++
		return nil
	}
	l.n = len(s.legs)
	s.legs = append(s.legs, l)
	return l
}

func (s *spans) add(e *Event) {
	way := [3]string{e.P, e.Q, e.Proto}
	switch e.Kind {
	case trace.Dial:
		if l := s.leg(&leg{parent: s.parent(e.P), from: e.P, to: e.Q, begin: e.T, end: -1}); l != nil {
			s.dials[way] = l
		}
	case trace.Connect, trace.DialFailed:
		if l := s.dials[way]; l != nil {
			delete(s.dials, way)
			if l.end = e.T; e.Kind == trace.DialFailed {
				l.failed = e.Detail
			}
		}
	case trace.Send, trace.Recv:
		s.message(e)
	case trace.Drop:
		s.talk.add(e)
	case trace.Note:
		s.note(e)
	}
}

// note makes a note an event of the span in which its peer is.
func (s *spans) note(e *Event) {
	into, dropped := &s.notes, &s.droppedNotes
	if n := s.parent(e.P); n > 0 {
		l := s.legs[(n-1)/2]
		l.noted = e.T
		into, dropped = &l.events[1], &l.dropped[1]
	}
	if len(*into) >= maxEvents {
		*dropped++
		return
	}
	a := otlpAttributes{"sim.note": e.Detail}
	if e.Q != "" {
		a["sim.note.peer"] = e.Q
	}
	if into == &s.notes && e.P != s.op.Peer {
		a["sim.note.by"] = e.P
	}
	*into = append(*into, otlpEvent{Time: otlpTime(e.T), Name: e.Proto, Attributes: a})
}

func (s *spans) message(e *Event) {
	x, as, begins := s.talk.add(e)
	if begins {
		if l := s.leg(&leg{parent: s.parent(e.P), exchange: x}); l != nil {
			s.of[x] = l
		}
	}
	l := s.of[x]
	if l == nil {
		return
	}
	side, word := 0, "SENT"
	if as == gets || as == tells {
		side = 1
	}
	if e.Kind == trace.Recv {
		word = "RECEIVED"
	}
	if as == gets && e.P == x.server {
		s.serving[e.P] = 2*l.n + 2
	}
	if e.Kind == trace.Send {
		l.bytes[side] += int64(e.Size)
	}
	if len(l.events[side]) >= maxEvents {
		l.dropped[side]++
		return
	}
	a := otlpAttributes{"rpc.message.type": word, "rpc.message.id": e.Message().N, "rpc.message.uncompressed_size": int64(e.Size)}
	if e.Said != "" {
		a["sim.message.name"] = e.Said
	}
	l.events[side] = append(l.events[side], otlpEvent{Time: otlpTime(e.T), Name: "rpc.message", Attributes: a})
}

// root makes the span of the whole. Spans of other peers may end later: the last
// message of an operation may be read after it has ended.
func (s *spans) root(measured []trace.Attribute) otlpSpan {
	o := s.op
	root := otlpSpan{
		Name: o.Name, Kind: spanInternal, Start: otlpTime(o.Begin), End: otlpTime(o.End),
		Attributes: otlpAttributes{"sim.operation.id": o.Operation().String(), "sim.operation.name": o.Name, "sim.operation.number": o.Nth},
		Events:     s.notes, DroppedEvents: s.droppedNotes,
	}
	if o.About != "" {
		root.Attributes["sim.operation.about"] = o.About
	}
	for _, a := range measured {
		root.Attributes[a.Key] = a.Value
	}
	if s.dropped > 0 {
		root.Attributes["sim.dropped_spans"] = s.dropped
	}
	switch {
	case !o.Ended:
		root.Status = otlpStatus{statusError, "did not end"}
	case !o.OK():
		root.Status = otlpStatus{statusError, o.Outcome}
	default:
		root.Status.Code = statusOK
	}
	if root.Status.Code == statusError {
		root.Attributes["error.type"], _, _ = strings.Cut(root.Status.Message, ":")
	}
	if o.Ended {
		root.Attributes["sim.operation.outcome"] = o.Outcome
	}
	return root
}
