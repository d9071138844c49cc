//go:build simsealed

package sweep_test

import (
	"context"
	"fmt"
	"os"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/sweep"
)

// Twenty seeds are tried until one breaks an expectation. The program begins with
// run.Init.
func ExampleSearch() {
	known := []protocols.Protocol{ping.Protocol}
	text := `name: lossy
duration: 1m
network:
  peers: [{group: peers, count: 2}]
  latency: {constant: 50ms}
  loss: 0.1%
protocols: {ping: {}}
workload: [{every: 1s, ping: {}}]
expect: [max(ping.rtt) < 300ms]
`
	spec, err := scenarios.Load("lossy.yaml", []byte(text), known, nil)
	if err != nil {
		panic(err)
	}
	tmp, err := os.MkdirTemp("", "sweep")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(tmp)
	var seeds []uint64
	for seed := range uint64(20) {
		seeds = append(seeds, seed+1)
	}
	search := sweep.Search{Known: known, Pool: sweep.NewPool(1, 0, 0), Tmp: tmp, Tally: sweep.Tally{
		Begin: func(variants int) { fmt.Println(variants, "variants") },
	}}
	found, err := search.Find(context.Background(), sweep.Variants(spec, seeds, 1), false)
	for _, a := range found {
		fmt.Println("seed", a.Spec.Seed, "breaks:", a.Broke)
	}
	fmt.Println(err)
	// Output:
	// 20 variants
	// seed 6 breaks: max(ping.rtt) < 300ms  400ms; worst sample 400ms at 58.4s of peers-0 about peers-1
	// <nil>
}

// Two processes, or machines, divide the runs of a study.
func ExampleParseShard() {
	s, err := sweep.ParseShard("1/2")
	fmt.Println(s, s.Whole(), err)
	_, err = sweep.ParseShard("3/2")
	fmt.Println(err)
	// Output:
	// 1/2 false <nil>
	// "3/2": want i/n, such as 1/3, with i from 1 to n
}
