package page

import (
	"context"
	"fmt"
	"io"
	"sort"
	"sync"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/report/page/internal/scan"
	"github.com/libp2p-sim/sim/sim/trace"
)

// keptMessages bounds how many messages an [Index] holds, some 64 bytes each.
const keptMessages = 4_000_000

// An Index holds the messages of an event log and finds those of a stretch of
// time. It can be asked while the log is still being read. Of a log with more
// messages than it may hold it keeps the first, and reads the others again when
// it is asked for them.
type Index struct {
	most int                     // messages held
	only func(*trace.Event) bool // if not nil, holds these alone

	mu   sync.RWMutex
	s    *survey
	c    *collector
	nth  []int64 // by row of s.ops: its number among those of its name, from 1
	last map[string]int64
	full bool
	kept int64 // if full: messages sent before this time are held, virtual ns
}

// NewIndex returns an index of a log without events.
func NewIndex() *Index { return newIndex(keptMessages) }

func newIndex(most int) *Index {
	s := newSurvey(0, nil)
	return &Index{most: most, s: s, c: newCollector(s, choice{all: true}, nil), last: map[string]int64{}}
}

// Read adds all events of a log as it lies in a run directory, compressed, until
// r ends. It can be called once. Its error says after which line the log is damaged.
func (x *Index) Read(r io.Reader) error { return scan.Reader(r, x.add) }

func (x *Index) add(e *trace.Event) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.s.add(e)
	switch e.Kind {
	case trace.OpStart:
		x.last[e.Proto]++
		x.nth = append(x.nth, x.last[e.Proto])
	case trace.Send:
		if x.full || x.only != nil && !x.only(e) {
			return
		}
		// Messages of one instant are held together or not at all.
		if n := len(x.c.rows); n >= x.most && (n == 0 || x.c.rows[n-1].t != e.T) {
			x.full, x.kept = true, e.T
			return
		}
	}
	x.c.add(e)
}

// Progress returns how many events have been read and when the last of them
// was, in virtual ns.
func (x *Index) Progress() (events, last int64) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.s.total.events, x.s.last
}

// A Window is the answer to a query: messages in the form in which the page
// embeds them, with the names that its numbers stand for, numbered as in the
// data of the page.
type Window struct {
	Events    int64      `json:"events"`   // that the log has so far
	End       int64      `json:"end"`      // when the last of them was, virtual ns
	Windows   [][2]int64 `json:"windows"`  // one: the time asked for, as far as it is answered
	Complete  bool       `json:"complete"` // it is answered to its end
	Peers     []string   `json:"peers"`
	Protocols []string   `json:"protocols"`
	Said      []string   `json:"said"`
	Messages  messages   `json:"messages"`
}

// Window returns the messages that were sent within the time of the query and
// satisfy it, in the order of the log. Of more than standard.messages it returns
// the first, and the rest of the instant at which it stops. reopen opens the log
// once more if the index does not hold all of that time.
func (x *Index) Window(ctx context.Context, q log.Query, reopen func() (io.ReadCloser, error)) (*Window, error) {
	f, err := q.Filter()
	if err != nil {
		return nil, err
	}
	from, to := q.From.Nanoseconds(), q.To.Nanoseconds()
	if w := x.held(f, from, to); w != nil {
		return w, nil
	}
	r, err := reopen()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	y := newIndex(standard.messages)
	y.only = func(e *trace.Event) bool {
		row := message{t: e.T, from: y.s.peers.number(e.P), to: y.s.peers.number(e.Q), protocol: y.s.protocols.number(e.Proto), op: y.s.op(e.Operation())}
		return e.T >= from && (to == 0 || e.T < to) && f.Keep(y.event(row))
	}
	before, _ := x.Progress()
	err = y.Read(io.TeeReader(r, stopper{ctx}))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if after, _ := y.Progress(); err != nil && after < before {
		return nil, fmt.Errorf("the log was read before, and now cannot be: %w", err)
	}
	return y.answer(f, from, to), nil
}

// held answers if the index holds all of the time, with to 0 for the end.
func (x *Index) held(f *log.Filter, from, to int64) *Window {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.full && (to == 0 || to > x.kept) {
		return nil
	}
	return x.answer(f, from, to)
}

func (x *Index) answer(f *log.Filter, from, to int64) *Window {
	w := &Window{
		Events: x.s.total.events, End: x.s.last, Complete: true,
		Peers: x.s.peers.clipped(standard.text), Protocols: x.s.protocols.clipped(standard.text), Said: x.s.said.clipped(standard.text),
	}
	if to == 0 {
		to = max(x.s.last+1, from)
	}
	if x.full && x.kept < to {
		to, w.Complete = x.kept, false
	}
	rows := x.c.rows
	chosen := &collector{}
	for _, r := range rows[sort.Search(len(rows), func(i int) bool { return rows[i].t >= from }):] {
		if r.t >= to {
			break
		}
		if !f.Keep(x.event(r)) {
			continue
		}
		if n := len(chosen.rows); n >= standard.messages && chosen.rows[n-1].t != r.t {
			to, w.Complete = r.t, false
			break
		}
		chosen.rows = append(chosen.rows, r)
	}
	w.Windows = [][2]int64{{from, to}}
	w.Messages = chosen.columns()
	return w
}

// event is a message as a filter has to know it.
func (x *Index) event(r message) *log.Event {
	e := &log.Event{Event: trace.Event{
		T: r.t, Kind: trace.Send, P: x.s.peers.names[r.from], Q: x.s.peers.names[r.to],
		Proto: x.s.protocols.names[r.protocol],
	}}
	if i := r.op - 1; i >= 0 {
		e.Within(x.s.ops[i].of)
		e.OpName, e.OpNth = x.s.ops[i].name, x.nth[i]
	}
	return e
}

// A stopper ends the writing to it when its context ends.
type stopper struct{ ctx context.Context }

func (s stopper) Write(b []byte) (int, error) { return len(b), s.ctx.Err() }
