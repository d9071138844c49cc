package link

import "math/rand/v2"

// Datagram returns the arrival, in nanoseconds, of size bytes that enter at now
// on route.There as a datagram, or that it is dropped: the queue of a pipe has
// no room, or one of its packets is lost. It may overtake others. A datagram
// that is lost on the way has taken capacity of the sender. The rest is as for
// [Track.Send].
func (t *Track) Datagram(now int64, size int, route *Route, up, down *Pipe, r *rand.Rand) (arrival int64, dropped bool) {
	way := &route.There
	up.forget(now)
	down.forget(now)
	if up.Room(now, size) > now {
		return 0, true
	}
	packets := segments(size)
	if way.Loss != (Loss{}) && t.draw(packets, now, &way.Loss, r) < packets {
		cross(now, size, 0, up, nil)
		return 0, true
	}
	delay := int64(way.Delay + way.Jitter.Draw(r))
	if size == 0 || down.unlimited() {
		_, arrival = cross(now, size, delay, up, nil)
		return arrival, false
	}
	var burst [1]slot
	flow := shift(leave(&burst, now, size, up), delay)
	there := flow[len(flow)-1].to
	flow = down.plan(flow)
	arrival = flow[len(flow)-1].to
	var held amount // in the queue, itself included, when it is there
	held.add(arrival-there, down.Rate)
	if n := held.over(scale); down.Queue > 0 && n > int64(max(down.Queue, size)) {
		return 0, true
	}
	down.commit()
	return arrival, false
}
