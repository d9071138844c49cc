//go:build simsealed

package play_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestVictims: adversaries with victims connect to so many of these and to nobody else, and
// nobody connects to them, whatever the graph of the others is.
func TestVictims(t *testing.T) {
	for _, graph := range []string{"random", "full", "ring", "line"} {
		aimed := map[string]map[string]bool{} // by adversary
		for _, d := range dials(t, graph) {
			from, to := group(d[0]), group(d[1])
			switch {
			case to == "sybils":
				t.Errorf("%s: %s dials %s, with whom nobody begins", graph, d[0], d[1])
			case from == "sybils" && to != "victims":
				t.Errorf("%s: %s dials %s, who is no honest victim", graph, d[0], d[1])
			case from == "sybils":
				if aimed[d[0]] == nil {
					aimed[d[0]] = map[string]bool{}
				}
				aimed[d[0]][d[1]] = true
			}
		}
		for i := range 6 {
			if n := fmt.Sprintf("sybils-%d", i); len(aimed[n]) != 3 {
				t.Errorf("%s: %s dials victims %v, want 3", graph, n, aimed[n])
			}
		}
	}
}

func group(peer string) string { return peer[:strings.LastIndex(peer, "-")] }

// dials returns who connects to whom.
func dials(t *testing.T, graph string) (all [][2]string) {
	t.Helper()
	rec := played(t, fmt.Sprintf(`name: victims
duration: 20s
network:
  peers:
    - {group: victims, count: 5}
    - {group: sybils, count: 6, adversary: {behaviour: silent, victims: victims, degree: 3}}
    - {group: others, count: 5}
  latency: {constant: 20ms}
bootstrap: {graph: %s, interval: 10ms}
protocols: {ping: {}}
`, graph), ping.Protocol)
	for line := range bytes.Lines(rec.Text(sim.EventLog)) {
		var e struct{ E, P, Q string }
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		if e.E == string(trace.Connect) {
			all = append(all, [2]string{e.P, e.Q})
		}
	}
	if len(all) < 18 {
		t.Fatalf("%s: %d connections, want those of adversaries and of honest peers", graph, len(all))
	}
	return all
}
