// Package anycpu holds a test to the same bytes on every CPU. Libraries choose
// code by the abilities of the CPU, and two such codes may write two encodings
// of the same data. It is for tests alone.
package anycpu

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// child is set where the test runs for its bytes.
const child = "SIM_ANYCPU_CHILD"

// lesser are the CPUs of which a test is told (GODEBUG). On other architectures
// than amd64 those that the CPU does not know change nothing.
var lesser = []string{"cpu.avx2=off", "cpu.avx512f=off", "cpu.bmi2=off", "cpu.all=off"}

// Same fails t if processes that may not use the extensions of newer CPUs come
// to other bytes than these. It runs the calling test once more in each, so the
// test must come to Same always and must not be a subtest.
func Same(t *testing.T, bytes []byte) {
	t.Helper()
	digest := fmt.Sprintf("digest %x\n", sha256.Sum256(bytes))
	if os.Getenv(child) != "" {
		fmt.Print(digest)
		return
	}
	for _, without := range lesser {
		c := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
		c.Env = append(os.Environ(), child+"=1", "GODEBUG="+without)
		out, err := c.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s", without, err, out)
		}
		if !strings.Contains(string(out), digest) {
			t.Errorf("with %s: %.80q, want %q", without, out, digest)
		}
	}
}
