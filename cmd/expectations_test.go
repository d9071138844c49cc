//go:build simsealed

package cmd

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

// everything is a scenario with all protocols, and the groups that the
// documentation speaks of.
const everything = `name: everything
duration: 4h
network:
  peers: [{group: servers, count: 20}, {group: clients, count: 5}]
  latency: {constant: 50ms}
protocols: {chandylamport: {}, kademlia: {}, mdns: {}, ping: {}}
`

// TestDocumentedExpectations: every expectation in the documentation is one.
func TestDocumentedExpectations(t *testing.T) {
	b, err := os.ReadFile("../docs/expectations.md")
	if err != nil {
		t.Fatal(err)
	}
	ofRuns, ofStudies := 0, 0
	for _, block := range yamlBlock.FindAllStringSubmatch(string(b), -1) {
		if !strings.HasPrefix(block[1], "# of a study\n") {
			spec, err := scenarios.Load("docs/expectations.md", []byte(everything+block[1]), Builtin(), nil)
			if err != nil {
				t.Error(err)
				continue
			}
			ofRuns += len(spec.Expect)
			continue
		}
		for line := range strings.Lines(block[1]) {
			text, ok := strings.CutPrefix(strings.TrimSpace(line), "- ")
			if !ok {
				continue
			}
			ofStudies++
			a, err := expect.ParseAcross(strings.Trim(text, `"`))
			if err == nil {
				_, err = a.Bind(builtinMetrics())
			}
			if err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
	if ofRuns < 12 || ofStudies < 4 {
		t.Errorf("found %d expectations of runs and %d of studies", ofRuns, ofStudies)
	}
}

func builtinMetrics() []trace.MetricDef {
	defs := []trace.MetricDef{scenarios.PeersOnline}
	for _, p := range Builtin() {
		defs = append(defs, p.Metrics...)
	}
	return defs
}

// TestDocumentedGrammar: the documentation and the package have one grammar.
func TestDocumentedGrammar(t *testing.T) {
	docs, err := os.ReadFile("../docs/expectations.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("../scenarios/expect/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, grammar, _ := strings.Cut(string(docs), "```text\n")
	grammar, _, ok := strings.Cut(grammar, "```")
	if !ok || len(grammar) < 500 {
		t.Fatal("no grammar in the documentation")
	}
	for line := range strings.Lines(grammar) {
		want := "//\t" + line
		if line == "\n" {
			want = "//\n"
		}
		if !strings.Contains(string(source), want) {
			t.Errorf("scenarios/expect/doc.go has no line %q", want)
		}
	}
}

// TestDocumentedSessions runs the consoles of the documentation and compares their
// output.
func TestDocumentedSessions(t *testing.T) {
	for _, name := range []string{"expectations.md"} {
		b, err := os.ReadFile(filepath.Join("..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		dir := lawfulDir(t)
		sessions := consoleBlock.FindAllStringSubmatch(string(b), -1)
		if len(sessions) == 0 {
			t.Errorf("%s has no console", name)
		}
		for _, block := range sessions {
			if diff := cmp.Diff(block[1], session(t, dir, block[1])); diff != "" {
				t.Errorf("%s (-documented +printed):\n%s", name, diff)
			}
		}
	}
}

// session runs the commands of a console in a directory and returns the console as
// it would be: the commands and their output.
func session(t *testing.T, dir, console string) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.Lines(console) {
		command, ok := strings.CutPrefix(line, "$ sim ")
		if !ok {
			continue
		}
		cmd := simCommand(t)
		cmd.Dir = dir
		cmd.Args = []string{"sh", "-c", "'" + cmd.Path + "' " + command}
		cmd.Path, _ = exec.LookPath("sh")
		printed, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() == exitInternal) {
			t.Fatalf("%s: %v\n%s", command, err, printed)
		}
		fmt.Fprintf(&out, "$ sim %s%s", command, printed)
	}
	return out.String()
}
