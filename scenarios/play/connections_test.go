//go:build simsealed

package play_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/libp2p-sim/sim/protocols/kademlia"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestConnections: peers with a connection manager keep few connections, without one
// they keep all.
func TestConnections(t *testing.T) {
	without, with := meanConnections(t, ""), meanConnections(t, "  connections: {low: 4, high: 6, grace: 2s}\n")
	// kad-dht protects the peers of its first two buckets, which may be all others.
	if without < 20 || with > without/2 {
		t.Errorf("%.1f connections a peer without a manager, want most of 39; %.1f with", without, with)
	}
}

// meanConnections returns how many connections a peer has at the end of a run with a line
// of its network.
func meanConnections(t *testing.T, line string) float64 {
	t.Helper()
	const peers = 40
	text := fmt.Sprintf(`name: connections
duration: 3m
network:
  peers: [{group: clients, count: %d, dialable: true}]
  latency: {constant: 20ms}
%sprotocols: {kademlia: {mode: server, bucket_size: 4}}
workload: [{from: 20s, every: 1s, put: {}}]
`, peers, line)
	rec := played(t, text, kademlia.Protocol)
	open := 0 // ends
	for e := range bytes.Lines(rec.Text(sim.EventLog)) {
		var kind struct{ E string }
		if err := json.Unmarshal(e, &kind); err != nil {
			t.Fatal(err)
		}
		switch kind.E {
		case string(trace.Connect), string(trace.Accept):
			open++
		case string(trace.Disconnect):
			open--
		}
	}
	return float64(open) / peers
}
