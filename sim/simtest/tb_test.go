//go:build simsealed

package simtest_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/libp2p-sim/sim/sim/simtest"
)

// uses are bodies that use t, as closures of Go tests do, with the verdict that
// they are to have and the texts to be printed, in this order.
var uses = []struct {
	name    string
	body    func(t *testing.T, n *simtest.Net)
	verdict string
	says    []string
}{
	{"errorf", func(t *testing.T, _ *simtest.Net) { t.Errorf("wrong by %d", 3) }, "FAIL", []string{"tb_test.go:", ": wrong by 3", "replay it with"}},
	{"fatal", func(t *testing.T, _ *simtest.Net) { t.Fatal("it ends"); t.Error("NOT THIS") }, "FAIL", []string{": it ends"}},
	{"require", func(t *testing.T, _ *simtest.Net) {
		require.NoError(t, errors.New("oh"), "after %d", 1)
		t.Error("NOT THIS")
	}, "FAIL", []string{"Received unexpected error:", "oh", "after 1"}},
	{"elsewhere", func(t *testing.T, n *simtest.Net) {
		n.Node(n.Host("a")).Go(func() { t.Error("of a goroutine") })
		n.Advance(time.Second)
	}, "FAIL", []string{": of a goroutine"}},
	{"subtest", func(t *testing.T, _ *simtest.Net) {
		t.Run("good", func(*testing.T) {})
		t.Run("bad", func(t *testing.T) { t.Error("inside") })
	}, "FAIL", []string{"--- PASS: TestIntendedT/subtest/good", ": inside", "--- FAIL: TestIntendedT/subtest/bad"}},
	{"parallel", func(t *testing.T, _ *simtest.Net) {
		t.Run("late", func(t *testing.T) { t.Parallel(); t.Error("NOT THIS") })
	}, "FAIL", []string{"1 parallel subtests began in the run"}},
	{"skip", func(t *testing.T, _ *simtest.Net) { t.Skip("not today"); t.Error("NOT THIS") }, "SKIP", []string{": not today"}},
	{"log", func(t *testing.T, n *simtest.Net) {
		t.Log("first")
		n.Logf("second")
		t.Log("third,\nin two lines")
	}, "PASS", []string{": first", "0s tb_test.go:", ": second", ": third,", "in two lines"}},
	{"cleanup", func(t *testing.T, n *simtest.Net) {
		t.Cleanup(func() { n.Logf("last") })
		t.Cleanup(func() {
			if t.Context().Err() == nil {
				t.Error("NOT THIS")
			}
			n.Advance(time.Minute)
		})
	}, "PASS", []string{"1m0s tb_test.go:", ": last"}},
	{"cleanup_fails", func(t *testing.T, n *simtest.Net) {
		t.Cleanup(func() { n.Logf("all the same") })
		t.Cleanup(func() { t.Fatal("too late") })
	}, "FAIL", []string{": too late", ": all the same"}},
	{"cleanup_after_fatal", func(t *testing.T, n *simtest.Net) {
		t.Cleanup(func() { n.Logf("cleaned") })
		go n.Fatalf("elsewhere")
		n.Advance(time.Second)
		t.Error("NOT THIS")
	}, "FAIL", []string{": elsewhere", ": cleaned"}},
	{"directories", func(t *testing.T, _ *simtest.Net) {
		if err := os.WriteFile(filepath.Join(t.TempDir(), "f"), nil, 0o600); err != nil {
			t.Error(err)
		}
	}, "PASS", nil},
}

// TestUsesOfT: calls of t in a body act on the test.
func TestUsesOfT(t *testing.T) {
	for _, u := range uses {
		t.Run(u.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			cmd := exec.Command(os.Args[0], "-test.run=^TestIntendedT$/^"+u.name+"$", "-test.v", "-test.timeout=1m")
			cmd.Env = append(os.Environ(), "SIMTEST_INTENDED=1", "TMPDIR="+dir)
			out, err := cmd.CombinedOutput()
			said := string(out)
			if failed := err != nil; failed != (u.verdict == "FAIL") {
				t.Errorf("it ended with %v", err)
			}
			rest := said
			for _, want := range append(u.says, "--- "+u.verdict+": TestIntendedT/"+u.name+" ") {
				_, after, ok := strings.Cut(rest, want)
				if !ok {
					t.Fatalf("%q is not in, or not where it is to be:\n%s", want, said)
				}
				rest = after
			}
			for _, not := range []string{"NOT THIS", "\x16", "=== ENDED"} {
				if strings.Contains(said, not) {
					t.Errorf("%q is in\n%s", not, said)
				}
			}
			if u.name == "parallel" {
				return // its process cannot end well
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("%v, and there remain %v", err, left)
			}
		})
	}
}

// TestIntendedT is run by TestUsesOfT, in another process.
func TestIntendedT(t *testing.T) {
	if os.Getenv("SIMTEST_INTENDED") == "" {
		return
	}
	for _, u := range uses {
		t.Run(u.name, func(t *testing.T) {
			_ = t.TempDir()
			simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) { u.body(t, n) })
			if u.verdict != "PASS" {
				t.Error("NOT THIS")
			}
		})
	}
}
