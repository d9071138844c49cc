package log

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Chrome writes the log as a JSON trace of Chrome's format, which Perfetto opens
// too: a process a peer; operations, dials, faults and the spans of protocols as
// asynchronous events ("b", "e"); messages as arrows ("s", "f") between slices of one
// nanosecond ("X"), which arrows need to hold on to; the rest as instants ("i"). Times
// are virtual µs. It returns the number of events.
//
// Source: Trace Event Format, Chromium project.
func (x Export) Chrome(w io.Writer) (int64, error) {
	index, err := x.index()
	if err != nil {
		return 0, err
	}
	more, err := x.recorded(index)
	if err != nil {
		return 0, err
	}
	return buffered(w, func(b *bufio.Writer) (int64, error) {
		c := &chrome{w: b, x: index, pid: map[string]int{}, open: map[string]opened{}, arrows: map[trace.Nth]bool{}}
		fmt.Fprint(b, `{"displayTimeUnit":"ms","traceEvents":[`)
		c.put(chromeEvent{Name: "process_name", Ph: "M", Args: chromeArgs{"name": "network"}})
		for i, p := range index.Peers {
			c.process(p, i+1)
		}
		for e, err := range x.events(index) {
			if err != nil {
				return c.n, err
			}
			c.event(e)
			if c.err != nil {
				return c.n, c.err
			}
		}
		c.endAll(index.Last, "did not end", func(string) bool { return true })
		if err := c.spans(x.Sample, index, more); err != nil {
			return c.n, err
		}
		fmt.Fprint(b, "\n]}\n")
		return c.n, c.err
	})
}

// messagesTID is the thread of messages and instants of every process.
const messagesTID = 1

type chromeArgs map[string]any

type chromeEvent struct {
	Name string     `json:"name"`
	Cat  string     `json:"cat,omitempty"`
	Ph   string     `json:"ph"`
	ID   string     `json:"id,omitempty"`
	PID  int        `json:"pid"`
	TID  int        `json:"tid"`
	TS   micros     `json:"ts"`
	Dur  micros     `json:"dur,omitempty"`
	S    string     `json:"s,omitempty"`  // scope of an instant
	BP   string     `json:"bp,omitempty"` // "e": the arrow ends at the slice around it
	Args chromeArgs `json:"args,omitempty"`
}

// micros are virtual ns, written as µs with three decimals.
type micros int64

func (m micros) MarshalJSON() ([]byte, error) {
	if m < 0 { // no run goes there, but a file may say so
		return fmt.Appendf(nil, "%d", m/1000), nil
	}
	return fmt.Appendf(nil, "%d.%03d", m/1000, m%1000), nil
}

// opened is an asynchronous event that goes on.
type opened struct {
	begin chromeEvent
	order int64
}

type chrome struct {
	w       *bufio.Writer
	err     error
	x       *Index
	pid     map[string]int
	open    map[string]opened  // by ID
	started int64              // asynchronous events so far
	arrows  map[trace.Nth]bool // messages whose arrow has begun
	written bool
	n       int64 // events of the log
}

func (c *chrome) put(e chromeEvent) {
	if c.err != nil {
		return
	}
	line, err := json.Marshal(e)
	if err != nil {
		c.err = err
		return
	}
	sep := ",\n"
	if !c.written {
		sep, c.written = "\n", true
	}
	c.w.WriteString(sep)
	_, c.err = c.w.Write(line)
}

// begin opens an asynchronous event. Its ID in the file is a number of its own,
// for a dial may be repeated.
func (c *chrome) begin(id string, e chromeEvent) {
	c.started++
	e.Ph, e.ID = "b", strconv.FormatInt(c.started, 10)
	c.put(e)
	c.open[id] = opened{e, c.started}
}

// end closes one that is open, and reports whether there was one.
func (c *chrome) end(id string, t int64, args chromeArgs) bool {
	o, ok := c.open[id]
	if !ok {
		return false
	}
	delete(c.open, id)
	e := o.begin
	e.Ph, e.TS, e.Args = "e", micros(t), args
	c.put(e)
	return true
}

// endAll closes all that is open and meant, in the order of beginning.
func (c *chrome) endAll(t int64, outcome string, meant func(id string) bool) {
	var ids []string
	for id := range c.open {
		if meant(id) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Compare(c.open[a].order, c.open[b].order) })
	for _, id := range ids {
		c.end(id, t, chromeArgs{"outcome": outcome})
	}
}

// process names the process of a peer.
func (c *chrome) process(peer string, pid int) {
	c.pid[peer] = pid
	c.put(chromeEvent{Name: "process_name", Ph: "M", PID: pid, Args: chromeArgs{"name": peer}})
	c.put(chromeEvent{Name: "process_sort_index", Ph: "M", PID: pid, Args: chromeArgs{"sort_index": pid}})
	c.put(chromeEvent{Name: "thread_name", Ph: "M", PID: pid, TID: messagesTID, Args: chromeArgs{"name": "messages"}})
}

func (c *chrome) event(e *Event) {
	c.n++
	at := chromeEvent{PID: c.pid[e.P], TID: messagesTID, TS: micros(e.T)}
	if e.P == "" {
		at.TID = 0
	}
	dial := fmt.Sprintf("dial %d>%d%s for %v", c.pid[e.P], c.pid[e.Q], over(e), e.Operation())
	switch e.Kind {
	case trace.OpStart:
		at.Name, at.Cat, at.Args = e.Proto, "operation", chromeArgs{"operation": e.Operation().String(), "about": e.Detail}
		c.begin(fmt.Sprintf("op %v", e.Operation()), at)
	case trace.OpEnd:
		if !c.end(fmt.Sprintf("op %v", e.Operation()), e.T, chromeArgs{"outcome": e.Detail}) {
			c.instant(at, e)
		}
	case trace.Dial:
		at.Name, at.Cat, at.Args = "dial "+e.Q+over(e), "dial", c.args(e)
		c.end(dial, e.T, chromeArgs{"outcome": "dialled again"})
		c.begin(dial, at)
	case trace.Connect, trace.DialFailed:
		outcome := chromeArgs{"outcome": "ok", "connection": e.ID}
		if e.Kind == trace.DialFailed {
			outcome = chromeArgs{"outcome": e.Detail}
		}
		if !c.end(dial, e.T, outcome) {
			c.instant(at, e)
		}
	case trace.Send:
		c.message(at, e, "s", "to")
	case trace.Recv:
		c.message(at, e, "f", "from")
	case trace.Fault:
		at.Name, at.Cat, at.Args = strings.TrimSpace(e.Detail+" "+e.P), "fault", chromeArgs{"fault": e.ID}
		c.begin(fmt.Sprintf("fault %s %d", e.P, e.ID), at)
	case trace.FaultEnd:
		if !c.end(fmt.Sprintf("fault %s %d", e.P, e.ID), e.T, nil) {
			c.instant(at, e)
		}
	case trace.Down:
		dials := fmt.Sprintf("dial %d>", c.pid[e.P])
		c.endAll(e.T, "went down", func(id string) bool { return strings.HasPrefix(id, dials) })
		c.instant(at, e)
	default:
		c.instant(at, e)
	}
}

// instant writes an event that neither begins nor ends anything in the file.
func (c *chrome) instant(at chromeEvent, e *Event) {
	at.Name, at.Cat, at.Ph, at.S = string(e.Kind), "network", "i", "p"
	if e.Kind == trace.Note {
		at.Name, at.Cat = e.Proto, "note"
	}
	if e.P == "" {
		at.S = "g"
	}
	if at.Args = c.args(e); e.Q != "" {
		at.Args["peer"] = e.Q
	}
	if e.Detail != "" {
		at.Args["detail"] = e.Detail
	}
	c.put(at)
}

func (c *chrome) args(e *Event) chromeArgs {
	if e.Op == 0 {
		return chromeArgs{}
	}
	return chromeArgs{"operation": e.Operation().String()}
}

// message writes one end of a message, and the arrow if it has both.
func (c *chrome) message(at chromeEvent, e *Event, ph, word string) {
	id := e.Message()
	slice := at
	slice.Name, slice.Cat, slice.Ph, slice.Dur = cmp.Or(e.Said, e.Proto), "message", "X", 1
	slice.Args = c.args(e)
	slice.Args["message"], slice.Args["bytes"], slice.Args["protocol"], slice.Args[word] = id.String(), e.Size, e.Proto, e.Q
	if e.Stream != 0 {
		slice.Args["stream"] = e.OnStream().String()
	}
	if e.Kind == trace.Send && e.Arrive == -1 {
		slice.Args["lost"] = true
	}
	c.put(slice)
	if ph == "s" {
		if !c.x.reads(id) {
			return
		}
		c.arrows[id] = true
	} else {
		if !c.arrows[id] {
			return
		}
		delete(c.arrows, id)
	}
	at.Name, at.Cat, at.Ph, at.ID = e.Proto, "message", ph, id.String()
	if ph == "f" {
		at.BP = "e"
	}
	c.put(at)
}
