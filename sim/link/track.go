package link

import "math/rand/v2"

// A Track is one direction of one connection: a reliable stream of bytes that
// leave it in the order in which they entered, and the state of the channel
// below. The zero value is ready. It does not know congestion control.
type Track struct {
	last   int64 // arrival of the last data sent
	*rough       // nil while all has taken the delay of the way and no more
}

// rough is the state of a track that jitter, losses or pipes need.
type rough struct {
	train   train
	channel channel
	resend  []segment // scratch
	fate    []bool    // scratch: which segments are lost
}

// A train is the data that enters a direction at one instant and leaves in
// packets that follow each other.
type train struct {
	begun bool
	at    int64
	way   Way   // on which it went
	delay int64 // with its jitter
	empty bool  // so far it is one packet without bytes, which has room for more
	lost  bool  // that packet is lost
}

// board returns the train that leaves at now, and whether that is a new one.
func (t *Track) board(now int64, way *Way, r *rand.Rand) (tr *train, first bool) {
	t.roughen()
	tr = &t.train
	if tr.begun && tr.at == now && tr.way == *way {
		return tr, false
	}
	*tr = train{begun: true, at: now, way: *way, delay: int64(way.Delay + way.Jitter.Draw(r))}
	return tr, true
}

// A segment was lost on its first way.
type segment struct {
	size int
	left int64 // when it left the sender, ns
	fast bool  // three later segments tell the sender
}

// Send returns the arrival of the last of size bytes that enter at now on
// route.There, in nanoseconds, and how many segments it took to retransmit. The
// sender's pipe up and the receiver's pipe down must be two; each may be nil.
// Send does not look at their queues: see [Pipe.Room].
//
// All state changes now; calls must come in order of time. Where the way has
// neither jitter nor loss, r may be nil and the arrival is exactly that of the
// pipes; without pipes now + Delay. Data that enters at one instant is one train:
// all of its segments have the same jitter, and a send without bytes travels in the
// packet before or after it. A train whose segments are lost too often never
// arrives: the arrival is [Never], also of all that follows.
func (t *Track) Send(now int64, size int, route *Route, up, down *Pipe, r *rand.Rand) (arrival int64, lost int) {
	way := &route.There
	if t.last == Never {
		return Never, 0
	}
	if up.unlimited() && down.unlimited() && way.steady() {
		t.last = max(t.last, now+int64(way.Delay))
		return t.last, 0
	}
	up.forget(now)
	down.forget(now)
	tr, first := t.board(now, way, r)
	if size == 0 && !first {
		return t.last, 0
	}
	if way.Loss == (Loss{}) {
		_, arrival = cross(now, size, tr.delay, up, down)
	} else {
		arrival, lost = t.lossy(now, size, tr, route, up, down, r)
	}
	t.last = max(t.last, arrival)
	return t.last, lost
}

func (t *Track) roughen() {
	if t.rough == nil {
		t.rough = &rough{}
	}
}

// cross takes bytes that are there at start through the pipe up, over the delay
// and through the pipe down. It returns when the last of them left and arrived.
func cross(start int64, size int, delay int64, up, down *Pipe) (left, arrival int64) {
	var burst [1]slot
	left, arrival = start, start+delay
	for size > 0 {
		part := min(size, maxPart)
		size -= part
		flow := leave(&burst, start, part, up)
		left = flow[len(flow)-1].to
		arrival = left + delay
		if !down.unlimited() {
			flow = down.carry(shift(flow, delay))
			arrival = flow[len(flow)-1].to
		}
	}
	return left, arrival
}

// leave takes 1 to maxPart bytes, all there at start, through the pipe up.
func leave(burst *[1]slot, start int64, size int, up *Pipe) []slot {
	burst[0] = slot{start, start, int64(size) * scale}
	if up.unlimited() {
		return burst[:]
	}
	return up.carry(burst[:])
}

// shift moves a flow in time.
func shift(flow []slot, by int64) []slot {
	for i := range flow {
		flow[i].from += by
		flow[i].to += by
	}
	return flow
}
