package log

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Epoch is the date that exports with a calendar give for virtual time 0, as
// the clocks inside a run do: 2000-01-01T00:00:00Z.
var Epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// An Export makes other formats of a log. The export is as if only the events
// that Filter keeps had happened: operations and dials open at their end are
// closed there.
type Export struct {
	Log    *Log
	Filter *Filter
	Sample Sample
}

// A Sample says which operations to export. The zero value means all.
type Sample trace.Sampling

// Check returns the fault of the sample.
func (s Sample) Check() error {
	if !(s.Rate >= 0 && s.Rate <= 1) {
		return fmt.Errorf("sample %v: want a share from 0 to 1", s.Rate)
	}
	if s.Slow < 0 {
		return fmt.Errorf("slow %v: want a duration", s.Slow)
	}
	return nil
}

// all reports whether nothing is to be left out.
func (s Sample) all() bool { return s == Sample{} || s.Rate == 1 }

// keeps reports whether an operation is in the sample.
func (s Sample) keeps(seed uint64, o *Op) bool {
	return s.all() || trace.Sampling(s).Keeps(trace.TraceID(seed, o.Operation()), o.Took(), o.OK())
}

func hexID(id []byte) string { return hex.EncodeToString(id) }

// index is the first reading, and drops operations that are not in the sample.
func (x Export) index() (*Index, error) {
	index, err := NewIndex(x.Filter.Select(x.Log.Events()))
	if err != nil || x.Sample.all() {
		return index, err
	}
	kept := index.Ops[:0]
	for _, o := range index.Ops {
		if x.Sample.keeps(x.Log.Manifest.Seed, o) {
			kept = append(kept, o)
		} else {
			delete(index.byID, o.Operation())
		}
	}
	index.Ops = kept
	return index, nil
}

// events is the second reading. With a sample it leaves out events that belong
// to operations that are not in it, and messages and dials of none.
func (x Export) events(index *Index) iter.Seq2[*Event, error] {
	return x.chosen(index, x.Log.Events())
}

// accounts are what operations waited for, found from all events of a log, also those
// that an export leaves out.
type accounts struct {
	ledger Ledger
	spent  map[trace.Nth]*Spent
}

// reading hands events on when it has read them.
func (a *accounts) reading(events iter.Seq2[*Event, error]) iter.Seq2[*Event, error] {
	a.spent = map[trace.Nth]*Spent{}
	return func(yield func(*Event, error) bool) {
		for e, err := range events {
			if err == nil {
				if _, _, _, spent := a.ledger.Add(&e.Event); spent != nil {
					a.spent[spent.Op] = spent
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// chosen returns those of events that are exported.
func (x Export) chosen(index *Index, events iter.Seq2[*Event, error]) iter.Seq2[*Event, error] {
	selected := x.Filter.Select(events)
	if x.Sample.all() {
		return selected
	}
	return func(yield func(*Event, error) bool) {
		for e, err := range selected {
			if err == nil && index.byID[e.Operation()] == nil && !ofNetwork[e.Kind] {
				continue
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// buffered runs write, which counts its own writes, with a buffer in front of
// w.
func buffered(w io.Writer, write func(*bufio.Writer) (int64, error)) (int64, error) {
	b := bufio.NewWriterSize(w, 1<<16)
	n, err := write(b)
	if err == nil {
		err = b.Flush()
	}
	return n, err
}
