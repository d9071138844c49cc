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
	if worker.Is() || os.Getenv("BE_BITSWAP") != "" {
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

// simulate runs the scenario in processes of its own, and returns its summary.
func simulate(t *testing.T, bin string, args ...string) summary {
	t.Helper()
	var s summary
	dir := filepath.Join(t.TempDir(), "run")
	out := run(t, bin, append([]string{"run", "bitswap.yaml", "--format", "json", "--progress", "none", "--out", dir}, args...)...)
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
	cmd.Env = append(os.Environ(), "BE_BITSWAP=1")
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
	if len(a.Expect) < 3 {
		t.Errorf("%d expectations, want those of the scenario", len(a.Expect))
	}
	for _, e := range a.Expect {
		if !e.OK {
			t.Errorf("does not hold: %s", e.Expr)
		}
	}
	// 19 peers fetch 32 blocks each, and some come twice.
	received, duplicates := a.Metrics["bitswap.received"].Max, a.Metrics["bitswap.duplicates"].Max
	if received-duplicates != 19*32 {
		t.Errorf("%v blocks were received, %v of them again, want %d new ones", received, duplicates, 19*32)
	}
	if a.Metrics["bitswap.holders"].Min != 1 {
		t.Errorf("at first %v peers hold the file, want one", a.Metrics["bitswap.holders"].Min)
	}
}

// TestSources: a file that four peers have is there sooner than one that one has.
func TestSources(t *testing.T) {
	one, four := simulate(t, os.Args[0]), simulate(t, os.Args[0], "--set", "workload.0.add.by=peers[0:4]")
	if a, b := one.Metrics["bitswap.fetch"].Mean, four.Metrics["bitswap.fetch"].Mean; a <= b {
		t.Errorf("fetches take %v ns on average from one peer, %v from four", a, b)
	}
	if four.Metrics["bitswap.success"].Count != 16 {
		t.Errorf("%d fetches, want one of each peer that does not have the file", four.Metrics["bitswap.success"].Count)
	}
}

// TestCut: who is cut off gets nothing, and says so.
func TestCut(t *testing.T) {
	s := simulate(t, os.Args[0], "--set", `faults=[{at: 20s, isolate: {peers: "peers[0]"}}]`, "--set", "expect=[]", "--set", "duration=8m")
	if got := s.Metrics["bitswap.timeout"]; got.Mean != 1 || got.Count == 0 {
		t.Errorf("timeouts: %+v, want of all fetches", got)
	}
	if got := s.Metrics["bitswap.holders"].Max; got != 1 {
		t.Errorf("%v peers come to hold the file, want its owner alone", got)
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
	for _, want := range []string{"bitswap", "kademlia", "ping"} {
		if !slices.Contains(names, want) {
			t.Errorf("the schema has the protocols %v, want %s", names, want)
		}
	}
}

// TestSelfSealing: a program that was built the plain way builds its sealed
// twin and gives the same fingerprint.
func TestSelfSealing(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "bitswap")
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
