// Package inbox keeps what is to happen to one of many peers in an order that does not
// follow from what happens to others.
package inbox

import (
	"container/heap"
	"encoding/binary"
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
	queue entries[T] // a heap, the first arrival in front

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
	b.queue.put(entry[T]{at, b.turn(at, from), nth, item})
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
	wait := time.Duration(at) - seal.Elapsed()
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
	for now := int64(seal.Elapsed()); len(b.queue) > 0 && b.queue[0].at <= now; {
		b.take(b.queue.pop())
	}
	b.opening = false
	b.arm()
}

// turn is the place of a sender among those whose items arrive at one instant.
func (b *Inbox[T]) turn(at int64, from Sender) uint64 {
	var key [24]byte
	binary.LittleEndian.PutUint64(key[:], b.order)
	binary.LittleEndian.PutUint64(key[8:], uint64(at))
	binary.LittleEndian.PutUint64(key[16:], uint64(from))
	return xxhash.Sum64(key[:])
}

// entries are a [heap.Interface]. They come and go in place and are put right by
// [heap.Fix]: heap.Push and heap.Pop would allocate for each.
type entries[T any] []entry[T]

func (q entries[T]) Len() int      { return len(q) }
func (q entries[T]) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q entries[T]) Push(any)      { panic("inbox: entries are put by put") }
func (q entries[T]) Pop() any      { panic("inbox: entries are taken by pop") }

func (q entries[T]) Less(i, j int) bool {
	a, b := &q[i], &q[j]
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.turn != b.turn:
		return a.turn < b.turn
	}
	return a.nth < b.nth
}

func (q *entries[T]) put(e entry[T]) {
	*q = append(*q, e)
	heap.Fix(q, len(*q)-1)
}

func (q *entries[T]) pop() T {
	last := len(*q) - 1
	q.Swap(0, last)
	e := (*q)[last]
	(*q)[last] = entry[T]{}
	if *q = (*q)[:last]; last > 0 {
		heap.Fix(q, 0)
	}
	return e.item
}
