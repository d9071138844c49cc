package link

import (
	"math"
	"math/rand/v2"
	"time"
)

// MSS is how many bytes of a stream fit into a packet: 1500 of an Ethernet
// frame less 20 of IPv4 (RFC 791), 20 of TCP (RFC 9293) and 12 of timestamps
// (RFC 7323). Headers take no capacity.
const MSS = 1448

// Timers of Linux's TCP (include/net/tcp.h: TCP_RTO_MIN, TCP_RTO_MAX; sysctl
// net.ipv4.tcp_retries2). RFC 6298, section 2.4, would have the shortest
// timeout at 1 s.
const (
	minVariance = 200 * time.Millisecond
	maxRTO      = 120 * time.Second
	maxResends  = 15
)

// fastAfter is how many later segments must arrive for the sender to resend one
// without a timeout: three duplicate acknowledgements (RFC 5681, section 3.2).
const fastAfter = 3

// Never is the arrival of data that the sender gave up: it has retransmitted
// one segment 15 times, as Linux does before it breaks a connection.
const Never = math.MaxInt64

// RTO returns the retransmission timeout on an idle route, as in RFC 6298, section
// 2.3, with Linux's bound: RTT + max(4·RTTVAR, 200 ms), at most 120 s. RTTVAR
// is the sum of the mean deviations of both jitters.
func (r Route) RTO() time.Duration {
	dev := r.There.Jitter.Deviation() + r.Back.Jitter.Deviation()
	return min(r.RTT()+max(4*dev, minVariance), maxRTO)
}

// lossy sends a train of which segments may be lost. They take capacity of the
// sender but none of the receiver; segments that arrive after them wait for
// them.
//
// A lost segment is resent one round trip after it left if at least three later
// ones of the train arrive, else after a timeout; with selective
// acknowledgements (RFC 6675) each on its own. A segment lost again waits for
// the timeout, then for double the timeout and so on. Tail loss probes (RFC
// 8985) are not modelled.
func (t *Track) lossy(now int64, size int, tr *train, route *Route, up, down *Pipe, r *rand.Rand) (arrival int64, lost int) {
	delay := tr.delay
	arrives := t.draw(segments(size), now, &route.There.Loss, r)
	if tr.empty && t.fate[0] != tr.lost { // the packet that is there already
		if t.fate[0] = tr.lost; tr.lost {
			arrives--
		} else {
			arrives++
		}
	}
	tr.empty, tr.lost = size == 0, t.fate[0]
	arrival = now + delay
	t.resend = t.resend[:0]
	for i := 0; i < len(t.fate); {
		run := i + 1
		if t.fate[i] {
			n := min(MSS, size)
			left, _ := cross(now, n, 0, up, nil)
			t.resend = append(t.resend, segment{n, left, arrives >= fastAfter})
			size -= n
		} else {
			for run < len(t.fate) && !t.fate[run] {
				run++
			}
			n := min((run-i)*MSS, size)
			_, at := cross(now, n, delay, up, down)
			arrival = max(arrival, at)
			size -= n
			arrives -= run - i
		}
		i = run
	}
	for _, s := range t.resend {
		at, n := t.again(s, route, up, down, r)
		arrival = max(arrival, at)
		lost += n
	}
	return arrival, lost
}

// segments is how many packets a message is; one without bytes, such as a
// stream's end, is one too.
func segments(size int) int { return max(1, (size+MSS-1)/MSS) }

// draw decides which of n segments that leave at now are lost and returns how many
// are not.
func (t *Track) draw(n int, now int64, l *Loss, r *rand.Rand) (arrives int) {
	t.roughen()
	t.fate = t.fate[:0]
	for range n {
		lost := t.channel.loses(now, l, r)
		t.fate = append(t.fate, lost)
		if !lost {
			arrives++
		}
	}
	return arrives
}

// again resends a segment until it arrives. It returns the arrival and how many
// times it was sent again.
func (t *Track) again(s segment, route *Route, up, down *Pipe, r *rand.Rand) (arrival int64, times int) {
	way := &route.There
	rto := route.RTO()
	wait := rto
	if s.fast {
		wait = route.RTT()
	}
	for left := s.left; times < maxResends; {
		times++
		start := left + int64(wait)
		if times > 1 || !s.fast {
			rto = min(2*rto, maxRTO)
		}
		wait = rto
		if !t.channel.loses(start, &way.Loss, r) {
			_, arrival = cross(start, s.size, int64(way.Delay+way.Jitter.Draw(r)), up, down)
			return arrival, times
		}
		left, _ = cross(start, s.size, 0, up, nil)
	}
	return Never, times
}
