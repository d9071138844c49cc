//go:build simsealed

package run_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/run"
)

var known = []protocols.Protocol{ping.Protocol}

// TestMain makes the test binary a program that can run scenarios, as main does.
func TestMain(m *testing.M) {
	run.Init(known)
	os.Exit(m.Run())
}

// A scenario is loaded and run, and leaves a run directory.
func ExampleDo() {
	text := `name: small
duration: 1m
network:
  peers: [{group: peers, count: 2}]
  latency: {constant: 50ms}
protocols: {ping: {}}
workload: [{every: 10s, ping: {}}]
expect: [p99(ping.rtt) < 150ms]
`
	spec, err := scenarios.Load("small.yaml", []byte(text), known, nil)
	if err != nil {
		panic(err)
	}
	tmp, err := os.MkdirTemp("", "run")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(tmp)
	r, err := run.Do(context.Background(), filepath.Join(tmp, "small"), spec, run.Options{Keep: run.All})
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Manifest.Status, "after", time.Duration(r.Manifest.VirtualNS))
	fmt.Println("median", time.Duration(r.Summary.Metrics["ping.rtt"].P50))
	fmt.Println("broken:", run.BreakageOf(r.Summary) != nil)
	// Output:
	// complete after 1m0s
	// median 100ms
	// broken: false
}
