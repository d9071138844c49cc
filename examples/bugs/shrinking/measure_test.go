//go:build simsealed

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios/run"
)

// TestMain lets the test binary be the program's workers.
func TestMain(m *testing.M) {
	run.Init(known)
	os.Exit(m.Run())
}

// TestMeasure: where nothing is chance, a change keeps a find failing with any seed or with none,
// the first two seeds are the finds, and both shrink to the two peers that a ping needs.
func TestMeasure(t *testing.T) {
	file := filepath.Join(t.TempDir(), "slow.yaml")
	text := `name: slow
duration: 1m
network:
  peers: [{group: peers, count: 3}]
  latency: {constant: 50ms}
protocols: {ping: {}}
workload: [{at: 5s, ping: {}}]
expect: [max(ping.rtt) < 90ms]
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, said strings.Builder
	if err := shrinking([]string{"-finds", "2", file}, &out, &said); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || lines[0] != header {
		t.Fatalf("%s\n%s", out.String(), said.String())
	}
	line := regexp.MustCompile(`^slow,([12]),(\d+),(\d+),(\d+),\d+,\d+,2,(\d+),([0-9.]+)$`)
	for i, l := range lines[1:] {
		m := line.FindStringSubmatch(l)
		if m == nil || m[1] != string(rune('1'+i)) || m[3] != m[4] || m[3] == "0" || m[2] == m[3] {
			t.Errorf("%s: want that some changes keep it failing, some do not, and the seed does not matter", l)
		}
	}
	t.Log(out.String())
	out.Reset()
	if err := shrinking([]string{"-finds", "2", "-seeds", "1", file}, &out, &said); err == nil || !strings.Contains(err.Error(), "seeds 1..1 break it 1 times too few") {
		t.Errorf("%v, want that a find is missing", err)
	}
}
