package link

import (
	"math"
	"math/bits"
	"sort"
)

// A Pipe is the capacity of one peer in one direction, up or down, shared by
// all that it sends or receives. It keeps a calendar of reservations: bytes
// take the first capacity that is free once they are there, over several gaps
// if need be. Data that comes from far away reserves the receiver's pipe for
// its arrival and so leaves the time before to others.
//
// For the sender all bytes are there at once, so that a pipe up is a first in,
// first out queue: start = max(now, free), end = start + size·8/Rate, rounded
// up to a nanosecond.
//
// Nothing is rounded inside, and no window ever holds more than Rate·window. A
// nil Pipe and one with the Rate 0 have no limit and cost nothing. Times are
// nanoseconds and must not go back from call to call.
type Pipe struct {
	// Rate is in bits per second, at most 1e15.
	Rate int64
	// Queue is how many bytes may wait, see Room; 0 is without limit.
	Queue int

	slots []slot // reserved, in order of time, apart from each other
	tail  []slot // scratch: the end of slots as plan would have it
	keep  int    // how many of slots stay before tail
	flow  []slot // scratch: the flow out of the pipe
}

// A slot is a time at one rate. Of a flow, it may have no length: then bits is
// an amount that comes at once.
type slot struct {
	from, to int64 // ns
	bits     int64 // rate in bits per second, or amount in bit·ns/s
}

// scale makes bit·ns/s of bytes. It is the unit of all amounts: a rate in bit/s
// times nanoseconds.
const scale = 8e9

// maxPart is how much plan can take at once without an overflow.
const maxPart = 1 << 29 // bytes

const forever = math.MaxInt64

func (p *Pipe) unlimited() bool { return p == nil || p.Rate == 0 }

// forget drops slots that are over at now.
func (p *Pipe) forget(now int64) {
	if p.unlimited() {
		return
	}
	over := 0
	for over < len(p.slots) && p.slots[over].to <= now {
		over++
	}
	if over > 0 {
		p.slots = p.slots[:copy(p.slots, p.slots[over:])]
	}
}

// Backlog returns how many bytes wait at now for their turn or are on their way
// through the pipe, rounded up.
func (p *Pipe) Backlog(now int64) int {
	if p.unlimited() {
		return 0
	}
	var sum amount
	for i := range p.slots {
		if s := &p.slots[i]; s.to > now {
			sum.add(s.to-max(s.from, now), s.bits)
		}
	}
	return sum.bytes()
}

// Room returns the first instant, not before now, at which size bytes find room in
// the queue. More than the queue holds goes when the queue is empty.
func (p *Pipe) Room(now int64, size int) int64 {
	if p.unlimited() || p.Queue == 0 {
		return now
	}
	var free amount // how much may still wait when size enters
	free.add(int64(max(p.Queue-size, 0)), scale)
	for i := len(p.slots) - 1; i >= 0; i-- {
		s := &p.slots[i]
		if s.to <= now {
			break
		}
		if fit := free.over(s.bits); fit < s.to-max(s.from, now) {
			return s.to - fit
		}
		free.sub(s.to-max(s.from, now), s.bits)
	}
	return now
}

// find is the index of the first slot that ends after t.
func (p *Pipe) find(t int64) int {
	return sort.Search(len(p.slots), func(i int) bool { return p.slots[i].to > t })
}

// amount is a sum of rate·time, 128 bits long: 10 s at 1 Gbit/s are more than
// 64 hold.
type amount struct{ hi, lo uint64 }

func (a *amount) add(ns, rate int64) {
	hi, lo := bits.Mul64(uint64(ns), uint64(rate))
	var carry uint64
	a.lo, carry = bits.Add64(a.lo, lo, 0)
	a.hi += hi + carry
}

// sub takes away no more than there is.
func (a *amount) sub(ns, rate int64) {
	hi, lo := bits.Mul64(uint64(ns), uint64(rate))
	var borrow uint64
	a.lo, borrow = bits.Sub64(a.lo, lo, 0)
	a.hi -= hi + borrow
}

// over is the amount divided by a rate, rounded down, at most forever.
func (a *amount) over(rate int64) int64 {
	if a.hi >= uint64(rate) {
		return forever
	}
	q, _ := bits.Div64(a.hi, a.lo, uint64(rate))
	return int64(min(q, forever))
}

// bytes rounds up.
func (a *amount) bytes() int {
	b := *a
	var carry uint64
	b.lo, carry = bits.Add64(b.lo, scale-1, 0)
	b.hi += carry
	return int(b.over(scale))
}
