//go:build simsealed

package sim_test

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
)

// The host of a connects to that of b, 50 ms away: the handshake takes three
// round trips, and identify one.
func Example() {
	rec := &sim.Recorder{}
	_, err := seal.Run(seal.Config{Seed: 1}, func() {
		w := sim.New(sim.Config{
			Seed:  1,
			Model: link.Constant(50 * time.Millisecond),
			Dial:  sim.DialConfig{Handshake: sim.TCPNoiseYamux, Timeout: dist.Constant(5 * time.Second)},
		}, rec)
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
		err := nodes[0].Host().Connect(context.Background(), nodes[1].AddrInfo())
		fmt.Println("connected after", w.Now(), err)
	})
	first, _, _ := bytes.Cut(rec.Text(sim.EventLog), []byte("\n"))
	fmt.Println(string(first), err)
	// Output:
	// connected after 400ms <nil>
	// {"t":0,"e":"up","p":"a"} <nil>
}
