package scenarios_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/scenarios"
)

// Everything that is wrong with a scenario is said at once, with its place.
func ExampleLoad() {
	known := []protocols.Protocol{ping.Protocol}
	text := `name: small
duration: 1m
network:
  peers: [{group: peers, count: 2}]
  latency: {constant: 50ms}
protocols: {ping: {}}
workload:
  - {every: 1s, ping: {}}
`
	spec, err := scenarios.Load("small.yaml", []byte(text), known, []string{"network.latency.constant=20ms"})
	fmt.Println(spec.Name, spec.Duration, spec.Network.Latency.Law.Mean(), err)
	_, err = scenarios.Load("small.yaml", []byte(text), known, []string{"network.peers.peers.cuont=3"})
	fmt.Println(err)
	// Output:
	// small 1m0s 20ms <nil>
	// --set network.peers.peers.cuont:1:21: unknown key "cuont" in peers[0]; want group, count, share, dialable, transports, addresses, ipv6, nat, region, up, down, queue, lan, without, adversary or position; did you mean "count"?
}
