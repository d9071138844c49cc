package hosts

import (
	"os"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/simtest"
	"github.com/libp2p-sim/sim/sim/worker"
)

// delay is what lies between two hosts, as between those of pubsub's tests; those of
// kad-dht's are on one machine.
const delay = time.Millisecond

// limit is the virtual time that a test may take.
const limit = 2 * time.Hour

// network is the run of this process, nil before it has begun. A run has a process of
// its own, so there is one.
var network *simtest.Net

// made counts the hosts of network.
var made int

// Run calls body, which is that of a test, in a run. Tests go on at the same time, each
// run in a process of its own, so what they do to their package's variables does not
// meet, and in that process a test is alone.
func Run(t *testing.T, body func()) {
	if os.Getenv(worker.Env) == "" {
		t.Parallel()
	}
	config := simtest.Config{
		Model: link.Constant(delay),
		// Their hosts dial each other by QUIC, and a machine whose host is closed refuses.
		Dial: sim.DialConfig{
			Handshake: sim.QUIC,
			Separate:  true,
			Timeout:   dist.Constant(5 * time.Second),
			Refuse:    true,
			Backoff:   true,
		},
		Limit: limit,
	}
	simtest.Run(t, config, func(n *simtest.Net) {
		network = n
		body()
	})
}

// OnMachine calls body, which is that of a test, as a program of a machine, in a run.
// What it opens on its loopback are simulated sockets.
func OnMachine(t *testing.T, body func()) {
	if os.Getenv(worker.Env) == "" {
		t.Parallel()
	}
	simtest.Run(t, simtest.Config{Model: link.Constant(delay), Limit: limit}, func(n *simtest.Net) {
		network = n
		n.Machine("test").Do(body)
	})
}

// Test is synctest.Test in a run, which is a bubble.
func Test(t *testing.T, body func(*testing.T)) { body(t) }

// Wait is synctest.Wait.
func Wait() { network.Settle() }
