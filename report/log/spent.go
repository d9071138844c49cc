package log

import (
	"cmp"
	"slices"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A Why is what an operation waits for.
type Why int

// Reasons, of which the first counts where several hold. Virtual time stands still while
// a peer computes, so that an operation at any instant waits for something.
const (
	OnTheWay  Why = iota // a message that has not arrived
	Unread               // a message that has arrived, to a peer that does not read yet
	AtWork               // another peer, which has read and not sent
	Dialling             // a dial that connects
	DialFails            // a dial that fails
	NoAnswer             // a time-out: some request has no answer
	Ahead                // a request of another operation to the same peer, which is answered first
	Timer                // a timer of its own peer: a processing delay, a back-off
	Others               // something that is not the operation's own: a lock, another operation
	whys                 // how many there are
)

var whyTexts = [whys]string{
	OnTheWay: "messages on the way", Unread: "messages not yet read", AtWork: "other peers at work", Dialling: "dials",
	DialFails: "dials that fail", NoAnswer: "answers that do not come", Ahead: "earlier requests to the same peer", Timer: "timers (processing, retries)", Others: "something else",
}

// String returns the reason in words, to follow "waits for".
func (w Why) String() string { return whyTexts[w] }

// Reasons lists all reasons in words, each at its number.
func Reasons() []string { return slices.Clone(whyTexts[:]) }

// A Stretch is a part of an operation's time, in virtual ns.
type Stretch struct {
	From, To int64
	Why      Why
}

// Spent is what an operation's time went to.
type Spent struct {
	Op        trace.Nth
	Begin     int64
	End       int64
	Stretches []Stretch // in order, without overlap; what they leave out has no reason
}

// By sums the stretches up, by reason.
func (s *Spent) By() (sum [whys]int64) {
	for _, x := range s.Stretches {
		sum[x.Why] += x.To - x.From
	}
	return sum
}

// Explained returns the share of the operation's time that has a reason, without
// [Others]; 1 if it took none.
func (s *Spent) Explained() float64 {
	if s.End == s.Begin {
		return 1
	}
	sum := int64(0)
	for why, ns := range s.By() {
		if Why(why) != Others {
			sum += ns
		}
	}
	return float64(sum) / float64(s.End-s.Begin)
}

// longest returns the n longest stretches, in the order in which they come.
func (s *Spent) longest(n int) []Stretch {
	if len(s.Stretches) <= n {
		return s.Stretches
	}
	some := slices.Clone(s.Stretches)
	slices.SortStableFunc(some, func(a, b Stretch) int { return cmp.Compare(b.To-b.From, a.To-a.From) })
	some = some[:n]
	slices.SortFunc(some, func(a, b Stretch) int { return cmp.Compare(a.From, b.From) })
	return some
}

// A Ledger finds what operations spend their time on. The zero value is ready. It
// reads all events, in order.
type Ledger struct {
	waits   Waits
	ops     map[trace.Nth]*account
	sent    map[trace.Nth]flight // messages of operations that are not yet read
	stirred map[string]stir      // by peer, the last that came to it or ended there
}

// A stir is what may make a peer act.
type stir struct {
	at   int64
	from map[string]bool // of peers whose messages it read at that instant
	ends bool            // only operations ended then
}

type flight struct {
	of       *account
	from, to string
	sent     int64
	arrive   int64 // 0: not known
}

// An account is an operation that has not ended.
type account struct {
	peer  string
	begin int64
	parts []Stretch
	last  int64            // instant at which something of it happened at its peer
	read  map[string]int64 // by peer, when it read a message of the operation, and has sent none since
	asked map[string]bool  // peers that were sent a message, and have sent none since
}

// Add reads an event. It returns what [Waits] says of it, and what an operation has spent
// its time on if it ends now.
func (l *Ledger) Add(e *trace.Event) (ended *Dialled, op trace.Nth, waited []*Dialled, spent *Spent) {
	if l.ops == nil {
		l.ops, l.sent, l.stirred = map[trace.Nth]*account{}, map[trace.Nth]flight{}, map[string]stir{}
	}
	ended, op, waited = l.waits.Add(e)
	if a := l.ops[op]; a != nil && a.peer == e.P {
		for _, d := range waited {
			// Whatever came before the dial of one transport or address, it waited for the peer.
			a.dialled(&Dialled{Begin: min(d.Begin, a.last), End: d.End, Failed: d.Failed})
		}
		if len(waited) > 0 {
			a.last = e.T
		}
	}
	if ended != nil {
		if a := l.ops[ended.Op]; a != nil {
			a.dialled(ended)
			a.last = e.T
		}
	}
	switch e.Kind {
	case trace.OpStart:
		l.ops[e.Operation()] = &account{peer: e.P, begin: e.T, last: e.T, read: map[string]int64{}, asked: map[string]bool{}}
	case trace.Dial:
		l.act(l.ops[e.Operation()], e)
	case trace.Send:
		l.send(e)
	case trace.Recv:
		l.recv(e)
	case trace.Drop, trace.Defer:
		l.divert(e)
	case trace.Connect, trace.DialFailed, trace.Accept, trace.Up, trace.Down:
		l.stir(e, "")
	case trace.OpEnd:
		spent = l.end(e)
		l.stir(e, "")
	}
	return ended, op, waited, spent
}

// stir notes that something comes to a peer, or ends there: a message of from, if it is
// one.
func (l *Ledger) stir(e *trace.Event, from string) {
	s := l.stirred[e.P]
	if s.at != e.T {
		s = stir{at: e.T, ends: true}
	}
	s.ends = s.ends && e.Kind == trace.OpEnd
	if from != "" {
		if s.from == nil {
			s.from = map[string]bool{}
		}
		s.from[from] = true
	}
	l.stirred[e.P] = s
}

func (a *account) dialled(d *Dialled) {
	why := Dialling
	if d.Failed != "" {
		why = DialFails
	}
	a.add(max(d.Begin, a.begin), d.End, why)
}

func (a *account) add(from, to int64, why Why) {
	if to > from {
		a.parts = append(a.parts, Stretch{from, to, why})
	}
}

// act accounts for what the operation's peer has waited for since the last time that
// something of the operation happened there, now that it acts.
func (l *Ledger) act(a *account, e *trace.Event) {
	if a == nil || a.peer != e.P || a.last == e.T {
		return
	}
	s, ok := l.stirred[e.P]
	ok = ok && s.at == e.T && !(s.ends && e.Kind == trace.OpEnd) // several end by time-outs
	switch {
	case e.Q != "" && a.asked[e.Q]: // it asks again
		a.add(a.last, e.T, NoAnswer)
	case ok && e.Kind == trace.Send && s.from[e.Q]:
		a.add(a.last, e.T, Ahead)
	case ok:
		a.add(a.last, e.T, Others)
	case len(a.asked) > 0:
		a.add(a.last, e.T, NoAnswer)
	default:
		a.add(a.last, e.T, Timer)
	}
	a.last = e.T
}

func (l *Ledger) send(e *trace.Event) {
	a := l.ops[e.Operation()]
	if a == nil {
		return
	}
	l.act(a, e)
	if e.P == a.peer {
		a.asked[e.Q] = true
	} else if at, ok := a.read[e.P]; ok {
		a.add(at, e.T, AtWork)
		delete(a.read, e.P)
	}
	if e.Arrive >= 0 { // 0: when it arrives is not known, only when it is read
		a.add(e.T, e.Arrive, OnTheWay)
		l.sent[e.Message()] = flight{a, e.P, e.Q, e.T, e.Arrive}
	}
}

func (l *Ledger) recv(e *trace.Event) {
	l.stir(e, e.Q)
	f, ok := l.sent[e.Message()]
	if !ok {
		return
	}
	delete(l.sent, e.Message())
	if f.arrive > 0 {
		f.of.add(f.arrive, e.T, Unread)
	} else {
		f.of.add(f.sent, e.T, OnTheWay)
	}
	if f.to == f.of.peer {
		f.of.last = e.T
		delete(f.of.asked, f.from)
		return
	}
	f.of.read[f.to] = e.T
}

// divert follows a message that arrives later than it should, or never.
func (l *Ledger) divert(e *trace.Event) {
	f, ok := l.sent[e.Message()]
	switch {
	case !ok:
	case e.Kind == trace.Drop || e.Arrive < 0:
		delete(l.sent, e.Message())
	case f.arrive > 0:
		f.of.add(e.T, e.Arrive, OnTheWay)
		f.arrive = e.Arrive
		l.sent[e.Message()] = f
	}
}

func (l *Ledger) end(e *trace.Event) *Spent {
	a := l.ops[e.Operation()]
	if a == nil {
		return nil
	}
	l.act(a, e)
	delete(l.ops, e.Operation())
	return &Spent{e.Operation(), a.begin, e.T, laid(a.parts, a.begin, e.T)}
}

// laid lays overlapping parts side by side, within [begin, end]: where several are, the
// first reason counts.
func laid(parts []Stretch, begin, end int64) []Stretch {
	type edge struct {
		at  int64
		why Why
		by  int
	}
	var edges []edge
	for _, p := range parts {
		if from, to := max(p.From, begin), min(p.To, end); from < to {
			edges = append(edges, edge{from, p.Why, 1}, edge{to, p.Why, -1})
		}
	}
	slices.SortFunc(edges, func(x, y edge) int { return cmp.Compare(x.at, y.at) })
	var out []Stretch
	var open [whys]int
	for i := 0; i < len(edges); {
		at := edges[i].at
		for ; i < len(edges) && edges[i].at == at; i++ {
			open[edges[i].why] += edges[i].by
		}
		why := slices.IndexFunc(open[:], func(n int) bool { return n > 0 })
		if why < 0 || i == len(edges) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].To == at && out[n-1].Why == Why(why) {
			out[n-1].To = edges[i].at
			continue
		}
		out = append(out, Stretch{at, edges[i].at, Why(why)})
	}
	return out
}
