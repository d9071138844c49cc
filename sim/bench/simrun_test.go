package main

import (
	"testing"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/kademlia"
	"github.com/libp2p-sim/sim/scenarios"
)

// TestScenario: the workload of `sim run` is a scenario, of every size.
func TestScenario(t *testing.T) {
	for _, w := range []workload{{minHosts, 1}, {100, 100}, {500, 100}} {
		if _, err := scenarios.Load("bench.yaml", []byte(w.scenario()), []protocols.Protocol{kademlia.Protocol}, nil); err != nil {
			t.Errorf("%+v: %v", w, err)
		}
	}
}
