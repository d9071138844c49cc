package page

import (
	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// buckets is how many the histogram has: about a pixel each.
const buckets = 800

// A survey is the first reading of a log: all but the messages, which it only
// counts. Its size grows with operations and connections.
type survey struct {
	end       int64
	peers     index
	protocols index
	said      index // names of messages, the first of which is ""
	histogram histogram
	ops       []op
	byID      map[trace.Nth]int // in ops
	life      []lifeMark
	conns     []span
	open      map[trace.Nth]int // in conns, by connection
	dials     []*dial
	tries     log.Waits
	waits     []wait
	faults    []fault
	hurts     map[trace.Nth]int // in faults, of those that last
	snapshots snapshots
	cuts      map[trace.Nth]*cut // by operation
	last      int64              // time of the last event
	total     totals
}

type op struct {
	of              trace.Nth // as the log names it
	id              int64     // its number in the page: operations in the order of their beginning, from 1
	t, took         int64     // took -1: did not end
	peer            int
	name            string
	key, outcome    string
	messages, bytes int64
}

type lifeMark struct {
	t          int64
	peer, what int
}

type span struct {
	t, took  int64 // took -1: did not end
	from, to int
}

// A dial is one that failed, or that an operation began or waited for.
type dial struct {
	t, took  int64 // of its end; took -1: its beginning is not known
	from, to int
	op       int64
	why      string
	failed   bool
	waited   bool
}

type wait struct {
	op int64
	of *dial
}

func newSurvey(end int64, shows []trace.Show) *survey {
	s := &survey{end: end, snapshots: snapshotsOf(shows), byID: map[trace.Nth]int{}, open: map[trace.Nth]int{}, cuts: map[trace.Nth]*cut{}, hurts: map[trace.Nth]int{}}
	s.histogram.Width = max(1, (end+buckets-1)/buckets)
	s.histogram.N = make([]int64, buckets)
	return s
}

func (s *survey) add(e *trace.Event) {
	s.total.events++
	s.last = e.T
	ended, by, waited := s.tries.Add(e)
	for _, d := range waited {
		s.waits = append(s.waits, wait{s.op(by), s.waitedFor(d)})
	}
	switch e.Kind {
	case trace.Up:
		s.life = append(s.life, lifeMark{e.T, s.peers.number(e.P), 0})
	case trace.Down:
		what := 1
		if e.Detail == "crash" {
			what = 2
		}
		s.life = append(s.life, lifeMark{e.T, s.peers.number(e.P), what})
	case trace.DialFailed:
		s.total.dials++
		d := &dial{t: e.T, took: -1, from: s.peers.number(e.P), to: s.peers.number(e.Q), op: s.op(e.Operation()), why: e.Detail, failed: true}
		if ended != nil {
			d.took, d.op = ended.End-ended.Begin, s.op(ended.Op)
		}
		s.dials = append(s.dials, d)
	case trace.Connect:
		if ended != nil && ended.Op != (trace.Nth{}) {
			s.dials = append(s.dials, s.connected(ended))
		}
		s.open[e.Connection()] = len(s.conns)
		s.conns = append(s.conns, span{e.T, -1, s.peers.number(e.P), s.peers.number(e.Q)})
	case trace.Disconnect:
		if i, ok := s.open[e.Connection()]; ok {
			s.conns[i].took = e.T - s.conns[i].t
			delete(s.open, e.Connection())
		}
	case trace.Send:
		s.send(e)
	case trace.Drop:
		s.total.dropped++
	case trace.OpStart:
		name, id := e.Operation(), int64(len(s.ops)+1)
		s.byID[name] = len(s.ops)
		s.ops = append(s.ops, op{of: name, id: id, t: e.T, took: -1, peer: s.peers.number(e.P), name: e.Proto, key: e.Detail})
		if s.snapshots[e.Proto] != nil {
			s.cuts[name] = &cut{Op: id}
		}
	case trace.OpEnd:
		if i, ok := s.byID[e.Operation()]; ok {
			s.ops[i].took, s.ops[i].outcome = e.T-s.ops[i].t, e.Detail
		}
	case trace.Note:
		if c := s.cuts[e.Operation()]; c != nil {
			s.note(c, s.snapshots[s.ops[s.byID[e.Operation()]].name], e)
		}
	case trace.Fault:
		s.fault(e)
	case trace.FaultEnd:
		s.recover(e)
	}
}

// op returns the page's number of an operation, 0 for none.
func (s *survey) op(name trace.Nth) int64 {
	if i, ok := s.byID[name]; ok {
		return s.ops[i].id
	}
	return 0
}

func (s *survey) connected(d *log.Dialled) *dial {
	return &dial{t: d.End, took: d.End - d.Begin, from: s.peers.number(d.From), to: s.peers.number(d.To), op: s.op(d.Op)}
}

// waitedFor finds a dial that has ended at this instant, or adds it if it is one that
// nobody began for an operation.
func (s *survey) waitedFor(d *log.Dialled) *dial {
	from, to := s.peers.number(d.From), s.peers.number(d.To)
	for i := len(s.dials) - 1; i >= 0 && s.dials[i].t == d.End; i-- {
		if x := s.dials[i]; x.from == from && x.to == to && x.op == s.op(d.Op) {
			x.waited = true
			return x
		}
	}
	x := s.connected(d)
	x.waited = true
	s.dials = append(s.dials, x)
	return x
}

func (s *survey) send(e *trace.Event) {
	s.total.messages++
	s.total.bytes += int64(e.Size)
	s.peers.number(e.P)
	s.peers.number(e.Q)
	s.protocols.number(e.Proto)
	s.said.number("")
	s.said.number(e.Detail)
	if e.Arrive == -1 {
		s.total.lost++
	}
	s.histogram.N[s.bucket(e.T)]++
	if i, ok := s.byID[e.Operation()]; ok {
		s.ops[i].messages++
		s.ops[i].bytes += int64(e.Size)
	}
}

// bucket is the one of the histogram that t falls into.
func (s *survey) bucket(t int64) int {
	return int(min(max(t/s.histogram.Width, 0), buckets-1))
}

func (s *survey) fault(e *trace.Event) {
	f := fault{From: e.T, To: -1, Text: e.Detail, Peer: -1}
	if e.P != "" {
		f.Peer = s.peers.number(e.P)
		f.Text += " " + e.P
	}
	s.hurts[trace.Nth{Peer: e.P, N: e.ID}] = len(s.faults)
	s.faults = append(s.faults, f)
}

func (s *survey) recover(e *trace.Event) {
	if i, ok := s.hurts[trace.Nth{Peer: e.P, N: e.ID}]; ok {
		s.faults[i].To = e.T
		delete(s.hurts, trace.Nth{Peer: e.P, N: e.ID})
	}
}

// class tells how an operation ended.
func (o *op) class() int {
	switch {
	case o.took < 0:
		return classOpen
	case trace.WentWell(o.outcome):
		return classOK
	}
	return classFailed
}
