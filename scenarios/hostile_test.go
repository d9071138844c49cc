package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/budget"
)

// Files that once took the program down, or all of the machine: each is refused,
// or read, within bounds, and says why.
func TestHostileScenarios(t *testing.T) {
	const head = "name: x\nduration: 1m\n"
	net := func(latency string) string {
		return head + "network:\n  peers: [{group: a, count: 2}]\n  latency: " + latency + "\n"
	}
	peers := func(n int, more string) string {
		return head + fmt.Sprintf("network: {peers: [{group: a, count: %d}], latency: {constant: 1ms}}\n", n) + more
	}
	for _, c := range []struct{ name, text, want string }{
		// After 1000 problems no more are listed; a wrong scenario stays wrong.
		{"a broken law after 1000 problems", net("{constant: 1ms}\n  jitter: {pareto: {}}") + lab.Many(1001, "u%d: 1\n"), "more than 1000 problems"},
		{"a broken loss", net("{constant: 1ms}\n  loss: {bursts: {}}") + lab.Many(1001, "u%d: 1\n"), "more than 1000 problems"},
		{"broken options", lab.Many(1001, "u%d: 1\n") + net("{constant: 1ms}") + "protocols: {store: {cache: {size: x}}}\n", "more than 1000 problems"},
		{"a broken file", lab.Many(1001, "u%d: 1\n") + net("{matrix: {file: {name: x}, kind: rtt}}"), "more than 1000 problems"},

		{"coordinates of nobody", net(`{coordinates: {file: {name: c.csv, text: "name,x,y,height\n"}}}`), "c.csv:1:16: no places"},
		{"manifests without pods", head + `network: {kubernetes: {manifests: [{name: k.yaml, text: "{apiVersion: v1, kind: Node, metadata: {name: m1}}\n"}]}}`, "no pods"},
		{"no groups", head + "network: {peers: [], latency: {constant: 1ms}}", "3:18: peers is empty"},

		{"a dense line", peers(100_000, "bootstrap: {graph: line}"), "4:20: the line graph of 100000 peers has 4999950000 edges; want at most 5000000"},
		{"a dense regular graph", peers(20_000, "bootstrap: {graph: random-regular, degree: 19998}"), "199980000 edges"},
		{"a dense small world", peers(20_000, "bootstrap: {graph: small-world, degree: 19998}"), "199980000 edges"},
		{"a dense scale-free graph", peers(20_000, "bootstrap: {graph: scale-free, degree: 10000}"), "149995000 edges"},
		{"the largest line", peers(3162, "bootstrap: {graph: line}"), ""},
		{"the largest network", peers(1_000_000, "bootstrap: {graph: small-world, degree: 10}"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var err error
			budget.Input.Run(t, func() { _, err = Load("x.yaml", []byte(c.text), lab.Fakes, nil) })
			lab.WantError(t, err, c.want)
		})
	}
}

// Keys of a trace are those of a workload: texts that CSV files can hold, and no formulas.
func TestHostileKeys(t *testing.T) {
	names := map[string]bool{"a-0": true}
	for _, key := range []string{`k"x`, "=1+1", "+1", "-1", "@a", "é", strings.Repeat("k", 101), "\x7f"} {
		_, err := spec.ParseTrace("1s put a-0 "+key, names, spec.TraceOps{Used: lab.Fakes, Known: lab.Fakes})
		if err == nil || !strings.HasPrefix(err.Error(), "line 1: key ") {
			t.Errorf("%.20q gives %v", key, err)
		}
	}
	for _, key := range []string{"k", "k=1", "a-b", "1"} {
		if _, err := spec.ParseTrace("1s put a-0 "+key, names, spec.TraceOps{Used: lab.Fakes, Known: lab.Fakes}); err != nil {
			t.Errorf("%q gives %v", key, err)
		}
	}
}
