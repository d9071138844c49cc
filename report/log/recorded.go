package log

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// recorded is the data that an export takes from other files than the event
// log.
type recorded struct {
	peers   map[string]trace.Peer
	roster  *trace.Roster
	ops     map[trace.Nth][]byte            // span logs of operations; as lines they take least room
	loose   [][16]byte                      // traces of no operation, in the order of the span log
	of      map[[16]byte][]byte             // their span logs
	metrics map[trace.Nth][]trace.Attribute // measurements of operations
}

// recorded reads the data that belongs to the operations of an index and, if
// the filter asks for no kinds of events, to none.
func (x Export) recorded(index *Index) (*recorded, error) {
	r := &recorded{ops: map[trace.Nth][]byte{}, of: map[[16]byte][]byte{}, metrics: map[trace.Nth][]trace.Attribute{}}
	var err error
	if r.peers, r.roster, err = x.Log.Peers(); err != nil {
		return nil, err
	}
	for s, err := range x.Log.Spans() {
		switch {
		case err != nil:
			return nil, err
		case !x.Filter.keepSpan(s):
		case s.Op != 0:
			if index.byID[s.Operation()] != nil {
				name := s.Operation()
				r.ops[name] = s.AppendJSON(r.ops[name])
			}
		default:
			if r.of[s.Trace] == nil {
				r.loose = append(r.loose, s.Trace)
			}
			r.of[s.Trace] = s.AppendJSON(r.of[s.Trace])
		}
	}
	return r, r.measure(x.Log, index)
}

// measure finds the samples of operations: those that their peers took when they
// ended, of a metric that begins with the operation's name.
func (r *recorded) measure(l *Log, index *Index) error {
	type end struct {
		t           int64
		peer, about string
	}
	ends := map[end][]*Op{}
	for _, o := range index.Ops {
		if o.Ended {
			k := end{o.End, o.Peer, o.About}
			ends[k] = append(ends[k], o)
		}
	}
	f, err := os.Open(filepath.Join(l.Dir, trace.MetricsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return trace.ReadSamples(f, func(s trace.Sample) error {
		for _, o := range ends[end{s.T, s.Peer, s.Key}] {
			if strings.HasPrefix(s.Metric, o.Name+".") && !r.has(o, s.Metric) {
				a := trace.Attribute{Key: s.Metric, Value: s.Value}
				if whole := int64(s.Value); float64(whole) == s.Value {
					a.Value = whole
				}
				r.metrics[o.Operation()] = append(r.metrics[o.Operation()], a)
				break
			}
		}
		return nil
	})
}

func (r *recorded) has(o *Op, metric string) bool {
	for _, a := range r.metrics[o.Operation()] {
		if a.Key == metric {
			return true
		}
	}
	return false
}

// parseSpans reads span logs that this package wrote itself.
func parseSpans(log []byte) ([]trace.Span, error) {
	var out []trace.Span
	for line := range bytes.Lines(log) {
		s, err := trace.ParseSpan(line)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// keepSpan reports whether a span is meant, as far as it can tell: of its
// operation it knows the number alone.
func (f *Filter) keepSpan(s *trace.Span) bool {
	switch {
	case s.Start < f.from || f.to != 0 && s.Start >= f.to,
		len(f.kinds) > 0, len(f.protocols) > 0,
		len(f.peers) > 0 && !f.peer(s.P),
		len(f.ops) > 0 && s.Op == 0,
		len(f.traces) > 0 && !f.traceID(hexID(s.Trace[:])):
		return false
	}
	return true
}
