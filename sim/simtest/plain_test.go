//go:build !simsealed

package simtest_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/simtest"
)

// TestPlain: without the sealed runtime a test fails and names the command to run.
func TestPlain(t *testing.T) {
	if os.Getenv("SIMTEST_INTENDED") != "" {
		simtest.Run(t, simtest.Config{}, func(*simtest.Net) {})
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestPlain$")
	cmd.Env = append(os.Environ(), "SIMTEST_INTENDED=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "no sealed runtime") || !strings.Contains(string(out), "go run github.com/libp2p-sim/sim/cmd/simtest") {
		t.Errorf("%v, %s", err, out)
	}
	testPing := testPing // compiled in plain builds, too
	_ = testPing
}
