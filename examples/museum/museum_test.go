//go:build museum

// Package museum runs the scenarios of the museum: red must be red, for the stated reason,
// and its control green.
package museum

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// An exhibit is one run of a bug's scenario.
type exhibit struct {
	bug  string
	name string
	set  []string // overrides
	red  string   // the expectation that alone is not met, "" if all must be
	fast bool     // it runs in CI
}

var exhibits = []exhibit{
	{bug: "kad-dht-387", name: "red", red: "kademlia.get.success >= 99% after 4h"},
	{bug: "kad-dht-387", name: "bootstrap peers do not help", set: []string{"protocols.kademlia.bootstrap_peers=servers[0]"}, red: "kademlia.get.success >= 99% after 4h"},
	{bug: "kad-dht-387", name: "two minutes are enough", set: []string{"faults.0.for=2m"}, red: "kademlia.get.success >= 99% after 4h"},
	{bug: "kad-dht-387", name: "green: never apart", set: []string{"faults=[]"}},
	{bug: "kad-dht-1222", name: "red", red: "max(kademlia.put.latency) <= 35s", fast: true},
	{bug: "kad-dht-1222", name: "green: all read", set: []string{"network.peers.slow.down=100Mbit", "network.peers.slow.queue=1MiB"}, fast: true},
	{bug: "mina-19385", name: "red", red: "kademlia.find_providers.success == 100% after 49h"},
	{bug: "mina-19385", name: "green: provided again", set: []string{"protocols.kademlia.reprovide=22h"}},
}

// A summary is what the tests read of a run.
type summary struct {
	Fingerprint string
	Expect      []struct {
		Expr, Actual string
		OK           bool
	}
}

// TestExhibits runs each twice.
func TestExhibits(t *testing.T) {
	for _, x := range exhibits {
		t.Run(x.bug+"/"+x.name, func(t *testing.T) {
			if testing.Short() && !x.fast {
				t.Skip("takes minutes: make museum")
			}
			first, second := show(t, x), show(t, x)
			if first.Fingerprint != second.Fingerprint {
				t.Errorf("two runs have the fingerprints %s and %s", first.Fingerprint, second.Fingerprint)
			}
			for _, e := range first.Expect {
				t.Logf("%v %s: %s", e.OK, e.Expr, e.Actual)
				if e.OK != (e.Expr != x.red) {
					t.Errorf("%s: met is %v (%s), want %v", e.Expr, e.OK, e.Actual, !e.OK)
				}
			}
			if x.red != "" && !slices.ContainsFunc(first.Expect, func(e struct {
				Expr, Actual string
				OK           bool
			}) bool {
				return e.Expr == x.red
			}) {
				t.Errorf("no expectation is %q", x.red)
			}
		})
	}
}

// show runs an exhibit.
func show(t *testing.T, x exhibit) (s summary) {
	t.Helper()
	args := []string{"run", filepath.Join(x.bug, "bug.yaml"), "--progress", "none", "--format", "json", "--out", filepath.Join(t.TempDir(), "run")}
	for _, set := range x.set {
		args = append(args, "--set", set)
	}
	c := exec.Command(os.Getenv("SIM"), args...)
	var said strings.Builder
	c.Stderr = &said
	out, err := c.Output()
	if code := c.ProcessState.ExitCode(); code != 0 && code != 99 {
		t.Fatalf("sim %s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	if err := json.Unmarshal(out, &s); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return s
}
