//go:build simsealed

package ping_test

import (
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
)

// Two peers, 50 ms apart, ping twice. Dialling and opening a stream take time before a
// ping, and are no part of its round trip.
func Example() {
	rec := &sim.Recorder{}
	_, err := seal.Run(seal.Config{Seed: 1}, func() {
		w := sim.New(protocoltest.Config(1, link.Constant(50*time.Millisecond)), rec)
		w.Define(ping.Protocol.Metrics...)
		in, err := ping.Protocol.Begin(w, ping.Protocol.NewOptions())
		if err != nil {
			panic(err)
		}
		for _, name := range []string{"a", "b"} {
			n, err := w.Add(sim.NodeConfig{Name: name, Dialable: true})
			if err != nil {
				panic(err)
			}
			protocoltest.Up(in, n)
		}
		protocoltest.Do(ping.Protocol, in, "ping", &ping.Args{Pairs: 1, Count: 2, Interval: time.Second, By: "all", To: "all"}, w.Rand("workload"))
		time.Sleep(time.Minute)
	})
	for _, s := range protocoltest.Samples(rec, "ping.rtt") {
		fmt.Println(time.Duration(s.T), "round trip", time.Duration(s.Value))
	}
	fmt.Println(err)
	// Output:
	// 500ms round trip 100ms
	// 1.6s round trip 100ms
	// <nil>
}
