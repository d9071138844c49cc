package spec_test

import (
	"fmt"

	"github.com/libp2p-sim/sim/scenarios/spec"
)

// A new spec holds the defaults of a scenario.
func ExampleNew() {
	s := spec.New()
	fmt.Println("seed", s.Seed)
	fmt.Println("bootstrap", s.Bootstrap.Graph)
	fmt.Println("handshake", s.Network.Dial.Handshake)
	// Output:
	// seed 1
	// bootstrap random
	// handshake tcp-noise-yamux
}

// A churn trace says at which time which peers come and go.
func ExampleParseTrace() {
	peers := map[string]bool{"servers-3": true, "servers-4": true}
	lines, err := spec.ParseTrace("10m join servers-3 # it was away\n20m crash servers-4\n", peers, spec.TraceOps{})
	for _, l := range lines {
		fmt.Println(l.At, l.Verb, l.Peer)
	}
	fmt.Println(err)
	_, err = spec.ParseTrace("10m joins servers-3\n", peers, spec.TraceOps{})
	fmt.Println(err)
	// Output:
	// 10m0s join servers-3
	// 20m0s crash servers-4
	// <nil>
	// line 1: unknown event "joins"; want join, leave or crash
}
