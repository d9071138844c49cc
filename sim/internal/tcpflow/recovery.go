package tcpflow

import (
	"cmp"
	"slices"
	"time"
)

// Retries is how often TCP sends data again before it gives the connection up
// (tcp_retries2 of Linux).
const Retries = 15

// MaxRTO bounds the time between two retransmissions.
const MaxRTO = 120 * time.Second

// recover sends again what later segments have shown to be lost, and reports whether a
// time-out has given up all that is lost.
func (f *Flow) recover(now int64) (expired bool) {
	for i := 0; i < len(f.flight); i++ {
		b := f.flight[i]
		timeout := b.acked == Never && now >= b.sent+int64(f.backoff(b))
		if b.acked != Never || b.later < 3*mss && !timeout {
			continue
		}
		if b.tries == Retries {
			f.path.GiveUp()
			return false
		}
		b.tries++
		if timeout {
			f.window.timeout(now, b.sent)
			f.giveUp()
			return true
		}
		f.window.lost(now, b.sent)
		f.flight = append(f.flight[:i], f.flight[i+1:]...)
		i--
		f.inFlight -= b.Size
		f.put(now, b)
	}
	return false
}

// giveUp takes all that is lost out of flight (RFC 6298, section 5.4 f.; RFC 6675, section 5.1).
func (f *Flow) giveUp() {
	kept := f.flight[:0]
	for _, b := range f.flight {
		if b.acked != Never {
			kept = append(kept, b)
			continue
		}
		f.again = append(f.again, b)
		f.inFlight -= b.Size
		f.givenUp += b.Size
	}
	clear(f.flight[len(kept):])
	f.flight = kept
	slices.SortStableFunc(f.again, func(a, b *Burst) int { return cmp.Compare(a.Seq, b.Seq) })
}

// resend sends what was given up, as the window allows, and reports whether the capacity
// had room for it. After a time-out the first segment leaves in any case.
func (f *Flow) resend(now int64, expired bool) bool {
	for ; len(f.again) > 0; expired = false {
		b := f.again[0]
		n := min(b.Size, max(f.window.size()-f.inFlight, 0)/mss*mss)
		if n == 0 && b.Size > 0 {
			if f.inFlight > 0 && !expired {
				break
			}
			n = min(b.Size, mss)
		}
		if at := f.path.Way().Up.Room(now, n); at > now {
			f.pumpAt(at)
			return false
		}
		if n < b.Size {
			f.again[0], b = b.part(n, b.Size), b.part(0, n)
		} else {
			f.again[0] = nil
			f.again = f.again[1:]
		}
		f.givenUp -= n
		f.put(now, b)
	}
	if len(f.again) == 0 {
		f.again = nil
	}
	return true
}

func (f *Flow) backoff(b *Burst) time.Duration { return min(f.rto()<<min(b.tries, 10), MaxRTO) }
