package page

import (
	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A collector is the second reading of a log: it keeps the messages that were
// chosen.
type collector struct {
	survey *survey
	choice choice
	rows   []message
	byID   map[trace.Nth]int // in rows, of messages not yet read
	inside int               // rows of the window that are not of a chosen operation
	end    int64             // of the window, as far as it was filled
	ledger log.Ledger
	listed map[trace.Nth]bool // operations whose stretches are kept; nil: time is not accounted for
	spent  map[trace.Nth]*log.Spent
	sums   map[trace.Nth][]int64 // of all operations that have ended, by reason
}

type message struct {
	t, arrive, read    int64 // arrive -1: never, 0: not known; read -1: not
	from, to, protocol int
	said               int // number of its name
	size               int
	op                 int64
}

func newCollector(s *survey, c choice, listed []int) *collector {
	x := &collector{
		survey: s, choice: c, byID: map[trace.Nth]int{}, end: c.to,
		spent: map[trace.Nth]*log.Spent{}, sums: map[trace.Nth][]int64{},
	}
	if listed != nil {
		x.listed = map[trace.Nth]bool{}
	}
	for _, i := range listed {
		x.listed[s.ops[i].of] = true
	}
	return x
}

// account notes what an operation has spent its time on, if anybody lists operations.
func (c *collector) account(e *trace.Event) {
	if c.listed == nil {
		return
	}
	_, _, _, s := c.ledger.Add(e)
	if s == nil {
		return
	}
	by := s.By()
	c.sums[s.Op] = by[:]
	if c.listed[s.Op] {
		c.spent[s.Op] = s
	}
}

func (c *collector) add(e *trace.Event) {
	c.account(e)
	switch e.Kind {
	case trace.Send:
		if c.wants(e) {
			s := c.survey
			c.byID[e.Message()] = len(c.rows)
			c.rows = append(c.rows, message{
				t: e.T, arrive: e.Arrive, read: -1, from: s.peers.number(e.P), to: s.peers.number(e.Q),
				protocol: s.protocols.number(e.Proto), said: s.said.number(e.Detail), size: e.Size, op: s.op(e.Operation()),
			})
		}
	case trace.Recv:
		if i, ok := c.byID[e.Message()]; ok {
			c.rows[i].read = e.T
			if c.rows[i].arrive == 0 {
				c.rows[i].arrive = e.T
			}
			delete(c.byID, e.Message())
		}
	case trace.Drop:
		if i, ok := c.byID[e.Message()]; ok {
			c.rows[i].arrive = -1
			delete(c.byID, e.Message())
		}
	case trace.Defer:
		if i, ok := c.byID[e.Message()]; ok {
			c.rows[i].arrive = e.Arrive
		}
	}
}

func (c *collector) wants(e *trace.Event) bool {
	if c.choice.all || c.choice.ops[c.survey.op(e.Operation())] {
		return true
	}
	if e.T < c.choice.from || e.T >= c.end {
		return false
	}
	if c.inside == c.choice.most {
		c.end = e.T
		return false
	}
	c.inside++
	return true
}

func (c *collector) columns() messages {
	var m messages
	for _, r := range c.rows {
		way, wait := int64(-1), int64(-1)
		if r.arrive > 0 {
			way = r.arrive - r.t
			if r.read >= 0 {
				wait = r.read - r.arrive
			}
		}
		m.T = append(m.T, r.t)
		m.Way = append(m.Way, way)
		m.Wait = append(m.Wait, wait)
		m.From = append(m.From, r.from)
		m.To = append(m.To, r.to)
		m.Protocol = append(m.Protocol, r.protocol)
		m.Said = append(m.Said, r.said)
		m.Size = append(m.Size, r.size)
		m.Op = append(m.Op, r.op)
	}
	deltas(m.T)
	return m
}
