package log

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

// ErrNoOp says that a log has no such operation.
var ErrNoOp = errors.New("no such operation")

// FindOp returns the one operation that text names: its peer and number
// there ("clients-4/7"), its name and which of that name ("kademlia.get#3"), or its name alone
// if it has no namesake. The error is ErrNoOp if there is none.
func (x *Index) FindOp(text string) (*Op, error) {
	name, err := parseOpName(text)
	if err != nil {
		return nil, err
	}
	var found *Op
	n := 0
	for _, o := range x.Ops {
		if name.means(o.Operation(), o.Name, o.Nth) {
			if n++; found == nil {
				found = o
			}
		}
	}
	switch {
	case n == 0:
		return nil, fmt.Errorf("%w: %s", ErrNoOp, text)
	case n > 1:
		return nil, fmt.Errorf("%s names %d operations; say which, such as %s#1", text, n, found.Name)
	}
	return found, nil
}

// Story tells the course of an operation, line by line: which peer asked which,
// the answer, and how long each leg took. Events are those of the whole log;
// those that come after the operation's end, but belong to it, are told, too, and
// so are the spans in which protocols told of it: own are those of the operation.
// Peers give names to the peer IDs in them.
//
// A log whose messages do not say to which operation they belong gives a story
// of all that the operation's peer did while it lasted, and says so.
func (x *Index) Story(w io.Writer, o *Op, events iter.Seq2[*Event, error], own []trace.Span, peers map[string]trace.Peer) error {
	s := &teller{w: w, op: o, own: marksOf(own), named: map[string]string{}}
	for _, p := range peers {
		s.named[p.ID] = p.Name
	}
	s.printf("%s#%d (operation %s)%s at %s: %s\n", shown(o.Name), o.Nth, shown(o.Operation().String()), about(o), shown(o.Peer), outcome(o))
	if !x.Linked {
		s.printf("This log does not say which message belongs to which operation: here is all that\n%s did meanwhile.\n", shown(o.Peer))
	}
	s.printf("\n")
	var ledger Ledger
	for e, err := range events {
		if err != nil {
			return err
		}
		_, op, waited, spent := ledger.Add(&e.Event)
		if spent != nil && spent.Op == o.Operation() && x.Linked {
			s.spent = spent
		}
		if x.tells(o, e) {
			s.tellOwn(upTo(e))
			if op == o.Operation() && x.Linked {
				s.tellWaits(e, waited)
			}
			s.tell(e)
		}
		if s.err != nil {
			return s.err
		}
		if e.Line >= o.last && x.Linked || e.T > o.End && !x.Linked {
			break
		}
	}
	s.tellOwn(math.MaxInt64)
	s.sum()
	return s.err
}

// tells reports whether an event is part of the story of o.
func (x *Index) tells(o *Op, e *Event) bool {
	if e.Kind == trace.OpStart || e.Kind == trace.OpEnd {
		return e.Operation() == o.Operation()
	}
	if x.Linked {
		return e.Operation() == o.Operation()
	}
	return (e.P == o.Peer || e.Q == o.Peer) && o.Begin <= e.T && e.T <= o.End
}

func about(o *Op) string {
	if o.About == "" {
		return ""
	}
	return " of " + shown(o.About)
}

func outcome(o *Op) string {
	if !o.Ended {
		return "did not end"
	}
	return fmt.Sprintf("%s, after %v", shown(o.Outcome), time.Duration(o.Took()))
}

// maxSilent bounds the peers that a story names for not having answered.
const maxSilent = 10

// A teller tells the story of one operation.
type teller struct {
	w     io.Writer
	err   error
	op    *Op
	talk  exchanges
	asked []*exchange       // that were begun
	own   []mark            // not yet told
	named map[string]string // peers by their ID

	dials, failed, waited int
	messages, bytes, read int64
	spent                 *Spent // once it has ended, in a log that tells
}

func (s *teller) printf(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, format, args...)
	}
}

// line writes one sentence; those of other peers than the operation's are
// indented.
func (s *teller) line(e *Event, format string, args ...any) {
	indent := ""
	if e.P != s.op.Peer {
		indent = "    "
	}
	s.printf("%14s  %s%s %s\n", "+"+time.Duration(e.T-s.op.Begin).String(), indent, shown(e.P), fmt.Sprintf(format, args...))
}

func (s *teller) tell(e *Event) {
	q := shown(e.Q)
	switch e.Kind {
	case trace.OpStart:
		s.line(e, "begins %s%s", shown(s.op.Name), about(s.op))
	case trace.OpEnd:
		s.line(e, "ends it: %s", shown(e.Detail))
	case trace.Dial:
		s.dials++
		s.line(e, "dials %s%s", q, over(e))
	case trace.Connect:
		s.line(e, "is connected to %s%s%s", q, over(e), after(e, ", ", " after it dialled"))
	case trace.DialFailed:
		s.failed++
		s.line(e, "cannot reach %s%s: %s%s", q, over(e), shown(e.Detail), after(e, ", ", " after it dialled"))
	case trace.Accept:
		s.line(e, "is connected to %s, which dialled", q)
	case trace.Disconnect:
		s.line(e, "is no longer connected to %s", q)
	case trace.Up:
		s.line(e, "comes up")
	case trace.Down:
		s.line(e, "goes down: %s", shown(e.Detail))
	case trace.Send:
		s.send(e)
	case trace.Recv:
		s.recv(e)
	case trace.Defer:
		if e.Arrive == -1 {
			s.line(e, "has message %d to %s held back", e.Ref, q)
		} else {
			s.line(e, "has message %d on its way to %s again, it arrives in %v", e.Ref, q, time.Duration(e.Arrive-e.T))
		}
	case trace.Drop:
		s.talk.add(e)
		s.line(e, "has lost message %d to %s, which is down or has closed the connection", e.Ref, q)
	case trace.Note:
		s.line(e, "notes %s%s: %s", shown(e.Proto), concerns(e), shown(e.Detail))
	case trace.Fault:
		s.line(e, "suffers: %s%s", shown(e.Detail), planned(e))
	case trace.FaultEnd:
		s.line(e, "suffers no longer: %s", shown(e.Detail))
	}
}

func (s *teller) send(e *Event) {
	s.messages++
	s.bytes += int64(e.Size)
	what := fmt.Sprintf("%s, message %d", content(e), e.ID)
	if e.Arrive == -1 {
		what += ", which does not arrive"
	}
	q := shown(e.Q)
	switch x, as, begins := s.talk.add(e); {
	case begins:
		s.asked = append(s.asked, x)
		s.line(e, "sends %s %s", q, what)
	case as == asks:
		s.line(e, "sends %s more: %s", q, what)
	default:
		s.line(e, "answers %s%s: %s", q, thinking(e.T-x.reading), what)
	}
}

func (s *teller) recv(e *Event) {
	s.read++
	x, as, _ := s.talk.add(e)
	travelled := after(e, ", ", " after it was sent")
	q := shown(e.Q)
	switch as {
	case gets:
		s.line(e, "reads %smessage %d from %s%s", called(e), e.Ref, q, travelled)
	case hears:
		s.line(e, "has the answer of %s, %smessage %d%s%s", q, called(e), e.Ref, travelled, since(", ", e.T-x.asked, " after it asked"))
	default:
		s.line(e, "reads message %d from %s%s: %s", e.Ref, q, travelled, content(e))
	}
}

// called is the name of a message in front of its number, if it has one.
func called(e *Event) string {
	if e.Said == "" {
		return ""
	}
	return shown(e.Said) + ", "
}

func since(before string, ns int64, behind string) string {
	return before + time.Duration(ns).String() + behind
}

func thinking(ns int64) string {
	if ns == 0 {
		return " at once"
	}
	return since(" ", ns, " after it read")
}

// tellWaits tells for which dials of others the operation has waited until it does e.
func (s *teller) tellWaits(e *Event, waited []*Dialled) {
	for _, d := range waited {
		s.waited++
		by := "no operation"
		if d.Op != (trace.Nth{}) {
			by = "operation " + shown(d.Op.String())
		}
		came := "connected"
		if d.Failed != "" {
			came = shown(d.Failed)
		}
		s.line(e, "has waited for its dial of %s, which %s began %s: %s after %v", shown(d.To), by,
			whenBegan(d.Begin-s.op.Begin), came, time.Duration(d.End-d.Begin))
	}
}

// whenBegan writes a time relative to the beginning of the operation.
func whenBegan(ns int64) string {
	if ns < 0 {
		return time.Duration(-ns).String() + " before this one"
	}
	return "at +" + time.Duration(ns).String()
}

// sum adds the totals of the story.
func (s *teller) sum() {
	s.printf("\n%s, %s, %d of them read; %d failed of %s", say.Count(s.messages, "message"), say.Count(s.bytes, "byte"), s.read, s.failed, say.Count(int64(s.dials), "dial"))
	if s.waited > 0 {
		s.printf("; waited for %s that it did not begin", say.Count(int64(s.waited), "dial"))
	}
	s.printf("\n")
	if len(s.asked) > 0 {
		s.sumReplies()
	}
	if s.spent != nil && s.spent.End > s.spent.Begin {
		s.bars(s.spent)
	}
}

// barWidth is how many columns the whole time of an operation has.
const barWidth = 32

// mostBars bounds the stretches of waiting that a story draws: the longest.
const mostBars = 12

// bars draws what the operation waited for, each stretch where it lies in its time.
func (s *teller) bars(spent *Spent) {
	whole := spent.End - spent.Begin
	shown := spent.longest(mostBars)
	s.printf("\nWhere its %v went, %.0f %% of it with a reason\n", time.Duration(whole), math.Floor(100*spent.Explained()))
	for _, x := range shown {
		from := int((x.From - spent.Begin) * barWidth / whole)
		to := max(int((x.To-spent.Begin)*barWidth/whole), from+1)
		bar := strings.Repeat(" ", from) + strings.Repeat("█", to-from) + strings.Repeat(" ", max(0, barWidth-to))
		s.printf("%14s  ▕%s▏ %v: %s\n", "+"+time.Duration(x.From-spent.Begin).String(), bar, time.Duration(x.To-x.From), x.Why)
	}
	if more := len(spent.Stretches) - len(shown); more > 0 {
		s.printf("%14s  and %s\n", "", say.Count(int64(more), "shorter stretch"))
	}
}

// sumReplies counts the outcomes of requests, and names peers that answered none and
// did not read all. An operation does not ask its own peer, though others may report to
// it, and identify is no request of its.
func (s *teller) sumReplies() {
	var peers []string // in the order in which they were first sent to
	best := map[string]reply{}
	number, requests, toSelf := map[reply]int64{}, int64(0), false
	for _, x := range s.asked {
		if trace.OfConnection(x.proto) {
			continue
		}
		if x.server == s.op.Peer {
			toSelf = true
			continue
		}
		requests++
		r := x.reply()
		if r != answered && s.op.Ended && x.asked == s.op.End {
			r = parting
		}
		number[r]++
		if _, known := best[x.server]; !known {
			peers = append(peers, x.server)
		}
		best[x.server] = max(best[x.server], r)
	}
	if requests == 0 && !toSelf {
		return
	}
	var came, unheard []string
	if n := number[answered]; n > 0 {
		came = append(came, fmt.Sprintf("%d answered", n))
	}
	if n := number[delivered]; n > 0 {
		came = append(came, fmt.Sprintf("%d read, with nothing sent back", n))
	}
	if n := number[silent]; n > 0 {
		came = append(came, fmt.Sprintf("%d without an answer", n))
	}
	if n := number[parting]; n > 0 {
		came = append(came, fmt.Sprintf("%d sent as it ended", n))
	}
	for _, p := range peers {
		if best[p] == silent {
			unheard = append(unheard, shown(p))
		}
	}
	s.printf("%s to %s: %s", say.Count(requests, "request"), say.Count(int64(len(peers)), "other peer"), strings.Join(came, ", "))
	if more := len(unheard) - maxSilent; more > 0 {
		unheard = append(unheard[:maxSilent], fmt.Sprintf("%d more", more))
	}
	if len(unheard) > 0 {
		s.printf("; no answer from %s", strings.Join(unheard, ", "))
	}
	if toSelf {
		s.printf("; others sent to %s", shown(s.op.Peer))
	}
	s.printf("\n")
}
