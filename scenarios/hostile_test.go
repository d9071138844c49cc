package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/budget"
)

// many writes a line for each number below n.
func many(n int, line string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

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
		// After 1000 problems no more are listed; what is wrong stays wrong.
		{"a broken law after 1000 problems", net("{constant: 1ms}\n  jitter: {pareto: {}}") + many(1001, "u%d: 1\n"), "more than 1000 problems"},
		{"a broken loss", net("{constant: 1ms}\n  loss: {bursts: {}}") + many(1001, "u%d: 1\n"), "more than 1000 problems"},
		{"broken options", many(1001, "u%d: 1\n") + net("{constant: 1ms}") + "protocols: {store: {cache: {size: x}}}\n", "more than 1000 problems"},
		{"a broken file", many(1001, "u%d: 1\n") + net("{matrix: {file: {name: x}, kind: rtt}}"), "more than 1000 problems"},

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
			budget.Input.Run(t, func() { _, err = Load("x.yaml", []byte(c.text), fakes, nil) })
			wantError(t, err, c.want)
		})
	}
}

// wantError wants an error that holds a text, or none for "".
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if (want == "") != (err == nil) || !strings.Contains(got, want) {
		t.Errorf("it gives %.300q, want %q", got, want)
	}
}

// The same for studies.
func TestHostileStudies(t *testing.T) {
	study := func(more string) string {
		return "name: s\nscenario: {name: m.yaml, text: " + fmt.Sprintf("%q", minimal) + "}\nmeasures: [max(peers.online)]\n" + more
	}
	const duration = "parameters: {d: {path: duration, values: [1h, 2h]}}\n"
	for _, c := range []struct{ name, text, want string }{
		{"a repeat of quintillions", study(duration + "repeat: 5305990293147446037"), "repeat is 5305990293147446037; want 0 to 100000"},
		{"a repeat of billions", study(duration + "repeat: 1000000000"), "repeat is 1000000000; want 0 to 100000"},
		{"all seeds", study(duration + "seeds: 0..18446744073709551615"), "holds more than 100000 seeds"},
		{"seeds one by one", study(duration + "seeds: [" + many(150_000, "%d,") + "]"), "more than 100000 seeds"},
		{"values one by one", study("repeat: 2\nparameters: {d: {path: duration, values: [" + many(100_000, "1%dms,") + "]}}"), "at most 10000"},
		{"a range of small steps", study("repeat: 2\nparameters: {d: {path: duration, from: 1ms, to: 1000h, step: 1ms}}"), "more than 10000 values"},
		{"many parameters", study("repeat: 2\nparameters:\n" + many(20_000, "  p%d: {path: a, values: [1]}\n")), "at most 100"},
		{"many settings", study(duration + "repeat: 2\nset:\n" + many(50_000, "  a%d: 1\n")), "at most 1000"},
		{"many conditions", study(duration + "repeat: 2\nwhere:\n" + many(50_000, "- d > %dms\n")), "at most 100"},
		{"many measures", study(duration + "repeat: 2\nmeasures:\n" + many(30_000, "- p9(peers.online) after %dms\n")), "at most 1000"},
		{"a name that is none, named again", study("repeat: 2\nparameters: {a|b: {path: duration, values: [1h]}}\nwhere: [a|b > 1h]\nzip: [[a|b, c]]\n"), `parameter "a|b"`},
		{"a condition on no parameter", study("repeat: 2\nparameters: {}\nwhere: [k > 1]\n"), `no parameter is called "k"`},
		{"broken parameters after 1000 problems", many(1001, "u%d: 1\n") + study("repeat: 2\nparameters: {d: {path: duration, from: {a: 1}, step: [2], to: x}}"), "more than 1000 problems"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var err error
			budget.Input.Run(t, func() {
				_, err = LoadStudy("x.yaml", []byte(strings.Replace(c.text, "measures: [max(peers.online)]\n", "", strings.Count(c.text, "measures:")-1)), StudyFlags{}, fakes)
			})
			wantError(t, err, c.want)
			if ps, ok := err.(Problems); ok && c.name == "a name that is none, named again" && len(ps) != 1 {
				t.Errorf("%d problems of one slip:\n%v", len(ps), err)
			}
		})
	}
}

// Keys of a trace are those of a workload: what CSV files can hold, and no formula.
func TestHostileKeys(t *testing.T) {
	names := map[string]bool{"a-0": true}
	for _, key := range []string{`k"x`, "=1+1", "+1", "-1", "@a", "é", strings.Repeat("k", 101), "\x7f"} {
		_, err := spec.ParseTrace("1s put a-0 "+key, names, spec.TraceOps{Used: fakes, Known: fakes})
		if err == nil || !strings.HasPrefix(err.Error(), "line 1: key ") {
			t.Errorf("%.20q gives %v", key, err)
		}
	}
	for _, key := range []string{"k", "k=1", "a-b", "1"} {
		if _, err := spec.ParseTrace("1s put a-0 "+key, names, spec.TraceOps{Used: fakes, Known: fakes}); err != nil {
			t.Errorf("%q gives %v", key, err)
		}
	}
}
