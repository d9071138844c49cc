package inet

import (
	"container/heap"
	"time"
)

// An inbox holds what is on its way to a machine, or is to happen to it: in the order of
// arrivals, those of one instant by sender and number, so that the order does not follow
// from what others do.
type inbox struct {
	machine *Machine
	queue   deliveries
	timer   *time.Timer
	set     instant // when the timer fires, never if it does not
}

type delivery struct {
	at   instant
	from int   // index of the sender
	nth  int64 // among what the sender has sent
	take func()
}

type deliveries []delivery

func (q deliveries) Len() int { return len(q) }
func (q deliveries) Less(i, j int) bool {
	a, b := &q[i], &q[j]
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.from != b.from:
		return a.from < b.from
	}
	return a.nth < b.nth
}
func (q deliveries) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *deliveries) Push(x any)   { *q = append(*q, x.(delivery)) }
func (q *deliveries) Pop() any {
	old := *q
	d := old[len(old)-1]
	old[len(old)-1] = delivery{}
	*q = old[:len(old)-1]
	return d
}

// put lets take be called for the machine at an instant, by another or itself.
func (b *inbox) put(from *Machine, at instant, take func()) {
	if at == never {
		return
	}
	from.sent++
	heap.Push(&b.queue, delivery{at, from.Index, from.sent, take})
	b.arm()
}

// arm sets the timer to the first arrival.
func (b *inbox) arm() {
	first := b.queue[0].at
	if b.timer == nil {
		b.machine.kernel.Do(func() { b.timer = time.AfterFunc(first.until(clock()), b.open) })
		b.set = first
		return
	}
	if first < b.set {
		b.set = first
		b.machine.kernel.Do(func() { b.timer.Reset(first.until(clock())) })
	}
}

// open takes all that has arrived.
func (b *inbox) open() {
	now := clock()
	for len(b.queue) > 0 && b.queue[0].at <= now {
		heap.Pop(&b.queue).(delivery).take()
	}
	b.set = never
	if len(b.queue) > 0 {
		b.arm()
	}
}

// later calls f for the machine when d is over.
func (m *Machine) later(d time.Duration, f func()) { m.inbox.put(m, clock().plus(d), f) }
