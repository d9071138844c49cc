package simtest

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
)

// SeedEnv is the environment variable that holds the seed to play again.
const SeedEnv = "SIMTEST_SEED"

// goTest is the command that runs tests with the sealed runtime.
const goTest = "go run github.com/libp2p-sim/sim/cmd/simtest"

const plainBinary = "simtest: this test binary has no sealed runtime, in which time and chance are virtual; run it with\n\t" + goTest + " ./..."

// seedFromEnv returns the seed of SIMTEST_SEED, if that is set.
func seedFromEnv() (seed uint64, ok bool, err error) {
	text, ok := os.LookupEnv(SeedEnv)
	if !ok || text == "" {
		return 0, false, nil
	}
	seed, err = strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, false, fmt.Errorf("simtest: %s=%q, want a whole number from 0 to 2^64-1", SeedEnv, text)
	}
	return seed, true, nil
}

// Seeds runs f as a subtest for every seed from from to to, both included. If
// SIMTEST_SEED is set it runs only that one, which need not be among them.
func Seeds(t *testing.T, from, to uint64, f func(t *testing.T, seed uint64)) {
	t.Helper()
	if from > to {
		t.Fatalf("simtest: no seeds from %d to %d", from, to)
	}
	given, ok, err := seedFromEnv()
	if err != nil {
		t.Fatal(err)
	}
	if ok {
		from, to = given, given
	}
	for seed := from; ; seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { f(t, seed) })
		if seed == to { // to may be the last number there is
			return
		}
	}
}

// replay says how to see a run again.
func replay(test string, seed uint64) string {
	pkg := "."
	if info, ok := debug.ReadBuildInfo(); ok {
		pkg = strings.TrimSuffix(info.Path, ".test")
	}
	return fmt.Sprintf("replay it with\n\t%s=%d %s -run '%s' %s", SeedEnv, seed, goTest, pattern(test), pkg)
}
