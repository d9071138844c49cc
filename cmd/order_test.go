//go:build simsealed

package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestOrder: another order is another run, again and again the same, of the same
// peers, which begin the same operations at the same moments.
func TestOrder(t *testing.T) {
	shipped, err := os.ReadFile("../scenarios/chandy-lamport.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// With delays that nobody draws, much arrives at one instant.
	drawn := regexp.MustCompile(`(?m)^  (latency|asymmetric|jitter): .*\n`)
	file := filepath.Join(t.TempDir(), "ties.yaml")
	if err := os.WriteFile(file, drawn.ReplaceAll(shipped, nil), 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(order string) (hash, peers string, asked []string) {
		dir := filepath.Join(lawfulDir(t), "run")
		simulate(t, exitOK, "run", file, "--until", "30s", "-q", "--out", dir, "--set", "network.latency={constant: 50ms}", "--set", "order="+order, "--set", "expect=[]",
			"--set", "workload=[{every: {exponential: {mean: 3s}}, snapshot: {}}]")
		b, err := os.ReadFile(filepath.Join(dir, trace.PeersFile))
		if err != nil {
			t.Fatal(err)
		}
		l, err := log.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range l.Events() {
			if err != nil {
				t.Fatal(err)
			}
			if e.Kind == trace.OpStart && e.Proto == "chandylamport.snapshot" {
				asked = append(asked, fmt.Sprintf("%s at %d", e.P, e.T))
			}
		}
		return fingerprint(t, dir), string(b), asked
	}
	first, peers, asked := run("0")
	other, otherPeers, otherAsked := run("1")
	again, _, _ := run("1")
	if first == other || other != again {
		t.Errorf("fingerprints in orders 0, 1, 1: %s, %s, %s", first, other, again)
	}
	if peers != otherPeers {
		t.Error("another order has other peers")
	}
	if len(asked) < 5 || strings.Join(asked, " ") != strings.Join(otherAsked, " ") {
		t.Errorf("in order 0 snapshots of %v, in order 1 of %v", asked, otherAsked)
	}
}
