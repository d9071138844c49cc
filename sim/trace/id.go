package trace

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// TraceID returns the trace ID of an operation: the first 16 bytes of the
// SHA-256 of the text "sim trace <seed> <peer>/<number>".
func TraceID(seed uint64, op Nth) [16]byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "sim trace %d %s", seed, op))
	return [16]byte(sum[:16])
}

// SpanID returns the ID of the nth span of an operation, from 0, the whole: the
// first 8 bytes of the SHA-256 of the text "sim span <seed> <peer>/<number> <n>".
func SpanID(seed uint64, op Nth, n int) [8]byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "sim span %d %s %d", seed, op, n))
	return [8]byte(sum[:8])
}

// WentWell reports whether the outcome of an operation is a good one: those
// begin with the word ok.
func WentWell(outcome string) bool {
	rest, ok := strings.CutPrefix(outcome, "ok")
	return ok && (rest == "" || rest[0] == ' ' || rest[0] == ',')
}

// Sampling says of which traces to keep the spans, which are too many to keep
// of all. The zero value keeps none.
type Sampling struct {
	Rate   float64       // share of all, 0 to 1, drawn by trace ID
	Slow   time.Duration // those that took at least so long; 0: do not look
	Failed bool          // those that did not end well
}

// None reports whether no trace at all is kept.
func (s Sampling) None() bool { return s == Sampling{} }

// Draws reports whether the rate alone keeps a trace. A trace in the sample of
// some rate is in that of every higher one.
func (s Sampling) Draws(id [16]byte) bool {
	// The last 56 bits of a trace ID are those that W3C Trace Context Level 2
	// promises to be random, and that OpenTelemetry's samplers compare.
	drawn := binary.BigEndian.Uint64(id[8:]) & (1<<56 - 1)
	return drawn < uint64(s.Rate*(1<<56))
}

// Keeps reports whether a trace is kept that took so long, in virtual ns, and
// went well or not.
func (s Sampling) Keeps(id [16]byte, took int64, well bool) bool {
	return s.Failed && !well || s.Slow > 0 && took >= s.Slow.Nanoseconds() || s.Draws(id)
}
