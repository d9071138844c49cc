package tcpflow

import (
	"math"
	"time"

	"github.com/libp2p-sim/sim/sim/link"
)

// A Law is how a congestion window shrinks at a loss and grows afterwards.
type Law int

const (
	// CUBIC is RFC 9438, which Linux has.
	CUBIC Law = iota
	// Reno is RFC 5681: half the window at a loss, then a segment more each round trip.
	Reno
)

func (l Law) String() string {
	if l == Reno {
		return "Reno"
	}
	return "CUBIC"
}

// A congestion is the congestion window of a flow: slow start (RFC 5681), then its law.
type congestion struct {
	law       Law
	window    float64 // bytes
	threshold float64 // where slow start ends
	most      float64 // window before the last loss
	since     int64   // when the window was last reduced; what was lost before is one with that
	reduced   bool    // it ever was
	origin    float64 // K of CUBIC, seconds
	reno      float64 // what Reno would have by now
}

const (
	mss           = link.MSS
	initialWindow = 10 * mss // RFC 6928
	beta          = 0.7      // of CUBIC: RFC 9438, section 4.6
	half          = 0.5      // of Reno: RFC 5681, equation 4
	cubicC        = 0.4
)

func newCongestion(l Law) congestion {
	return congestion{law: l, window: initialWindow, threshold: math.Inf(1)}
}

func (c *congestion) size() int { return int(c.window) }

// idle is a pause of the sender for longer than its time-out (RFC 2861).
func (c *congestion) idle() { c.window = min(c.window, initialWindow) }

// lost shrinks the window for something that was sent at an instant and lost.
func (c *congestion) lost(now, sent int64) {
	if c.reduced && sent <= c.since {
		return
	}
	c.since, c.reduced = now, true
	if c.law == Reno {
		c.window = max(float64(c.window*half), 2*mss)
		c.threshold = c.window
		return
	}
	before := c.most
	if c.most = c.window; c.window < before {
		c.most = c.window * (1 + beta) / 2 // fast convergence
	}
	c.window = max(float64(c.window*beta), 2*mss)
	c.threshold, c.reno = c.window, c.window
	c.origin = math.Cbrt(float64((c.most - c.window) / mss / cubicC))
}

// timeout is a loss that nothing but time tells of.
func (c *congestion) timeout(now, sent int64) {
	c.lost(now, sent)
	c.window = mss
	c.since, c.reduced = now, true
}

// acked grows the window by bytes that have arrived.
func (c *congestion) acked(now int64, size int, rtt time.Duration) {
	if c.window < c.threshold {
		c.window += float64(size)
		return
	}
	if c.reduced && now < c.since+int64(rtt) {
		return // recovery: what was lost is on its way
	}
	share := float64(size) / c.window
	if c.law == Reno {
		c.window += float64(mss * share)
		return
	}
	seconds := time.Duration(now-c.since).Seconds() + rtt.Seconds()
	x := seconds - c.origin
	cubic := float64(float64(cubicC*float64(float64(x*x)*x))*mss) + c.most
	c.reno += float64(float64(3*(1-beta)/(1+beta)*mss) * share)
	if target := min(cubic, 1.5*c.window); target > c.window {
		c.window += float64((target - c.window) * share)
	}
	c.window = max(c.window, c.reno)
}
