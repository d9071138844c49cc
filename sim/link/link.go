// Package link says when what is sent arrives.
//
// Its nouns are the [Latency] of a network, which gives every pair of peers a
// [Path], and the [Direction], one way of one connection, which turns (now,
// bytes) into an arrival. Everything is pure: time, randomness and state are
// arguments. It does not model loss, jitter or bandwidth yet.
package link

import (
	"math/rand/v2"
	"time"
)

// A Path is what lies between two peers: one-way delays there and back.
type Path struct {
	There, Back time.Duration
}

// RTT is the time there and back.
func (p Path) RTT() time.Duration { return p.There + p.Back }

// Flip is the path as the other side sees it.
func (p Path) Flip() Path { return Path{p.Back, p.There} }

// Latency gives a pair of peers their path. It is asked once a pair, with a
// random stream that belongs to the pair.
type Latency interface {
	Path(fromRegion, toRegion int, r *rand.Rand) Path
}

// Constant is the same delay for every pair.
type Constant time.Duration

// Path implements Latency.
func (c Constant) Path(_, _ int, _ *rand.Rand) Path {
	return Path{time.Duration(c), time.Duration(c)}
}

// Uniform draws the delay of a pair evenly from Min to Max, both included; it
// is the same in both directions and never changes.
type Uniform struct{ Min, Max time.Duration }

// Path implements Latency.
func (u Uniform) Path(_, _ int, r *rand.Rand) Path {
	d := u.Min + time.Duration(r.Int64N(int64(u.Max-u.Min)+1))
	return Path{d, d}
}

// Path implements Latency: half the table's round-trip time, each direction by
// its own entry.
func (t *Table) Path(from, to int, _ *rand.Rand) Path {
	return Path{t.OneWay(from, to), t.OneWay(to, from)}
}

// A Direction is one way of one connection. Bytes leave it in the order in
// which they entered. The zero value is ready.
type Direction struct {
	last int64 // arrival of what was sent last
}

// Send returns the arrival, in nanoseconds, of bytes that enter at now on a
// path with the given delay.
func (d *Direction) Send(now int64, delay time.Duration) int64 {
	d.last = max(d.last, now+int64(delay))
	return d.last
}
