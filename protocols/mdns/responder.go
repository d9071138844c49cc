package mdns

import (
	"math/rand/v2"
	"slices"
	"time"
)

const (
	// A peer that sees a truncated query waits for the known answers that
	// follow (RFC 6762, section 7.2).
	minTruncated = 400 * time.Millisecond
	maxTruncated = 500 * time.Millisecond

	// spacing is the least time between two multicasts of one record (RFC 6762,
	// section 6).
	spacing = time.Second
)

// An ask is a query that is not yet answered.
type ask struct {
	by  int // the peer's index
	due time.Time
}

// A responder says when a peer multicasts its record. One response answers all
// that have asked.
type responder struct {
	asks []ask     // in the order in which they came; one for each peer at most
	last time.Time // of the last response, zero before
}

// asked plans an answer.
func (s *responder) asked(now time.Time, by int, truncated bool, r *rand.Rand) {
	if slices.ContainsFunc(s.asks, func(a ask) bool { return a.by == by }) {
		return
	}
	wait := between(r, minDelay, maxDelay)
	if truncated {
		wait = between(r, minTruncated, maxTruncated)
	}
	due := now.Add(wait)
	if free := s.last.Add(spacing); !s.last.IsZero() && due.Before(free) {
		due = free
	}
	s.asks = append(s.asks, ask{by, due})
}

// knows takes back the query of a peer that has the answer.
func (s *responder) knows(by int) {
	s.asks = slices.DeleteFunc(s.asks, func(a ask) bool { return a.by == by })
}

// due reports whether it is time to respond, and if so takes all queries for
// answered.
func (s *responder) due(now time.Time) bool {
	next := s.next()
	if next.IsZero() || now.Before(next) {
		return false
	}
	s.asks, s.last = nil, now
	return true
}

// next is when the next response is due, zero if nobody waits for one.
func (s *responder) next() time.Time {
	var first time.Time
	for _, a := range s.asks {
		first = earlier(first, a.due)
	}
	return first
}
