//go:build simsealed

package cmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/seal/overlay"
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

// run runs a command in the module and returns its output and whether it succeeded.
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
	o := newOutsider(t, map[string]string{"inner/ping_test.go": testifying})
	tests := []string{"go", "run", "github.com/libp2p-sim/sim/cmd/simtest", "./..."}
	if said, ok := o.run(nil, tests...); !ok || !strings.Contains(said, "ok  \texample.com/outsider/inner") {
		t.Fatalf("the test should pass:\n%s", said)
	}
	said, ok := o.run([]string{"BREAK=1", "SIMTEST_OUT=runs"}, tests...)
	if ok || !strings.Contains(said, "as it should") {
		t.Fatalf("the test should fail:\n%s", said)
	}
	replay := regexp.MustCompile(`(?m)^\s*SIMTEST_SEED=1 (go run github.com/libp2p-sim/sim/cmd/simtest) -run '\^TestPing\$' example.com/outsider/inner$`)
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

// echoing is a whole program with a protocol of its own; ´ stands for a backquote.
const echoing = `package main

import (
	"context"
	"io"
	"math/rand/v2"
	"os"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/cmd"
	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

type Options struct {
	Timeout time.Duration ´yaml:"timeout" doc:"How long an echo may take." min:"1ms"´
}

type Args struct {
	By sim.Selector ´yaml:"by" doc:"Who asks."´
}

var Echo = protocols.New(protocols.Definition[Options, *instance]{
	Name: "echo", Doc: "A word there and back.", Options: Options{Timeout: 5 * time.Second},
	Metrics: []trace.MetricDef{
		{Name: "echo.rtt", Unit: "ns", Kind: trace.Duration, Help: "Round-trip time of an echo."},
		{Name: "echo.success", Unit: "1", Kind: trace.Ratio, Help: "Echoes that came back."},
	},
	Ops: []protocols.Op{protocols.NewOp("ask", "A random peer asks another.", Args{By: "all"}, (*instance).ask)},
	New: func(w *sim.World, o Options) (*instance, error) { return &instance{world: w, options: o}, nil },
	Describe: func(proto protocol.ID, opener bool) sim.Describer {
		if proto != "/echo/1" {
			return nil
		}
		return func([]byte) string { return map[bool]string{true: "CALL", false: "ECHO"}[opener] }
	},
})

type instance struct {
	protocols.Idle
	world   *sim.World
	options Options
}

func (in *instance) Start(n *sim.Node) error {
	n.Host().SetStreamHandler("/echo/1", func(s network.Stream) { io.Copy(s, s); s.Close() })
	return nil
}

func (in *instance) ask(a *Args, r *rand.Rand) {
	from, to := sim.Pick(r, in.world.SelectUp(a.By)), sim.Pick(r, in.world.SelectUp("all"))
	op := protocols.Operation{Name: "echo", About: to.Name, Limit: in.options.Timeout, Success: "echo.success", Latency: "echo.rtt"}
	from.Go(func() { op.Do(from, func(ctx context.Context) (string, error) {
		s, err := from.Host().NewStream(ctx, to.ID, "/echo/1")
		if err != nil {
			return "", err
		}
		s.Write([]byte("hello"))
		s.CloseWrite()
		_, err = io.ReadAll(s)
		return "", err
	}) })
}

func main() { os.Exit(cmd.Main(append(cmd.Builtin(), Echo))) }
`

const echoScenario = `name: echoes
duration: 1m
network:
  peers: [{group: peers, count: 4}]
  latency: {constant: 20ms}
bootstrap: {graph: full}
protocols: {echo: {timeout: 2s}}
workload:
  - {from: 10s, every: 1s, ask: {}}
expect:
  - echo.success > 50%
`

// TestOutsiderProtocol: a protocol of somebody else's is as short as this one, and
// the commands of sim serve it as they serve ours.
func TestOutsiderProtocol(t *testing.T) {
	main := strings.ReplaceAll(echoing, "´", "`")
	if n := strings.Count(main[strings.Index(main, "type Options"):], "\n"); n > 66 {
		t.Errorf("the protocol takes %d lines, want at most 66", n)
	}
	o := newOutsider(t, map[string]string{"main.go": main, "echoes.yaml": echoScenario})
	// As the program seals itself, its first run would compile it twice.
	if said, ok := o.run(nil, "go", "build", "-tags", "simsealed", "-overlay", overlayFile(t), "-o", "echosim", "."); !ok {
		t.Fatalf("it does not compile:\n%s", said)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"run", "echoes.yaml", "--out", "run"}, "echo.rtt "},
		{[]string{"verify", "echoes.yaml"}, "twice the same"},
		{[]string{"trace", "run", "--kind", "op"}, "echo"},
		{[]string{"trace", "run", "--kind", "send"}, "CALL, 5 B of /echo/1"},
		{[]string{"trace", "run", "--follow", "echo#1"}, "has the answer of peers-"},
		{[]string{"trace", "run", "--follow", "echo#1"}, ", ECHO, message"},
		{[]string{"trace", "run", "--export", "otlp"}, `"CALL"`},
		{[]string{"trace", "run", "--export", "chrome"}, `"name":"CALL"`},
		{[]string{"trace", "run", "--export", "shiviz"}, "ECHO"},
		{[]string{"schema"}, "How long an echo may take."},
	} {
		if said, ok := o.run(nil, append([]string{"./echosim"}, c.args...)...); !ok || !strings.Contains(said, c.want) {
			t.Errorf("echosim %v: %v\n%s", c.args, ok, said)
		}
	}
	if _, err := os.Stat(filepath.Join(o.dir, "run", "plots", "echo-success.svg")); err != nil {
		t.Error(err)
	}
	page, err := os.ReadFile(filepath.Join(o.dir, "run", "report.html"))
	if err != nil || !strings.Contains(string(page), `"said":["","CALL","ECHO"]`) {
		t.Errorf("report.html does not name CALL and ECHO: %v, %d bytes", err, len(page))
	}
}

// overlayFile is the overlay with which this test was built, written anew.
func overlayFile(t *testing.T) string {
	t.Helper()
	file, err := overlay.MakeFor("go", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return file
}
