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

// Burst sends size bytes that enter at now as packets of a transport that retransmits
// by itself: a lost one is not sent again. It returns when the last of those that are
// not lost arrives, 0 if there is none, and which are lost, nil if none can be; the
// slice is good until the next call. Bursts may overtake each other. The rest is as for
// [Track.Send].
func (t *Track) Burst(now int64, size int, route *Route, up, down *Pipe, r *rand.Rand) (arrival int64, lost []bool) {
	way := &route.There
	up.forget(now)
	down.forget(now)
	delay := int64(way.Delay)
	if way.Jitter != (Jitter{}) {
		delay += int64(way.Jitter.Draw(r))
	}
	if way.Loss == (Loss{}) {
		_, arrival = cross(now, size, delay, up, down)
		return arrival, nil
	}
	t.draw(segments(size), now, &way.Loss, r)
	for i := 0; i < len(t.fate); {
		run := i + 1
		for run < len(t.fate) && t.fate[run] == t.fate[i] {
			run++
		}
		n := min((run-i)*MSS, size)
		size -= n
		if t.fate[i] {
			cross(now, n, 0, up, nil)
		} else {
			_, arrival = cross(now, n, delay, up, down)
		}
		i = run
	}
	return arrival, t.fate
}
