// Package inbox keeps what is to happen to one of many peers in an order that does not
// follow from what happens to others.
package inbox

import (
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/libp2p-sim/sim/sim/seal"
)

// An Inbox holds what is on its way to its owner: in the order of arrivals, those of one
// instant by sender, in an order that the run's order, the instant and the names of the
// senders make, and those of one sender by number. Instants are nanoseconds since
// [seal.Epoch].
type Inbox[T any] struct {
	order uint64
	do    func(func())
	take  func(T)
	queue []entry[T] // a heap, the first arrival in front

	// An arrival before all others has a timer of its own, and those after it keep
	// theirs: that is cheaper than to set a timer to an earlier time, which has the
	// runtime look through all timers.
	set     []int64       // when timers fire, the first of them last
	idle    []*time.Timer // that have fired
	running []*time.Timer // by set
	opening bool
}

type entry[T any] struct {
	at   int64
	turn uint64 // of the sender, at this instant
	nth  int64  // among what the sender has sent
	item T
}

// New makes an inbox of a run that has an order. It sets its timers inside do, which is
// to make that its owner's work, and hands over what has arrived to take, which must not
// wait.
func New[T any](order uint64, do func(func()), take func(T)) *Inbox[T] {
	return &Inbox[T]{order: order, do: do, take: take}
}

// A Sender is somebody who sends, by name: see [SenderOf].
type Sender uint64

// SenderOf returns the sender with a name.
func SenderOf(name string) Sender { return Sender(xxhash.Sum64String(name)) }

// Put lets an item arrive at an instant that is not over: the nth from a sender.
func (b *Inbox[T]) Put(at int64, from Sender, nth int64, item T) {
	b.push(entry[T]{at, mix(mix(b.order^uint64(at)) ^ uint64(from)), nth, item})
	if !b.opening {
		b.arm()
	}
}

// arm sets a timer for the first arrival if there is none.
func (b *Inbox[T]) arm() {
	if len(b.queue) == 0 {
		return
	}
	at, last := b.queue[0].at, len(b.set)-1
	if last >= 0 && b.set[last] <= at {
		return
	}
	b.set = append(b.set, at)
	wait := time.Duration(at) - time.Since(seal.Epoch)
	b.do(func() {
		var t *time.Timer
		if n := len(b.idle); n > 0 {
			t, b.idle = b.idle[n-1], b.idle[:n-1]
			t.Reset(wait)
		} else {
			t = time.AfterFunc(wait, b.open)
		}
		b.running = append(b.running, t)
	})
}

// open hands over all that has arrived.
func (b *Inbox[T]) open() {
	last := len(b.set) - 1
	b.idle = append(b.idle, b.running[last])
	b.set, b.running = b.set[:last], b.running[:last]
	b.opening = true
	for now := int64(time.Since(seal.Epoch)); len(b.queue) > 0 && b.queue[0].at <= now; {
		b.take(b.pop())
	}
	b.opening = false
	b.arm()
}

// mix is the output function of SplitMix64 (Steele, Lea and Flood, 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (a *entry[T]) before(b *entry[T]) bool {
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.turn != b.turn:
		return a.turn < b.turn
	}
	return a.nth < b.nth
}

// push and pop are those of a binary heap. Package container/heap would allocate for
// each entry.
func (b *Inbox[T]) push(e entry[T]) {
	q := append(b.queue, e)
	i := len(q) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !e.before(&q[up]) {
			break
		}
		q[i], i = q[up], up
	}
	q[i] = e
	b.queue = q
}

func (b *Inbox[T]) pop() T {
	q := b.queue
	first, last := q[0].item, len(q)-1
	e := q[last]
	q[last] = entry[T]{}
	q = q[:last]
	i := 0
	for {
		down := 2*i + 1
		if down >= last {
			break
		}
		if down+1 < last && q[down+1].before(&q[down]) {
			down++
		}
		if !q[down].before(&e) {
			break
		}
		q[i], i = q[down], down
	}
	if last > 0 {
		q[i] = e
	}
	b.queue = q
	return first
}
