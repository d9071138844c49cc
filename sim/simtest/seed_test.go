//go:build simsealed

package simtest_test

import (
	"context"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/simtest"
)

// TestSeeds: a subtest for each seed, or for the one of the environment.
func TestSeeds(t *testing.T) {
	seeds := func() (names []string, seeds []uint64) {
		simtest.Seeds(t, 3, 5, func(t *testing.T, seed uint64) {
			names = append(names, t.Name())
			r := simtest.Run(t, simtest.Config{Seed: seed}, func(*simtest.Net) {})
			seeds = append(seeds, r.Seed)
		})
		return names, seeds
	}
	names, got := seeds()
	if !slices.Equal(got, []uint64{3, 4, 5}) || names[0] != "TestSeeds/seed=3" {
		t.Errorf("ran %v with seeds %v", names, got)
	}
	t.Setenv(simtest.SeedEnv, "18446744073709551615")
	names, got = seeds()
	if !slices.Equal(got, []uint64{1<<64 - 1}) || names[0] != "TestSeeds/seed=18446744073709551615" {
		t.Errorf("with SIMTEST_SEED ran %v with seeds %v", names, got)
	}
}

// TestSeedsOrder: what comes to a host at one instant comes in another order with another
// seed, so that seeds find bugs that need one.
func TestSeedsOrder(t *testing.T) {
	for i, want := range []string{"h1 h3 h0 h2", "h3 h0 h2 h1", "h1 h0 h2 h3"} {
		seed := uint64(i + 1)
		simtest.Run(t, simtest.Config{Seed: seed, Model: link.Constant(10 * time.Millisecond)}, func(n *simtest.Net) {
			var order strings.Builder
			to := n.Host("to")
			to.SetStreamHandler("/first", func(s network.Stream) {
				fmt.Fprint(&order, n.Node(to).World().Node(s.Conn().RemotePeer()).Name, " ")
			})
			var from []sim.Host
			for i := range 4 {
				from = append(from, n.Host(fmt.Sprint("h", i)))
				n.Connect(from[i], to)
			}
			time.Sleep(time.Minute)
			for _, h := range from {
				if _, err := h.NewStream(context.Background(), to.ID(), "/first"); err != nil {
					n.Errorf("%v", err)
				}
			}
			time.Sleep(time.Second)
			if got := strings.TrimSpace(order.String()); got != want {
				n.Errorf("seed %d: streams come as %q, want %q", seed, got, want)
			}
		})
	}
}

// TestSeedEnv: the environment's seed goes before the configured one.
func TestSeedEnv(t *testing.T) {
	t.Setenv(simtest.SeedEnv, "12")
	if r := simtest.Run(t, simtest.Config{Seed: 1}, func(*simtest.Net) {}); r.Seed != 12 {
		t.Errorf("ran with seed %d, want 12", r.Seed)
	}
}

// chatter lets five hosts talk at random moments, and is the same again only
// with the same seed.
func chatter(n *simtest.Net) {
	hosts := make([]sim.Host, 5)
	for i := range hosts {
		hosts[i] = n.Host(fmt.Sprint("h", i))
	}
	r := n.Rand("chatter")
	for range 50 {
		a, b := mrand.IntN(5), r.IntN(5)
		if a != b {
			n.Connect(hosts[a], hosts[b])
			roundTrip(n, hosts[a], hosts[b])
		}
		n.Advance(time.Duration(mrand.Int64N(int64(time.Second))))
	}
	// The environment must not show.
	n.Advance(time.Duration(time.Now().Hour())*time.Second + time.Duration(os.Getpid()))
}

func chat(t *testing.T, seed uint64) simtest.Result {
	model := link.Func(func(_, _ link.Place, r *mrand.Rand) link.Route {
		w := link.Way{Delay: time.Duration(r.Int64N(1e8)), Loss: link.Independent(0.05)}
		return link.Route{There: w, Back: w}
	})
	return simtest.Run(t, simtest.Config{Seed: seed, Model: model}, chatter)
}

// TestFingerprint: a seed is one run, again in this process and in others, with any
// environment.
func TestFingerprint(t *testing.T) {
	want := chat(t, 1)
	if want.Events < 100 || len(want.Fingerprint) != 64 {
		t.Errorf("the result is %+v", want)
	}
	if got := chat(t, 1); got != want {
		t.Errorf("again it is %+v, not %+v", got, want)
	}
	if got := chat(t, 2); got.Fingerprint == want.Fingerprint {
		t.Error("another seed has the same fingerprint")
	}
	for _, env := range []string{"GOMAXPROCS=4", "GOGC=5", "GODEBUG=cpu.aes=off", "TZ=Asia/Tokyo"} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestPrint$")
		cmd.Env = append(os.Environ(), "SIMTEST_PRINT=1", env)
		out, err := cmd.CombinedOutput()
		if got, _, _ := strings.Cut(string(out), "\n"); err != nil || got != fmt.Sprintf("%+v", want) {
			t.Errorf("with %s it is %s, %v, not %+v", env, out, err, want)
		}
	}
}

// TestPrint is the test that TestFingerprint starts.
func TestPrint(t *testing.T) {
	if os.Getenv("SIMTEST_PRINT") != "" {
		fmt.Printf("%+v\n", chat(t, 1))
	}
}

// TestFingerprintGrows: it covers all events so far.
func TestFingerprintGrows(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b := n.Fingerprint(), n.Fingerprint()
		n.Connect(n.Host("a"), n.Host("b"))
		if c := n.Fingerprint(); a != b || b == c {
			n.Errorf("fingerprints: %s, again %s, after a connection %s", a, b, c)
		}
	})
}

// TestRand: streams follow from the seed and their names, and not from draws
// elsewhere.
func TestRand(t *testing.T) {
	draw := func(seed uint64, name string, before int) time.Duration {
		return simtest.Run(t, simtest.Config{Seed: seed}, func(n *simtest.Net) {
			for range before {
				n.Rand("other").Uint64()
				mrand.Uint64()
			}
			n.Advance(time.Duration(n.Rand(name).Int64N(int64(time.Hour))))
		}).Virtual
	}
	first := draw(1, "a", 0)
	if again := draw(1, "a", 5); again != first || draw(1, "b", 0) == first || draw(2, "a", 0) == first {
		t.Errorf("first %v, again %v", first, again)
	}
}
