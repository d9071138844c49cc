package mdns

import (
	"math/rand/v2"
	"time"
)

// The first query and every answer wait for a random time, so that those who
// start or are asked together do not speak together (RFC 6762, sections 5.2
// and 6).
const (
	minDelay = 20 * time.Millisecond
	maxDelay = 120 * time.Millisecond
)

// Intervals between queries double from the first to the last (RFC 6762,
// section 5.2).
const (
	firstInterval = time.Second
	lastInterval  = time.Hour
)

// between draws a time from min to max, both possible.
func between(r *rand.Rand, min, max time.Duration) time.Duration {
	return min + time.Duration(r.Int64N(int64(max-min)+1))
}

// A querier says when a peer asks for others.
type querier struct {
	next     time.Time
	interval time.Duration // after the next one
	fixed    bool          // all intervals are alike
}

// newQuerier plans the queries of a peer that starts now. Interval 0 means one
// that doubles.
func newQuerier(now time.Time, interval time.Duration, r *rand.Rand) querier {
	q := querier{next: now.Add(between(r, minDelay, maxDelay)), interval: interval, fixed: interval > 0}
	if !q.fixed {
		q.interval = firstInterval
	}
	return q
}

// due reports whether it is time to ask, and if so plans the next time.
func (q *querier) due(now time.Time) bool {
	if now.Before(q.next) {
		return false
	}
	q.next = now.Add(q.interval)
	if !q.fixed {
		q.interval = min(2*q.interval, lastInterval)
	}
	return true
}
