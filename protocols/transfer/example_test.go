//go:build simsealed

package transfer_test

import (
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/protocols/transfer"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
)

// A megabyte over a link of 8 Mbit/s takes a second and the way.
func Example() {
	rec := &sim.Recorder{}
	_, err := seal.Run(seal.Config{Seed: 1}, func() {
		w := sim.New(protocoltest.Config(1, link.Constant(50*time.Millisecond)), rec)
		w.Define(transfer.Protocol.Metrics...)
		in, err := transfer.Protocol.Begin(w, transfer.Protocol.NewOptions())
		if err != nil {
			panic(err)
		}
		for _, c := range []sim.NodeConfig{{Name: "from-0", Group: "from", Dialable: true, Up: 8_000_000}, {Name: "to-0", Group: "to", Dialable: true}} {
			n, err := w.Add(c)
			if err != nil {
				panic(err)
			}
			protocoltest.Up(in, n)
		}
		protocoltest.Do(transfer.Protocol, in, "send", &transfer.Args{Size: 1_000_000, Pairs: 1, By: "from", To: "to"}, w.Rand("workload"))
		time.Sleep(time.Minute)
	})
	for _, s := range protocoltest.Samples(rec, "transfer.time") {
		fmt.Println(s.Peer, "to", s.Key, "in", time.Duration(s.Value).Round(100*time.Millisecond))
	}
	fmt.Println(err)
	// Output:
	// from-0 to to-0 in 1.1s
	// <nil>
}
