package shrink_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/shrink"
)

// Three peers are enough to break this scenario, and all else in it goes.
func Example() {
	known := []protocols.Protocol{ping.Protocol}
	text := `name: big
duration: 1h
network:
  peers: [{group: peers, count: 40}]
  latency: {uniform: {min: 10ms, max: 100ms}}
churn: [{group: peers, session: 10m, downtime: 1m}]
protocols: {ping: {}}
workload: [{every: 1m, ping: {pairs: 20}}]
`
	spec, err := scenarios.Load("big.yaml", []byte(text), known, nil)
	if err != nil {
		panic(err)
	}
	search := shrink.Search{Known: known, Runs: 100, First: func(list []shrink.Candidate) (int, error) {
		// A program would run each of them here.
		return slices.IndexFunc(list, func(c shrink.Candidate) bool { return c.Spec.Network.Peers[0].Count >= 3 }), nil
	}}
	small, err := search.Shrink(spec, 30*time.Minute)
	fmt.Printf("%s%v\n", scenarios.Brief(small.Spec, known), err)
	// Output:
	// name: big
	// seed: 1
	// duration: 100ms
	// network: {peers: [{group: peers, count: 3}], latency: {constant: 50ms}}
	// <nil>
}
