//go:build simsealed

package simtest_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	mocknet "github.com/libp2p/go-libp2p/p2p/net/mock"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/simtest"
)

// failures are runs that are to fail, with texts that must and must not be in their
// output.
var failures = []struct {
	name string
	body func(n *simtest.Net)
	says []string
}{
	{"fatal_in_body", func(n *simtest.Net) {
		n.Advance(time.Minute)
		n.Fatalf("want %d", 1)
		n.Errorf("NOT THIS")
	}, []string{"1m0s failure_test.go:", ": want 1"}},
	{"fatal_elsewhere", func(n *simtest.Net) {
		n.Node(n.Host("alice")).Go(func() {
			time.Sleep(time.Second)
			n.Fatalf("lost")
		})
		n.Advance(time.Minute)
		n.Errorf("NOT THIS")
	}, []string{"1s alice failure_test.go:", ": lost"}},
	{"error", func(n *simtest.Net) {
		n.Errorf("first")
		n.Advance(time.Second)
		n.Logf("then")
		if !n.Failed() {
			n.Errorf("NOT THIS")
		}
	}, []string{"0s failure_test.go:", ": first", "1s failure_test.go:", ": then"}},
	{"fail_now", func(n *simtest.Net) {
		n.FailNow()
		n.Errorf("NOT THIS")
	}, nil},
	{"eventually", func(n *simtest.Net) {
		n.Eventually(time.Second, func() bool { return false }, "the moon is full")
	}, []string{"1s failure_test.go:", "the moon is full does not hold after 1s"}},
	{"deadlock", func(n *simtest.Net) {
		n.Advance(time.Second)
		select {}
	}, []string{"1s: every goroutine waits"}},
	{"limit", func(n *simtest.Net) {
		n.Node(n.Host("alice")).Go(func() {
			for {
				time.Sleep(time.Second)
			}
		})
		select {}
	}, []string{"10m0s: the run has not ended by 10m0s of virtual time (Config.Limit)"}},
	{"panic", func(n *simtest.Net) {
		n.Logf("before")
		n.Node(n.Host("alice")).Go(func() {
			time.Sleep(time.Second)
			panic("oh no")
		})
		n.Advance(time.Minute)
	}, []string{": before", "1s alice: panic: oh no", "goroutine "}},
	{"exit", func(*simtest.Net) { os.Exit(3) }, []string{"the run's process ended: exit status 3"}},
	{"dial", func(n *simtest.Net) {
		n.Connect(n.Host("alice"), n.Host("bob", simtest.NotDialable()))
	}, []string{"5s failure_test.go:", "connecting alice to bob: ", sim.ErrDialTimeout.Error()}},
	{"same_name", func(n *simtest.Net) {
		n.Host("alice")
		n.Host("alice")
	}, []string{"starting host alice: ", "two nodes called alice"}},
	{"restart", func(n *simtest.Net) {
		n.Restart(n.Host("alice"))
	}, []string{"restarting alice: ", "is up already"}},
	{"stranger", func(n *simtest.Net) {
		stranger, err := mocknet.New().GenPeer()
		if err == nil {
			n.Crash(stranger)
		}
	}, []string{"is not of this network, want one that Net.Host or Net.Machine made"}},
	{"late_link", func(n *simtest.Net) {
		a, b := n.Host("a"), n.Host("b")
		n.Connect(a, b)
		n.Link(b, a, link.Way{})
	}, []string{"the link of b and a comes too late: they have met"}},
	{"unlawful", func(n *simtest.Net) {
		a := n.Host("a")
		n.Crash(a)
		n.World().Note(n.Node(a), "test.state", nil, "of one who is down")
	}, []string{"the event log could not have happened: a acts while it is down"}},
	{"own_link", func(n *simtest.Net) {
		a := n.Host("a")
		n.Link(a, a, link.Way{})
	}, []string{"a link from a to itself"}},
}

// TestFailures: each way in which a run can fail says when, where, with which
// seed, and how to see it again.
func TestFailures(t *testing.T) {
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			said := intended(t, f.name)
			for _, want := range append(f.says, "seed 7; replay it with\n", "SIMTEST_SEED=7 go run github.com/libp2p-sim/sim/cmd/simtest ",
				"-run '^TestIntended$/^"+f.name+"$' github.com/libp2p-sim/sim/sim/simtest") {
				if f.name == "exit" && strings.HasPrefix(want, "seed 7;") {
					continue // nobody was left to say so
				}
				if !strings.Contains(said, want) {
					t.Errorf("%q is not in\n%s", want, said)
				}
			}
			for _, not := range []string{"NOT THIS", "os.Exit"} {
				if strings.Contains(said, not) {
					t.Errorf("%q is in\n%s", not, said)
				}
			}
		})
	}
}

// TestMisuse: the code before Run must do the same in the run's own process.
func TestMisuse(t *testing.T) {
	for name, want := range map[string]string{
		"chance":  "what comes before Run depends on chance",
		"astray":  "the test took another way in the run's own process and did not come to Run",
		"badseed": `SIMTEST_SEED="twelve", want a whole number from 0 to 2^64-1`,
	} {
		if said := intended(t, name); !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
}

// TestIntended fails when another test starts it, in another process.
func TestIntended(t *testing.T) {
	name := os.Getenv("SIMTEST_INTENDED")
	t.Run(name, func(t *testing.T) {
		switch name {
		case "":
		case "chance":
			simtest.Run(t, simtest.Config{Seed: rand.Uint64()}, func(*simtest.Net) {})
		case "astray":
			if os.Getenv("SIMTEST_JOB") == "" {
				simtest.Run(t, simtest.Config{}, func(*simtest.Net) {})
			}
		case "badseed":
			t.Setenv(simtest.SeedEnv, "twelve")
			simtest.Run(t, simtest.Config{}, func(*simtest.Net) {})
		}
		for _, f := range failures {
			if f.name == name {
				simtest.Run(t, simtest.Config{Seed: 7, Limit: 10 * time.Minute}, f.body)
				t.Error("NOT THIS")
			}
		}
	})
}

// intended runs a test that fails and returns its output.
func intended(t *testing.T, name string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestIntended$", "-test.timeout=1m", "-test.paniconexit0") // as go test does
	cmd.Env = append(os.Environ(), "SIMTEST_INTENDED="+name)
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Errorf("%s has not failed:\n%s", name, out)
	}
	return string(out)
}
