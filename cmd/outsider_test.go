//go:build simsealed

package cmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// An outsider is a module of somebody else's, which has ours by a replace directive.
type outsider struct {
	t   *testing.T
	dir string
	env []string
}

func newOutsider(t *testing.T, files map[string]string) *outsider {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	files["go.mod"] = strings.Replace(string(mod), "module github.com/libp2p-sim/sim", "module example.com/outsider", 1) +
		"\nrequire github.com/libp2p-sim/sim v0.0.0\n\nreplace github.com/libp2p-sim/sim => " + root + "\n"
	files["go.sum"] = string(sum)
	o := &outsider{t: t, dir: t.TempDir()}
	for name, text := range files {
		path := filepath.Join(o.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o.env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
	return o
}

// run runs a command in the module and returns what it says and whether it was content.
func (o *outsider) run(env []string, command ...string) (string, bool) {
	o.t.Helper()
	c := exec.Command(command[0], command[1:]...)
	c.Dir, c.Env = o.dir, append(o.env[:len(o.env):len(o.env)], env...)
	out, err := c.CombinedOutput()
	return string(out), err == nil
}

const testifying = `package outsider

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	"github.com/stretchr/testify/require"

	"github.com/libp2p-sim/sim/sim/simtest"
)

func TestPing(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		ping.NewPingService(b)
		n.Connect(a, b)
		r := <-ping.Ping(context.Background(), a, b.ID())
		require.NoError(t, r.Error)
		if os.Getenv("BREAK") != "" {
			require.NoError(t, errors.New("as it should"))
		}
	})
}
`

// TestOutsiderTests: a stranger types one command, and a test that finds something is
// red and leaves a run that can be looked at.
func TestOutsiderTests(t *testing.T) {
	o := newOutsider(t, map[string]string{"ping_test.go": testifying})
	tests := []string{"go", "run", "github.com/libp2p-sim/sim/cmd/simtest", "./..."}
	if said, ok := o.run(nil, tests...); !ok || !strings.Contains(said, "ok  \texample.com/outsider") {
		t.Fatalf("the test should pass:\n%s", said)
	}
	said, ok := o.run([]string{"BREAK=1", "SIMTEST_OUT=" + filepath.Join(o.dir, "runs")}, tests...)
	if ok || !strings.Contains(said, "as it should") {
		t.Fatalf("the test should fail:\n%s", said)
	}
	replay := regexp.MustCompile(`(?m)^\s*SIMTEST_SEED=1 (go run github.com/libp2p-sim/sim/cmd/simtest) -run '\^TestPing\$' example.com/outsider$`)
	if !replay.MatchString(said) {
		t.Errorf("no line says how to play it again:\n%s", said)
	}
	run := filepath.Join(o.dir, "runs", "TestPing", "s1")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"trace", run, "--kind", "connect"}, "a"},
		{[]string{"report", run}, "test at "},
		{[]string{"diff", run, run}, "the same"},
	} {
		if said, err := simCommand(t, c.args...).CombinedOutput(); err != nil || !strings.Contains(string(said), c.want) {
			t.Errorf("sim %v: %v\n%s", c.args, err, said)
		}
	}
	page, err := os.ReadFile(filepath.Join(run, "report.html"))
	if err != nil || !strings.Contains(string(page), "as it should") && !strings.Contains(string(page), "the test failed") {
		t.Errorf("report.html does not say why: %v, %d bytes", err, len(page))
	}
}
