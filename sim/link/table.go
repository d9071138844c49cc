package link

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// A Table holds one-way delays between regions. As a model it gives peers the
// delays between their regions, each direction by its own entry.
type Table struct {
	regions []string
	delay   [][]time.Duration // one way, by from and to
	p90     [][]time.Duration // 90th percentile of the same, nil if unknown
	jitter  bool
	weights []float64
	rates   []rates
}

// rates are bits per second, 0 where unknown.
type rates struct{ up, down int64 }

// Regions returns the names of the table's regions in the table's order.
func (t *Table) Regions() []string { return t.regions }

// Index returns the place of a region in Regions, -1 if there is none.
func (t *Table) Index(region string) int {
	for i, r := range t.regions {
		if r == region {
			return i
		}
	}
	return -1
}

// OneWay returns the time from one region to another: half of a round-trip
// time. The table need not be symmetric.
func (t *Table) OneWay(from, to int) time.Duration { return t.delay[from][to] }

// Weights says how many peers are in each region, in relation to each other;
// 1 for all where the data does not say.
func (t *Table) Weights() []float64 {
	w := make([]float64, len(t.regions))
	for i := range w {
		w[i] = 1
	}
	copy(w, t.weights)
	return w
}

// Bandwidth returns how much a peer of a region can send and receive, in bits
// per second, if the data says so.
func (t *Table) Bandwidth(region int) (up, down int64, ok bool) {
	if region >= len(t.rates) {
		return 0, 0, false
	}
	r := t.rates[region]
	return r.up, r.down, r.up > 0
}

// WithJitter returns the table with the jitter that was measured with it: delays
// then are the floors of [FitJitter], and floor and jitter together have the
// median and the 90th percentile of the data, one way. A round trip then draws
// twice, and its 90th percentile is a little below the sum. It is false if the
// table has no percentiles.
func (t *Table) WithJitter() (*Table, bool) {
	if t.p90 == nil {
		return nil, false
	}
	with := *t
	with.jitter = true
	return &with, true
}

// Route implements Model.
func (t *Table) Route(a, b Place, _ *rand.Rand) Route {
	return Route{t.way(a.Region, b.Region), t.way(b.Region, a.Region)}
}

func (t *Table) way(from, to int) Way {
	delay := t.delay[from][to]
	if !t.jitter {
		return Way{Delay: delay}
	}
	floor, j, err := FitJitter(delay, t.p90[from][to])
	if err != nil {
		panic(fmt.Sprintf("link: %s to %s: %v", t.regions[from], t.regions[to], err))
	}
	return Way{Delay: floor, Jitter: j}
}
