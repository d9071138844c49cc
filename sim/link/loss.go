package link

import (
	"fmt"
	"math/rand/v2"
)

// Loss says which packets of one direction are lost, by the model of Gilbert
// and Elliott: a channel that is good or bad, and before every packet may change.
// (E. O. Elliott, Estimates of error rates for codes on burst-noise channels,
// 1963.) Their channel carries a packet at every step. Here one that carries
// nothing for longer than Memory is forgotten: the next packet finds it in a state
// of the long run, so that a burst does not wait for packets of which it could lose
// more. All fields are probabilities, 0 to 1. The zero value loses nothing and
// draws nothing; with InGood alone, losses are independent.
type Loss struct {
	GoodToBad, BadToGood float64 // that the state changes, per packet
	InGood, InBad        float64 // that a packet is lost
}

// Independent loses every packet with probability p, whatever became of the
// others.
func Independent(p float64) Loss { return Loss{InGood: p} }

// Bursts returns the simple Gilbert model, which loses all packets in the bad state
// and none in the good one, given by the share of packets that are lost and by
// the mean length of a burst, in packets. It fails unless 0 ≤ mean < 1, burst ≥ 1
// and mean/(1-mean) ≤ burst: shorter bursts cannot lose so much.
func Bursts(mean, burst float64) (Loss, error) {
	switch {
	case !(mean >= 0 && mean < 1):
		return Loss{}, fmt.Errorf("loss: mean %v, want at least 0 and below 1", mean)
	case !(burst >= 1 && burst <= 1e9):
		return Loss{}, fmt.Errorf("loss: mean burst of %v packets, want 1 to 1e9", burst)
	case mean == 0:
		return Loss{}, nil
	}
	enter := mean / (1 - mean) / burst
	if enter > 1 {
		return Loss{}, fmt.Errorf("loss: bursts of %v packets on average cannot lose a share of %v, want bursts of at least %.3g",
			burst, mean, mean/(1-mean))
	}
	return Loss{GoodToBad: enter, BadToGood: 1 / burst, InBad: 1}, nil
}

// Check fails if a field is no probability.
func (l Loss) Check() error {
	for _, f := range []struct {
		name string
		p    float64
	}{
		{"from good to bad", l.GoodToBad}, {"from bad to good", l.BadToGood},
		{"loss when good", l.InGood}, {"loss when bad", l.InBad},
	} {
		if !(f.p >= 0 && f.p <= 1) {
			return fmt.Errorf("loss: probability %v %s, want 0 to 1", f.p, f.name)
		}
	}
	return nil
}

// Mean returns the share of packets that are lost in the long run, 0 to 1.
func (l Loss) Mean() float64 {
	bad := l.badShare()
	return float64((1-bad)*l.InGood) + float64(bad*l.InBad)
}

// badShare is the share of time in the bad state. A channel that never changes
// stays good.
func (l Loss) badShare() float64 {
	if l.GoodToBad == 0 {
		return 0
	}
	return l.GoodToBad / (l.GoodToBad + l.BadToGood)
}

// Memory is the pause between two packets after which nothing is left of the state
// of a channel. It is TCP's shortest retransmission timeout, so that a timeout is
// past the burst that caused it. How long losses are correlated is an assumption:
// Yajnik, Moon, Kurose and Towsley (INFOCOM 1999) measured up to a second.
const Memory = minVariance

// channel is the state of one direction. The zero value has carried nothing.
type channel struct {
	used, bad bool
	last      int64 // when it carried the last packet, ns
}

// loses reports whether the next packet, which leaves at now, is lost. The first
// finds the channel in a state of the long run: most connections carry few packets,
// and with a good start they would see fewer losses than Mean says.
func (c *channel) loses(now int64, l *Loss, r *rand.Rand) bool {
	if l.GoodToBad == 0 {
		*c = channel{} // also if the way was another before
	} else {
		if now-c.last > int64(Memory) {
			c.used, c.bad = false, false
		}
		c.last = max(c.last, now)
		turn := l.BadToGood
		switch {
		case !c.used:
			turn = l.badShare()
		case !c.bad:
			turn = l.GoodToBad
		}
		c.used = true
		if r.Float64() < turn {
			c.bad = !c.bad
		}
	}
	p := l.InGood
	if c.bad {
		p = l.InBad
	}
	return p > 0 && r.Float64() < p
}
