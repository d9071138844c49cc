package chandylamport_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/chandylamport"
	"github.com/libp2p-sim/sim/scenarios"
)

// A scenario sets the first balance of each account, and the other options keep
// their defaults.
func Example() {
	text := `name: small
duration: 1h
network:
  peers: [{group: peers, count: 20}]
  latency: {constant: 50ms}
protocols: {chandylamport: {balance: 500}}
`
	spec, err := scenarios.Load("small.yaml", []byte(text), []protocols.Protocol{chandylamport.Protocol}, nil)
	if err != nil {
		panic(err)
	}
	o := spec.Protocols[0].Options.(*chandylamport.Options)
	fmt.Println(o.App, o.Balance, o.Channels, o.FIFO)
	for _, op := range chandylamport.Protocol.Ops {
		fmt.Println(op.Name, "-", op.Doc)
	}
	// Output:
	// transfers 500 connections true
	// snapshot - Random peers initiate snapshots.
	// transfer - Random peers transfer money to neighbours.
}
