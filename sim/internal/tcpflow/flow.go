package tcpflow

import (
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim/link"
)

// Never is the instant of what does not happen. Instants are nanoseconds, as in package link.
const Never int64 = link.Never

// A Path is where the bursts of a flow leave.
type Path interface {
	// Way returns the way as it is now.
	Way() Way
	// Rand returns the random stream of the flow, once, when something is left to chance.
	Rand() *rand.Rand
	// Take returns the first n bytes that wait, which leave now; nil where a burst needs none.
	Take(n int) []byte
	// Send lets a burst arrive at an instant, Never if it is lost. It reports whether
	// there is somebody to acknowledge it.
	Send(now int64, b *Burst, at int64) bool
	// Later has [Flow.Wake] called at an instant, at once if that is over.
	Later(at int64)
	// Acked tells that less is in flight or waits than before.
	Acked()
	// Waited reports whether somebody wants to hear of the next acknowledgement.
	Waited() bool
	// GiveUp tells that something was sent so often that the connection ends.
	GiveUp()
}

// A Way is what is between the two ends.
type Way struct {
	Route    *link.Route
	Up, Down *link.Pipe // of the sender and the receiver, nil without limit
	Nowhere  bool       // nobody is there: all is lost
}

// A Flow is what one end of a connection sends: bytes that wait, and bursts on their way.
// What is lost is sent again when the sender would find out, by three later segments that
// arrive (RFC 6675) or by a time-out (RFC 6298).
type Flow struct {
	// Limit is the number of the byte before which the other end has room.
	Limit int64
	// Closed keeps all from leaving while the connection does not exist yet.
	Closed bool

	path  Path
	track link.Track
	rand  *rand.Rand // nil until something is left to chance

	waiting int   // bytes
	sent    int64 // number of the byte after those that were sent
	ending  bool  // an end of the stream follows what waits
	ended   bool  // and was sent

	flight   []*Burst // not acknowledged, in the order of sending
	inFlight int      // bytes of flight
	again    []*Burst // given up by a time-out, in the order of their bytes, to be sent again when the window has room
	givenUp  int      // bytes of again
	last     int64    // when the last left
	window   congestion
	pumping  int64 // when Wake is called next, Never if it is not
	stopped  bool
}

// A Burst is data that leaves together, and arrives or is lost as a whole.
type Burst struct {
	Seq  int64  // number of its first byte
	Size int    // bytes
	Data []byte // of Path.Take
	End  bool   // it is the end of the stream, without bytes

	sent  int64
	acked int64 // when the sender hears of its arrival, Never if it is lost
	later int   // bytes sent later that were acknowledged
	tries int   // how often it was sent before
}

// part is some of the bytes of a burst.
func (b *Burst) part(from, to int) *Burst {
	p := &Burst{Seq: b.Seq + int64(from), Size: to - from, End: b.End, tries: b.tries}
	if b.Data != nil {
		p.Data = b.Data[from:to]
	}
	return p
}

// maxBurst bounds a burst, so that the other end need not wait for all of a large one:
// what a card segments at once (GSO).
const maxBurst = 64 << 10

// Init makes a flow ready that has sent nothing, with a law of its congestion window.
func (f *Flow) Init(p Path, l Law) {
	*f = Flow{path: p, pumping: Never, window: newCongestion(l)}
}

// Sent is the number of the byte after those that were sent so far, from 0.
func (f *Flow) Sent() int64 { return f.sent }

// Backlog is how many bytes wait or are not acknowledged.
func (f *Flow) Backlog() int { return f.waiting + f.inFlight + f.givenUp }

// Add lets n more bytes wait, and sends what may leave.
func (f *Flow) Add(now int64, n int) {
	if len(f.flight) == 0 && now > f.last+int64(f.rto()) {
		f.window.idle()
	}
	f.waiting += n
	f.Pump(now)
}

// End closes the stream after all that waits, and reports whether it was open.
func (f *Flow) End() bool {
	was := !f.ending
	f.ending = true
	return was
}

// Ending reports whether the stream is closed.
func (f *Flow) Ending() bool { return f.ending }

// Done reports whether all was sent, the end as well, and has arrived, as the sender knows.
func (f *Flow) Done() bool { return f.ended && len(f.flight) == 0 && len(f.again) == 0 }

// Stop sends nothing any more.
func (f *Flow) Stop() {
	f.stopped, f.waiting, f.flight, f.inFlight, f.again, f.givenUp = true, 0, nil, 0, nil, 0
}

// Stopped reports whether the flow sends nothing any more.
func (f *Flow) Stopped() bool { return f.stopped }

// Wake is called at an instant for which the path was asked, or now if that was over.
func (f *Flow) Wake(now, at int64) {
	if f.pumping == at {
		f.pumping = Never
		f.Pump(now)
	}
}

// Pump sends as much as the windows allow.
func (f *Flow) Pump(now int64) {
	if f.stopped || f.Closed {
		return
	}
	f.acknowledge(now)
	if expired := f.recover(now); f.stopped || !f.resend(now, expired) {
		return
	}
	for f.waiting > 0 && len(f.again) == 0 {
		n := min(f.waiting, maxBurst, f.window.size()-f.inFlight, int(f.Limit-f.sent))
		if n <= 0 || n < mss && n < f.waiting && f.inFlight > 0 {
			break // no part of a segment while others are on their way (RFC 896)
		}
		if at := f.path.Way().Up.Room(now, n); at > now {
			f.pumpAt(at)
			return
		}
		b := &Burst{Seq: f.sent, Size: n, Data: f.path.Take(n)}
		f.waiting -= n
		f.put(now, b)
		f.sent += int64(n)
	}
	if f.waiting == 0 && f.ending && !f.ended {
		f.ended = true
		f.put(now, &Burst{Seq: f.sent, End: true})
	}
	f.schedule()
}

// Watch is called by who wants to hear of the next acknowledgement from now on.
func (f *Flow) Watch() { f.schedule() }

// schedule calls Pump again when the sender has something to learn that matters.
func (f *Flow) schedule() {
	if f.stopped || len(f.flight) == 0 {
		return
	}
	first, lost := Never, false
	for _, b := range f.flight {
		first = min(first, b.acked)
		if b.acked == Never {
			lost = true
			first = min(first, b.sent+int64(f.backoff(b)))
		}
	}
	if lost || f.waiting > 0 || len(f.again) > 0 || f.ended || f.path.Waited() {
		f.pumpAt(f.together(first))
	}
}

// together returns the last of the acknowledgements that come shortly after the first:
// the sender takes them at once, as cards and kernels do (GRO, stretched ACKs).
func (f *Flow) together(first int64) int64 {
	end, at := first+int64(f.rtt()/32), first
	for _, b := range f.flight {
		if b.acked <= end {
			at = max(at, b.acked)
		}
	}
	return at
}

func (f *Flow) pumpAt(t int64) {
	if f.pumping <= t || t == Never {
		return
	}
	f.pumping = t
	f.path.Later(t)
}

// acknowledge forgets the bursts of whose arrival the sender knows by now.
func (f *Flow) acknowledge(now int64) {
	kept := f.flight[:0]
	before := f.inFlight
	for _, b := range f.flight {
		if b.acked > now {
			kept = append(kept, b)
			continue
		}
		f.inFlight -= b.Size
		for _, earlier := range kept {
			if earlier.acked == Never {
				earlier.later += max(b.Size, 1)
			}
		}
		if before > f.window.size()/2 {
			f.window.acked(now, b.Size, f.rtt())
		}
	}
	if len(kept) == len(f.flight) {
		return
	}
	clear(f.flight[len(kept):])
	if f.flight = kept; len(kept) == 0 {
		f.flight = nil
	}
	f.path.Acked()
}

func (f *Flow) rtt() time.Duration { return f.path.Way().Route.RTT() }

func (f *Flow) rto() time.Duration { return f.path.Way().Route.RTO() }

// put sends a burst: those of its segments that are not lost arrive together, and each
// of the others is lost.
func (f *Flow) put(now int64, b *Burst) {
	f.last = now
	w := f.path.Way()
	arrival, fate := f.leave(now, b.Size, &w)
	if fate == nil {
		f.fly(now, b, arrival, w.Route)
		return
	}
	for i := 0; i < len(fate); {
		run := i + 1
		for run < len(fate) && !fate[i] && !fate[run] {
			run++
		}
		at := arrival
		if fate[i] {
			at = Never
		}
		f.fly(now, b.part(i*mss, min(run*mss, b.Size)), at, w.Route)
		i = run
	}
}

// leave takes the way of some bytes.
func (f *Flow) leave(now int64, size int, w *Way) (arrival int64, fate []bool) {
	if w.Nowhere {
		return Never, nil
	}
	if f.rand == nil && (w.Route.There.Jitter != (link.Jitter{}) || w.Route.There.Loss != (link.Loss{})) {
		f.rand = f.path.Rand()
	}
	at, lost := f.track.Burst(now, size, w.Route, w.Up, w.Down, f.rand)
	return at, append([]bool(nil), lost...)
}

// fly has a burst on its way, or lost.
func (f *Flow) fly(now int64, b *Burst, at int64, route *link.Route) {
	b.sent, b.acked, b.later = now, Never, 0
	f.flight = append(f.flight, b)
	f.inFlight += b.Size
	if f.path.Send(now, b, at) && at != Never {
		b.acked = at + max(int64(route.Back.Mean()), 1) // after its arrival, which may find a cut
	}
}

// Lost tells that a burst has not arrived, as the sender will find out.
func (f *Flow) Lost(b *Burst) {
	b.acked = Never
	f.schedule()
}
