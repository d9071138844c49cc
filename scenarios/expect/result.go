package expect

import (
	"fmt"
	"strings"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// Result says whether a run met an expectation and, if it did not, when and
// where that shows: at the first violation of an expectation with always, at the
// closest sample of one with sometimes, else at the worst sample.
type Result struct {
	Expr   string `json:"expr"`            // the expectation
	OK     bool   `json:"ok"`              // met
	Inert  bool   `json:"inert,omitempty"` // it is about a fault that hit nothing, and no expectation of the scenario's
	Actual string `json:"actual"`          // the measured value, as "212.4ms", "97.1% of 480" or "no samples"
	When   When   `json:"when,omitzero"`   // of a failure that has a time
	Where  Where  `json:"where,omitzero"`  // of a failure that has a place
}

// FirstFailure is the What of an instant at which something failed that mostly succeeds: a
// sample of 0 of a metric of shares.
const FirstFailure = "first failure"

// When is the instant at which a failure shows.
type When struct {
	// What is "first violation", "first failure", "worst sample", "deciding sample" or
	// "closest sample".
	What      string `json:"what"`
	VirtualNS int64  `json:"virtual_ns"`
}

// Where is the peer and the subject of a failing sample. Fields that it does
// not have are empty.
type Where struct {
	Peer  string `json:"peer,omitempty"`  // the peer that measured
	Key   string `json:"key,omitempty"`   // a record, an operation, a remote peer
	Value string `json:"value,omitempty"` // of the sample, as in Actual
	Seed  string `json:"seed,omitempty"`  // of the run, in a study
	Why   string `json:"why,omitempty"`   // of an operation that failed: how it ended
}

// Silent reports whether there was nothing to measure.
func (r Result) Silent() bool { return strings.HasPrefix(r.Actual, noSamples) }

// noSamples begins the Actual of a measure that has none.
const noSamples = "no samples"

// Blame tells when and where a failure shows, in one phrase such as "worst
// sample 812ms at 31m of clients-2 about servers-7"; "" if there is nothing to
// tell. Of an operation that failed it ends with how.
func (r Result) Blame() string {
	var b strings.Builder
	if r.When.What != "" {
		b.WriteString(r.When.What)
		if r.Where.Value != "" {
			b.WriteString(" " + r.Where.Value)
		}
		fmt.Fprintf(&b, " at %s", quantity.Format(float64(r.When.VirtualNS), quantity.Duration))
	}
	for _, part := range []struct{ word, text string }{{"of", r.Where.Peer}, {"about", r.Where.Key}, {"with seed", r.Where.Seed}} {
		if part.text != "" {
			fmt.Fprintf(&b, " %s %s", part.word, part.text)
		}
	}
	if r.Where.Why != "" {
		b.WriteString(": " + r.Where.Why)
	}
	return strings.TrimSpace(b.String())
}
