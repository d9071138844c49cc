package inet

import (
	"time"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
)

// An instant is nanoseconds of virtual time since [seal.Epoch].
type instant int64

// never comes after all others.
const never instant = link.Never

func clock() instant { return instant(seal.Elapsed()) }

func (t instant) plus(d time.Duration) instant {
	if t == never {
		return never
	}
	return t + instant(d)
}

// until is how long it is from now to t, at least 0.
func (t instant) until(now instant) time.Duration { return time.Duration(max(t-now, 0)) }
