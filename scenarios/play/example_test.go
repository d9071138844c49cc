//go:build simsealed

package play_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/play"
	"github.com/libp2p-sim/sim/sim"
)

// A scenario is played in this process, which must be sealed. Package run does it in
// a worker, and writes the records.
func ExamplePlay() {
	text := `name: small
duration: 1m
network:
  peers: [{group: peers, count: 2}]
  latency: {constant: 50ms}
protocols: {ping: {}}
workload: [{every: 10s, ping: {}}]
`
	spec, err := scenarios.Load("small.yaml", []byte(text), []protocols.Protocol{ping.Protocol}, nil)
	if err != nil {
		panic(err)
	}
	rec := &sim.Recorder{}
	o, err := (&play.Play{Spec: spec}).Run(rec)
	fmt.Println(o.Status, "after", o.Virtual, err)
	fmt.Println(rec.Size() > 0)
	// Output:
	// complete after 1m0s <nil>
	// true
}
