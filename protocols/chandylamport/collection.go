package chandylamport

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/protocols/chandylamport/verify"
)

// A collection is all that an initiator has been told of its snapshot. It is
// complete when every process that it has heard of has reported everything.
type collection struct {
	process *process
	id      snapshotID
	members []*member // in the order in which they were heard of
	byRef   map[ref]*member
	lacking int           // members that have not reported everything
	done    chan struct{} // closed when there is none for the first time
	own     *reporter     // the initiator's own part
}

// A member is a process as the collection knows it.
type member struct {
	ref      ref
	reported bool // its state
	money    uint64
	text     string
	in       []end
	held     [][]verify.Message // by index in in
	closed   []bool             // by index in in
	open     int                // channels not closed
}

// A reporter is where one process's report comes from.
type reporter struct {
	collection *collection
	peer       peer.ID
	member     *member // nil before the state
}

func newCollection(p *process, id snapshotID) *collection {
	c := &collection{process: p, id: id, byRef: map[ref]*member{}, done: make(chan struct{})}
	c.own = &reporter{collection: c, peer: p.ref.peer}
	c.member(p.ref)
	return c
}

// member returns the member that is a process, and expects it from now on.
func (c *collection) member(r ref) *member {
	m := c.byRef[r]
	if m == nil {
		m = &member{ref: r}
		c.byRef[r] = m
		c.members = append(c.members, m)
		c.lacking++
	}
	return m
}

// collect takes one report.
func (p *process) collect(s network.Stream) {
	in := bufio.NewReaderSize(s, 512)
	r := &reporter{peer: s.Conn().RemotePeer()}
	for {
		m, err := readMessage(in)
		if err == nil && r.collection == nil && m.kind == kindState {
			r.collection = p.collections[m.marker.id]
			_, span := p.in.tracer.Start(p.in.goOn(m.trace), "collect", oteltrace.WithSpanKind(oteltrace.SpanKindConsumer))
			defer span.End()
		}
		// A report on a snapshot that is over is of no use.
		if err != nil || p.gone || r.collection == nil || r.take(m) != nil {
			_ = s.Reset()
			p.goHome(r.peer)
			return
		}
	}
}

// take takes one message of a report. It fails if that makes no sense, or if
// the collection is complete: a process that is heard of now has no part in it.
func (r *reporter) take(m *message) error {
	if r.collection.lacking == 0 {
		return errors.New("chandylamport: report on a complete snapshot")
	}
	if r.member == nil {
		return r.state(m)
	}
	t := r.member
	switch {
	case m.kind != kindHeld && m.kind != kindClosed:
		return fmt.Errorf("chandylamport: message of kind %d in a report", m.kind)
	case m.index >= uint64(len(t.in)) || t.closed[m.index]:
		return fmt.Errorf("chandylamport: report on channel %d, which is not open", m.index)
	case m.kind == kindHeld:
		t.held[m.index] = append(t.held[m.index], verify.Message{Seq: m.seq, Money: int64(m.amount)})
		return nil
	}
	t.closed[m.index] = true
	t.open--
	r.collection.settle(t)
	return nil
}

// state takes a report's beginning, and expects all neighbours.
func (r *reporter) state(m *message) error {
	c := r.collection
	if m.kind != kindState || m.marker.id != c.id {
		return fmt.Errorf("chandylamport: report begins with a message of kind %d", m.kind)
	}
	t := c.member(ref{r.peer, m.boot})
	if t.reported {
		return errors.New("chandylamport: second report of one process")
	}
	r.member = t
	t.reported, t.money, t.text, t.in, t.open = true, m.money, m.text, m.in, len(m.in)
	t.held, t.closed = make([][]verify.Message, len(m.in)), make([]bool, len(m.in))
	for _, e := range slices.Concat(m.in, m.out) {
		c.member(e.ref)
	}
	c.settle(t)
	return nil
}

// settle looks whether t was the last to lack anything.
func (c *collection) settle(t *member) {
	if !t.reported || t.open > 0 {
		return
	}
	if c.lacking--; c.lacking == 0 {
		close(c.done)
	}
}

// snapshot is the complete collection as the verifier takes it, and the number
// of messages in its channels.
func (c *collection) snapshot() (s verify.Snapshot, inFlight int) {
	in := c.process.in
	s.ID = in.key(c.id)
	for _, t := range c.members {
		s.States = append(s.States, verify.State{Process: in.label(t.ref), Money: int64(t.money), Text: t.text})
		for i, e := range t.in {
			inFlight += len(t.held[i])
			s.Transits = append(s.Transits, verify.Transit{
				Channel:  verify.Channel{From: in.label(e.ref), To: in.label(t.ref), Number: e.number},
				Messages: t.held[i],
			})
		}
	}
	return s, inFlight
}

// missing says what an incomplete collection lacks: the processes that did not
// answer or, if all did, those that did not finish and the channels on which
// they know of no marker.
func (c *collection) missing() string {
	in := c.process.in
	var silent, unfinished, open []string
	for _, t := range c.members {
		switch {
		case !t.reported:
			silent = append(silent, in.label(t.ref))
		case t.open > 0:
			unfinished = append(unfinished, in.label(t.ref))
		}
		for i, e := range t.in {
			if !t.closed[i] {
				open = append(open, in.label(e.ref)+">"+in.label(t.ref))
			}
		}
	}
	if len(silent) > 0 {
		return "no answer from " + some(silent)
	}
	return "unfinished answer from " + some(unfinished) + ": no marker on " + some(open)
}

// some joins the first names of a list.
func some(names []string) string {
	const most = 32
	slices.Sort(names)
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
