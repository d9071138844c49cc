//go:build simsealed && linux

package stack_test

import (
	"context"
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/stack"
)

// Two hosts of libp2p.New, 25 ms apart: a QUIC handshake is one round trip, identify
// another.
func ExampleConfig() {
	result, err := seal.Run(seal.Config{Seed: 1}, func() {
		w := sim.New(sim.Config{
			Seed:  1,
			Model: link.Constant(25 * time.Millisecond),
			Dial:  sim.DialConfig{Timeout: dist.Constant(5 * time.Second)},
			Stack: &stack.Config{Transports: stack.Transports{QUIC: true}},
		}, &sim.Recorder{})
		var nodes []*sim.Node
		for _, name := range []string{"a", "b"} {
			n, err := w.Add(sim.NodeConfig{Name: name, Dialable: true})
			if err == nil {
				err = n.Start()
			}
			if err != nil {
				panic(err)
			}
			nodes = append(nodes, n)
		}
		time.Sleep(time.Second)
		nodes[0].Do(func() {
			begin := time.Now()
			err := nodes[0].Host().Connect(context.Background(), nodes[1].AddrInfo())
			fmt.Println("connected after", time.Since(begin), err)
		})
	})
	if err != nil || result.End != seal.Main {
		fmt.Println(result.End, err)
	}
	// Output: connected after 100ms <nil>
}
