package sim

import (
	"time"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
)

// An instant is a point of virtual time: nanoseconds since [seal.Epoch], at which
// every run begins, as in the event log. Package link counts in the same.
type instant int64

// never is the instant of an event that does not happen, or not as long as a fault
// lasts. It comes after all others.
const never instant = link.Never

// clock returns the present instant.
func clock() instant { return instant(seal.Elapsed()) }

// instantOf takes a time of the calling peer that is too far away for an instant for the last or
// the first that there is.
func instantOf(t time.Time) instant {
	now, d := clock(), time.Until(t)
	if d > time.Duration(never-now) {
		return never
	}
	return now.plus(d)
}

func (t instant) time() time.Time { return seal.Epoch.Add(time.Duration(t)) }

func (t instant) plus(d time.Duration) instant { return t + instant(d) }

// since is how long before t another instant was.
func (t instant) since(u instant) time.Duration { return time.Duration(t - u) }

// logged is an arrival as the event log has it.
func (t instant) logged() int64 {
	if t == never {
		return -1
	}
	return int64(t)
}

// after calls f, which is nobody's work, when d is over.
func after(d time.Duration, f func()) (t *time.Timer) {
	seal.Nobody(func() { t = time.AfterFunc(d, f) })
	return t
}
