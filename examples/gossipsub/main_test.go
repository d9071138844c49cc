//go:build simsealed

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/worker"
)

// TestMain lets the test binary be the program, and the program's workers.
func TestMain(m *testing.M) {
	if worker.Is() || os.Getenv("BE_GOSSIPSUB") != "" {
		main()
	}
	os.Exit(m.Run())
}

// A summary has the parts of a summary.json that the tests look at.
type summary struct {
	Fingerprint string
	Events      int64
	Metrics     map[string]struct {
		Count               int64
		Min, Mean, P50, Max float64
	}
	Expect []struct {
		Expr string
		OK   bool
	}
}

// simulate runs the scenario for a minute, in processes of its own, and
// returns its summary.
func simulate(t *testing.T, bin string, args ...string) summary {
	t.Helper()
	var s summary
	dir := filepath.Join(t.TempDir(), "run")
	out := run(t, bin, append([]string{"run", "gossipsub.yaml", "--until", "1m", "--format", "json", "--progress", "none", "--out", dir}, args...)...)
	lawful(t, dir)
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return s
}

// lawful holds the log of a run against the invariants of trace.Validator.
func lawful(t *testing.T, dir string) {
	t.Helper()
	l, err := log.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Validate(); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, bin string, args ...string) string {
	t.Helper()
	cmd := exec.Command(bin, args...)
	cmd.Env = append(os.Environ(), "BE_GOSSIPSUB=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(args, " "), err, out, stderr.String())
	}
	return string(out)
}

// TestScenario: the scenario's expectations hold, and a second run in other
// processes is the same.
func TestScenario(t *testing.T) {
	a, b := simulate(t, os.Args[0]), simulate(t, os.Args[0])
	if len(a.Fingerprint) != 64 || a.Fingerprint != b.Fingerprint {
		t.Errorf("fingerprints %q and %q", a.Fingerprint, b.Fingerprint)
	}
	if len(a.Expect) < 4 {
		t.Errorf("%d expectations, want those of the scenario", len(a.Expect))
	}
	for _, e := range a.Expect {
		if !e.OK {
			t.Errorf("does not hold: %s", e.Expr)
		}
	}
	// 21 messages, one a second from 30s on, have had their deadline, each with 59 readers.
	for _, name := range []string{"gossipsub.delivered", "gossipsub.duplicates"} {
		if got := a.Metrics[name].Count; got != 21*59 {
			t.Errorf("%d samples of %s, want %d", got, name, 21*59)
		}
	}
	if got := a.Metrics["gossipsub.delivery"].Count; got < 29*59 {
		t.Errorf("%d deliveries, want about 30 times 59", got)
	}
}

// TestDegree: a larger mesh is faster and wastes more; flooding wastes less time;
// IDONTWANT wastes fewer bytes.
func TestDegree(t *testing.T) {
	set := func(option string) summary { return simulate(t, os.Args[0], "--set", "protocols.gossipsub."+option) }
	d4, d12, flood, idontwant := set("d=4"), set("d=12"), set("flood_publish=true"), set("idontwant_threshold=100B")
	d6 := simulate(t, os.Args[0])
	mean := func(s summary, metric string) float64 { return s.Metrics["gossipsub."+metric].Mean }
	if a, b, c := mean(d4, "duplicates"), mean(d6, "duplicates"), mean(d12, "duplicates"); !(a < b && b < c) {
		t.Errorf("duplicates with d = 4, 6, 12: %v, %v, %v", a, b, c)
	}
	if a, b := mean(d4, "delivery"), mean(d12, "delivery"); a <= b {
		t.Errorf("mean delivery with d = 4 in %v ns, with 12 in %v", a, b)
	}
	if a, b := mean(flood, "delivery"), mean(d6, "delivery"); a >= b {
		t.Errorf("mean delivery with flood_publish in %v ns, without in %v", a, b)
	}
	if a, b := mean(idontwant, "duplicates"), mean(d6, "duplicates"); a >= b {
		t.Errorf("duplicates with IDONTWANT %v, without %v", a, b)
	}
	// In a mesh of m peers each peer sends a message to all of them but the one that
	// it came from.
	if got, want := mean(d6, "duplicates"), d6.Metrics["gossipsub.mesh"].Max-2; got < want-0.8 || got > want+0.8 {
		t.Errorf("%v duplicates per delivery, want about %v", got, want)
	}
}

// TestCrash: a peer that crashed is not asked for messages, and the others get theirs.
func TestCrash(t *testing.T) {
	s := simulate(t, os.Args[0], "--set", `faults=[{at: 45s, crash: {peers: "peers[0:20]"}}]`)
	if got := s.Metrics["gossipsub.delivered"]; got.Mean != 1 || got.Count >= 21*59 {
		t.Errorf("delivered: %+v, want all, of fewer", got)
	}
}

// TestBuiltin: the program still is sim, with one more protocol.
func TestBuiltin(t *testing.T) {
	var schema struct {
		Properties struct {
			Protocols struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal([]byte(run(t, os.Args[0], "schema")), &schema); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range schema.Properties.Protocols.Properties {
		names = append(names, name)
	}
	for _, want := range []string{"gossipsub", "kademlia", "ping"} {
		if !slices.Contains(names, want) {
			t.Errorf("the schema has the protocols %v, want %s", names, want)
		}
	}
}

// TestReadme: the README's table has the values of a run.
func TestReadme(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	run(t, os.Args[0], "run", "gossipsub.yaml", "-q", "--out", dir)
	lawful(t, dir)
	out := run(t, "go", "run", "./figure", filepath.Join(t.TempDir(), "f.svg"), "6="+dir)
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), out[strings.Index(out, "| 6 |"):]) {
		t.Errorf("README.md does not have the line for d = 6 of\n%s`make figure` gives them all", out)
	}
}

// TestSelfSealing: a program that was built the plain way builds its sealed
// twin and gives the same fingerprint.
func TestSelfSealing(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "gossipsub")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv(name, strings.TrimSpace(string(value)))
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // without a twin of an earlier day
	t.Setenv("HOME", t.TempDir())
	if a, b := simulate(t, bin), simulate(t, os.Args[0]); a.Fingerprint != b.Fingerprint || a.Events == 0 {
		t.Errorf("plain %q, sealed %q", a.Fingerprint, b.Fingerprint)
	}
}
