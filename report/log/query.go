package log

import (
	"errors"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A Query says which events are meant: those that satisfy every field that is
// not empty, and of a field any of its values.
type Query struct {
	From, To  time.Duration // virtual time, half open; To 0 is without end
	Peers     []string      // names, groups, selectors or globs of peers that act or are concerned
	Kinds     []string      // as in the log: "send"
	Protocols []string      // of messages: libp2p protocol IDs, or prefixes of them
	Ops       []string      // "peer/n", names, globs, or "name#n": events that belong to them
	Traces    []string      // trace IDs in hex, or beginnings of them: events that belong to their operations
	Seed      uint64        // of the run, from which trace IDs follow
	Roster    *trace.Roster // of the run's peers; nil knows their groups by their names
}

// A Filter is a Query that has been found sound.
type Filter struct {
	from, to  int64
	peers     []func(string) bool
	kinds     []trace.EventKind
	protocols []string
	ops       []opName
	traces    []string
	seed      uint64
	trace     struct { // the last that was asked for
		op trace.Nth
		id string
	}
}

// Filter checks the query. Its error names the fault and the expected form.
func (q Query) Filter() (*Filter, error) {
	f := &Filter{from: q.From.Nanoseconds(), to: q.To.Nanoseconds(), protocols: q.Protocols}
	var problems []error
	if q.From < 0 || q.To < 0 || q.To != 0 && q.To <= q.From {
		problems = append(problems, fmt.Errorf("from %v to %v: want a range of virtual time, from 0", q.From, q.To))
	}
	for _, p := range q.Peers {
		match, err := peerPattern(q.Roster, p)
		problems = append(problems, err)
		f.peers = append(f.peers, match)
	}
	for _, k := range q.Kinds {
		kind, err := parseKind(k)
		problems = append(problems, err)
		f.kinds = append(f.kinds, kind)
	}
	for _, o := range q.Ops {
		op, err := parseOpName(o)
		problems = append(problems, err)
		f.ops = append(f.ops, op)
	}
	f.seed = q.Seed
	for _, t := range q.Traces {
		t = strings.ToLower(t)
		if t == "" || len(t) > 32 || strings.Trim(t, "0123456789abcdef") != "" {
			problems = append(problems, fmt.Errorf("trace %q: want a trace ID, 32 hex digits, or the beginning of one", t))
		}
		f.traces = append(f.traces, t)
	}
	for _, p := range q.Protocols {
		if p == "" {
			problems = append(problems, errors.New("protocol: want a protocol ID or the beginning of one, such as /ipfs/kad"))
		}
	}
	return f, errors.Join(problems...)
}

// Keep reports whether an event is meant.
func (f *Filter) Keep(e *Event) bool {
	switch {
	case e.T < f.from || f.to != 0 && e.T >= f.to,
		len(f.kinds) > 0 && !slices.Contains(f.kinds, e.Kind),
		len(f.peers) > 0 && !f.peer(e.P) && !f.peer(e.Q),
		len(f.protocols) > 0 && !f.protocol(e),
		len(f.ops) > 0 && !f.op(e),
		len(f.traces) > 0 && !f.ofTrace(e.Operation()):
		return false
	}
	return true
}

func (f *Filter) peer(name string) bool {
	return slices.ContainsFunc(f.peers, func(is func(string) bool) bool { return is(name) })
}

func (f *Filter) protocol(e *Event) bool {
	if e.Kind != trace.Send && e.Kind != trace.Recv {
		return false
	}
	return slices.ContainsFunc(f.protocols, func(p string) bool { return strings.HasPrefix(e.Proto, p) })
}

func (f *Filter) op(e *Event) bool {
	return e.Op != 0 && slices.ContainsFunc(f.ops, func(o opName) bool { return o.means(e.Operation(), e.OpName, e.OpNth) })
}

// ofTrace reports whether the trace of an operation is meant.
func (f *Filter) ofTrace(op trace.Nth) bool {
	if op == (trace.Nth{}) {
		return false
	}
	if f.trace.op != op {
		id := trace.TraceID(f.seed, op)
		f.trace.op, f.trace.id = op, hexID(id[:])
	}
	return f.traceID(f.trace.id)
}

func (f *Filter) traceID(id string) bool {
	return slices.ContainsFunc(f.traces, func(t string) bool { return strings.HasPrefix(id, t) })
}

// Select yields the events of a log that are meant, and reads no further than
// it must.
func (f *Filter) Select(events iter.Seq2[*Event, error]) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		for e, err := range events {
			if err != nil {
				yield(nil, err)
				return
			}
			if f.to != 0 && e.T >= f.to {
				return
			}
			if f.Keep(e) && !yield(e, nil) {
				return
			}
		}
	}
}

// peerPattern returns a function that tells whether a peer is meant by a
// pattern: its name, its group, a selector of scenarios ("servers[0:90]", half
// open), "all", or a glob as of package path.
func peerPattern(roster *trace.Roster, pattern string) (func(peer string) bool, error) {
	if pattern == "all" {
		return func(peer string) bool { return peer != "" }, nil
	}
	switch p, err := trace.ParsePart(pattern); {
	case errors.Is(err, trace.ErrEmptyPart):
		return nil, fmt.Errorf("peers %q: %w", pattern, err)
	case err == nil && !p.Whole():
		return func(peer string) bool { return peer != "" && roster.Seat(peer).In(p) }, nil
	}
	if _, err := path.Match(pattern, ""); err != nil || pattern == "" {
		return nil, fmt.Errorf(`peers %q: want a peer, a group, part of one such as "servers[0:90]", or a pattern such as "servers-1*"`, pattern)
	}
	return func(peer string) bool {
		if peer == "" {
			return false
		}
		if peer == pattern || roster.Seat(peer).Group == pattern {
			return true
		}
		ok, _ := path.Match(pattern, peer)
		return ok
	}, nil
}
