package inet

import (
	"cmp"
	"slices"
	"syscall"
	"time"
)

// retries is how often TCP sends data again before it gives the connection up
// (tcp_retries2 of Linux).
const retries = 15

// maxRTO bounds the time between two retransmissions.
const maxRTO = 120 * time.Second

// recover sends again what later segments have shown to be lost, and reports whether a
// time-out has given up all that is lost.
func (f *flow) recover(now instant) (expired bool) {
	for i := 0; i < len(f.flight); i++ {
		b := f.flight[i]
		timeout := b.acked == never && now >= b.sent.plus(f.backoff(b))
		if b.acked != never || b.later < 3*mss && !timeout {
			continue
		}
		if b.tries == retries {
			f.conn.fail(syscall.ETIMEDOUT)
			return false
		}
		if timeout {
			f.window.timeout(now, b.sent)
			b.tries++
			f.giveUp()
			return true
		}
		f.window.lost(now, b.sent)
		f.flight = append(f.flight[:i], f.flight[i+1:]...)
		i--
		f.inFlight -= len(b.packet.data)
		f.put(now, b.packet, b.tries+1)
	}
	return false
}

// giveUp takes all that is lost out of flight (RFC 6298, section 5.4 f.; RFC 6675, section 5.1).
func (f *flow) giveUp() {
	kept := f.flight[:0]
	for _, b := range f.flight {
		if b.acked != never {
			kept = append(kept, b)
			continue
		}
		f.again = append(f.again, b)
		f.inFlight -= len(b.packet.data)
		f.givenUp += len(b.packet.data)
	}
	clear(f.flight[len(kept):])
	f.flight = kept
	slices.SortStableFunc(f.again, func(a, b *burst) int { return cmp.Compare(a.packet.seq, b.packet.seq) })
}

// resend sends what was given up, as the window allows, and reports whether the capacity
// had room for it. After a time-out the first segment leaves in any case.
func (f *flow) resend(now instant, expired bool) bool {
	for ; len(f.again) > 0; expired = false {
		b := f.again[0]
		n := min(len(b.packet.data), max(f.window.size()-f.inFlight, 0)/mss*mss)
		if n == 0 && len(b.packet.data) > 0 {
			if f.inFlight > 0 && !expired {
				break
			}
			n = min(len(b.packet.data), mss)
		}
		if at := f.capacity(now, n); at > now {
			f.pumpAt(at)
			return false
		}
		p := *b.packet
		if n < len(p.data) {
			rest := p
			rest.seq, rest.data = p.seq+int64(n), p.data[n:]
			b.packet, p.data = &rest, p.data[:n]
		} else {
			f.again[0] = nil
			f.again = f.again[1:]
		}
		f.givenUp -= n
		f.put(now, &p, b.tries)
	}
	if len(f.again) == 0 {
		f.again = nil
	}
	return true
}

func (f *flow) backoff(b *burst) time.Duration { return min(f.rto()<<min(b.tries, 10), maxRTO) }
