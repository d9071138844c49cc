package link

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
)

// Jitter is the random part of a delay: never negative, and new for every
// train of packets. The zero value is none and draws nothing. Jitters can be
// compared with ==.
type Jitter struct {
	dist      dist.Dist
	mean, dev time.Duration
}

// Limits of the mean of a jitter, and of one draw.
const (
	maxMeanJitter = time.Minute
	maxJitter     = time.Hour
)

// JitterOf returns jitter drawn from d, at most an hour; the constant 0 is no
// jitter. It fails if the mean of d is above a minute or does not exist.
func JitterOf(d dist.Dist) (Jitter, error) {
	j := Jitter{dist: d, mean: d.Mean()}
	if j.mean > maxMeanJitter {
		return Jitter{}, fmt.Errorf("jitter: %v has a mean above a minute, want less", d)
	}
	// E|X-μ| = 2·∫F from 0 to μ, by Simpson's rule.
	const steps = 64
	sum := 0.0
	for i := range steps + 1 {
		weight := 2 + float64(i%2*2)
		if i == 0 || i == steps {
			weight = 1
		}
		sum += float64(weight * d.CDF(j.mean*time.Duration(i)/steps))
	}
	if d.Params().Law != dist.ConstantLaw { // whose F jumps at μ
		j.dev = time.Duration(math.Round(2 * float64(j.mean) * sum / (3 * steps)))
	}
	return j, nil
}

// FitJitter takes a measured delay, given by its median and 90th percentile,
// apart into a floor and a log-normal jitter above it, so that floor and jitter
// together have this median and this percentile.
//
// Two figures do not say where the floor is. It is put as far below the median
// as the 90th percentile is above, at 2·p50-p90, or at 0 if that is negative:
// the jitter's p90 is then twice its median, σ = 0.541 and the skewness 1.95,
// nearly that of an exponential queue, which has 2. It fails unless 0 < p50 ≤
// p90; with p50 = p90 there is no jitter.
func FitJitter(p50, p90 time.Duration) (floor time.Duration, j Jitter, err error) {
	switch {
	case p50 <= 0 || p90 < p50:
		return 0, Jitter{}, fmt.Errorf("jitter: median %v and 90th percentile %v, want 0 < median ≤ 90th percentile", p50, p90)
	case p50 == p90:
		return p50, Jitter{}, nil
	}
	floor = max(0, p50-(p90-p50))
	d, err := dist.New(dist.Params{Law: dist.LogNormalLaw, Median: p50 - floor, P90: p90 - floor})
	if err != nil {
		return 0, Jitter{}, fmt.Errorf("jitter: %w", err)
	}
	j, err = JitterOf(d)
	return floor, j, err
}

// Draw draws the time that a train of packets takes on top of the delay.
func (j *Jitter) Draw(r *rand.Rand) time.Duration {
	if j.dist == (dist.Dist{}) {
		return 0
	}
	return min(j.dist.Sample(r), maxJitter)
}

// Mean returns the expected value of a draw.
func (j *Jitter) Mean() time.Duration { return j.mean }

// Deviation returns the mean absolute deviation of a draw from Mean, which RFC 6298
// estimates as RTTVAR.
func (j *Jitter) Deviation() time.Duration { return j.dev }
