package log

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"time"
)

// Epoch is what exports with a calendar give for virtual time 0, as the clocks
// inside a run do: 2000-01-01T00:00:00Z.
var Epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// An Export makes other formats of a log. What it exports is as if only the
// events that Filter keeps had happened: what is open at their end is closed
// there.
type Export struct {
	Log    *Log
	Filter *Filter
	Sample Sample
}

// A Sample says which operations to export. The zero value means all.
type Sample struct {
	Rate   float64       // share of operations, 0 to 1, drawn by trace ID; 0: none but the next
	Slow   time.Duration // those that took at least so long; 0: do not look
	Failed bool          // those that did not end well
}

// Check reports what is wrong with the sample.
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

// keeps reports whether an operation is in the sample. Who is in a sample of
// some rate is in that of every higher one.
func (s Sample) keeps(seed uint64, o *Op) bool {
	if s.all() || s.Failed && !o.OK() || s.Slow > 0 && o.Took() >= s.Slow.Nanoseconds() {
		return true
	}
	// The last 56 bits of a trace ID are those that W3C Trace Context Level 2
	// promises to be random, and that OpenTelemetry's samplers compare.
	id := TraceID(seed, o.ID)
	drawn := binary.BigEndian.Uint64(id[8:]) & (1<<56 - 1)
	return drawn < uint64(s.Rate*(1<<56))
}

// TraceID returns the trace ID of an operation: the first 16 bytes of the
// SHA-256 of the text "sim trace <seed> <operation>".
func TraceID(seed uint64, op int64) [16]byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "sim trace %d %d", seed, op))
	return [16]byte(sum[:16])
}

// SpanID returns the ID of the nth span of an operation, from 0, the whole: the
// first 8 bytes of the SHA-256 of the text "sim span <seed> <operation> <n>".
func SpanID(seed uint64, op int64, n int) [8]byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "sim span %d %d %d", seed, op, n))
	return [8]byte(sum[:8])
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
			delete(index.byID, o.ID)
		}
	}
	index.Ops = kept
	return index, nil
}

// events is the second reading. With a sample it leaves out what belongs to
// operations that are not in it, and messages and dials of none.
func (x Export) events(index *Index) iter.Seq2[*Event, error] {
	selected := x.Filter.Select(x.Log.Events())
	if x.Sample.all() {
		return selected
	}
	return func(yield func(*Event, error) bool) {
		for e, err := range selected {
			if err == nil && index.byID[e.Op] == nil && !ofNetwork[e.Kind] {
				continue
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// buffered runs write with a buffer in front of w, which counts what it wrote.
func buffered(w io.Writer, write func(*bufio.Writer) (int64, error)) (int64, error) {
	b := bufio.NewWriterSize(w, 1<<16)
	n, err := write(b)
	if err == nil {
		err = b.Flush()
	}
	return n, err
}
