package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
)

// seed of everything that is drawn, on all networks.
const seed sim.Seed = 1

// latencies are the one-way delays between hosts: fixed, drawn evenly from 10
// to 100 ms for each pair, the same in both directions and on all networks. As
// a link.Model.
type latencies [][]time.Duration

// newLatencies draws the delays between n hosts.
func newLatencies(n int) latencies {
	uniform := dist.Uniform(10*time.Millisecond, 100*time.Millisecond)
	l := make(latencies, n)
	for i := range l {
		l[i] = make([]time.Duration, n)
		for j := range i {
			r := seed.Stream(fmt.Sprintf("bench/latency/%d/%d", j, i))
			l[i][j] = uniform.Sample(r)
			l[j][i] = l[i][j]
		}
	}
	return l
}

// Route implements link.Model.
func (l latencies) Route(a, b link.Place, _ *rand.Rand) link.Route {
	d := l[a.Index][b.Index]
	return link.Route{There: link.Way{Delay: d}, Back: link.Way{Delay: d}}
}
