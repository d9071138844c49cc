package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
)

// seed of everything that is drawn, on all networks.
const seed sim.Seed = 1

// latencies are the one-way delays between hosts: fixed, drawn evenly from 10
// to 100 ms for each pair, the same in both directions and on all networks. As
// a link.Latency, host i is region i.
type latencies [][]time.Duration

// newLatencies draws the delays between n hosts.
func newLatencies(n int) latencies {
	uniform := link.Uniform{Min: 10 * time.Millisecond, Max: 100 * time.Millisecond}
	l := make(latencies, n)
	for i := range l {
		l[i] = make([]time.Duration, n)
		for j := range i {
			r := seed.Stream(fmt.Sprintf("bench/latency/%d/%d", j, i))
			l[i][j] = uniform.Path(j, i, r).There
			l[j][i] = l[i][j]
		}
	}
	return l
}

// Path implements link.Latency.
func (l latencies) Path(from, to int, _ *rand.Rand) link.Path {
	return link.Path{There: l[from][to], Back: l[to][from]}
}
