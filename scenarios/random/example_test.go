package random_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/chandylamport"
	"github.com/libp2p-sim/sim/protocols/gossipsub"
	"github.com/libp2p-sim/sim/protocols/kademlia"
	"github.com/libp2p-sim/sim/protocols/mdns"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/protocols/transfer"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/random"
)

// A random scenario loads, and its number is enough to have it again.
func ExampleScenario() {
	known := []protocols.Protocol{chandylamport.Protocol, gossipsub.Protocol, kademlia.Protocol, mdns.Protocol, ping.Protocol, transfer.Protocol}
	text := random.Scenario(7)
	spec, err := scenarios.Load("random.yaml", []byte(text), known, nil)
	fmt.Println(spec.Name, err)
	fmt.Println(text == random.Scenario(7))
	// Output:
	// random-7 <nil>
	// true
}
