package mdns_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/mdns"
	"github.com/libp2p-sim/sim/scenarios"
)

// A scenario sets how long others believe in a peer that they do not hear again.
func Example() {
	text := `name: small
duration: 1h
network:
  peers: [{group: peers, count: 20}]
  latency: {constant: 50ms}
protocols: {mdns: {ttl: 30s}}
`
	spec, err := scenarios.Load("small.yaml", []byte(text), []protocols.Protocol{mdns.Protocol}, nil)
	if err != nil {
		panic(err)
	}
	o := spec.Protocols[0].Options.(*mdns.Options)
	fmt.Println(o.Service, o.TTL, o.Connect)
	// Output:
	// _p2p._udp.local 30s true
}
