package play

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/seal"
)

// diurnalSteps is how often a day the population follows the clock.
const diurnalSteps = 96

// A daily population has as many of its nodes online as the time of day says. Those
// that are online change also while their number does not: each stays for a
// session, and when it leaves, another follows.
type daily struct {
	st    *stage
	name  string
	churn *spec.Churn
	nodes []*sim.Node // by place; a node that is replaced leaves its place to the successor
	spell []int       // by place: how often a node came or went there
	rand  *rand.Rand
}

func (st *stage) startDiurnal(name string, c *spec.Churn, nodes []*sim.Node, r *rand.Rand) {
	d := &daily{st, name, c, nodes, make([]int, len(nodes)), r}
	online := make([]int, len(nodes))
	for i := range online {
		online[i] = i
	}
	if c.From == 0 {
		online = sortedSample(len(nodes), d.target(0), r)
		for i, n := range nodes {
			if !slices.Contains(online, i) {
				st.away[n] = true
			}
		}
	}
	for _, i := range online {
		d.stay(i, c.From+c.Diurnal.Session.Residual(r))
	}
	step := c.Diurnal.Period / diurnalSteps
	seal.Go(name, func() {
		for at := c.From + step; at < c.Until; at += step {
			st.sleepUntil(at)
			d.follow(at)
		}
	})
}

// target returns how many nodes are to be online at a time.
func (d *daily) target(t time.Duration) int {
	day := d.churn.Diurnal
	// Rounded, so that the last bit of a cosine does not count.
	wave := math.Round(1e9*math.Cos(2*math.Pi*float64(t-day.Peak)/float64(day.Period))) / 1e9
	share := float64(day.Least) + float64((float64(day.Most)-float64(day.Least))*(1+wave))/2
	return int(math.Round(float64(len(d.nodes)) * share))
}

// follow takes as many nodes down, or brings as many up, as the time asks for.
func (d *daily) follow(at time.Duration) {
	up, down := d.places()
	want := d.target(at)
	for _, k := range sortedSample(len(up), max(len(up)-want, 0), d.rand) {
		if d.nodes[up[k]].Up() { // departures take their time
			d.leave(up[k])
		}
	}
	for _, k := range sortedSample(len(down), min(max(want-len(up), 0), len(down)), d.rand) {
		if d.canCome(down[k]) {
			d.join(down[k], at)
		}
	}
}

// places returns the places whose nodes are up, and the places whose nodes can come.
func (d *daily) places() (up, down []int) {
	for i, n := range d.nodes {
		switch {
		case n.Up():
			up = append(up, i)
		case d.canCome(i):
			down = append(down, i)
		}
	}
	return up, down
}

func (d *daily) canCome(i int) bool {
	n := d.nodes[i]
	return !n.Up() && d.st.away[n] && !d.st.gone[n]
}

func (d *daily) leave(i int) {
	d.spell[i]++
	d.nodes[i] = d.st.depart(d.nodes[i], d.churn, d.rand.Float64() < float64(d.churn.Crash))
}

func (d *daily) join(i int, at time.Duration) {
	d.spell[i]++
	d.st.arrive(d.nodes[i])
	d.stay(i, at+d.churn.Diurnal.Session.Sample(d.rand))
}

// stay ends the session in a place at a time, unless it has ended by then, and lets
// another begin.
func (d *daily) stay(i int, until time.Duration) {
	if until >= d.churn.Until {
		return
	}
	spell := d.spell[i]
	seal.Go(fmt.Sprintf("%s/%d", d.name, i), func() {
		d.st.sleepUntil(until)
		if d.spell[i] != spell || !d.nodes[i].Up() {
			return
		}
		d.leave(i)
		_, down := d.places()
		if len(down) > 1 {
			down = slices.DeleteFunc(down, func(k int) bool { return k == i })
		}
		if len(down) > 0 {
			d.join(down[d.rand.IntN(len(down))], until)
		}
	})
}
