//go:build simsealed

package simtest_test

import (
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/simtest"
)

func TestExample(t *testing.T) { testPing(t) }

// TestVirtualTime: an hour is over at once, and is an hour.
func TestVirtualTime(t *testing.T) {
	begin := time.Now()
	r := simtest.Run(t, simtest.Config{Seed: 3}, func(n *simtest.Net) {
		begin := time.Now()
		n.Advance(59 * time.Minute)
		if took := time.Since(begin); took != 59*time.Minute || n.Now() != took {
			n.Errorf("it took %v and is %v", took, n.Now())
		}
		if n.Seed() != 3 {
			n.Errorf("the seed is %d", n.Seed())
		}
	})
	const nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // SHA-256 of no bytes
	if want := (simtest.Result{Seed: 3, Virtual: 59 * time.Minute, Fingerprint: nothing}); r != want {
		t.Errorf("the result is %+v, want %+v", r, want)
	}
	if time.Since(begin) > 50*time.Minute {
		t.Error("it took its time")
	}
}

// TestAdvance: all work that is due at the instant at which it ends is done.
func TestAdvance(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		for range 20 {
			happened := false
			go func() {
				time.Sleep(time.Second)
				for range 5 {
					c := make(chan bool)
					go func() { c <- true }()
					<-c
				}
				happened = true
			}()
			n.Advance(time.Second)
			if !happened {
				n.Fatalf("it has not happened")
			}
		}
	})
}

// TestEventually: it ends in the millisecond in which the condition holds.
func TestEventually(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		holds := false
		time.AfterFunc(1500*time.Millisecond, func() { holds = true })
		if !n.Eventually(time.Minute, func() bool { return holds }, "the flag") || n.Now() != 1500*time.Millisecond {
			n.Errorf("it is %v", n.Now())
		}
	})
}

// TestProcess: a run has a process of its own, whose variables are its own, and
// in which the calls of Run before have had their results.
func TestProcess(t *testing.T) {
	seen := 0
	first := simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		seen++
		n.Connect(n.Host("a"), n.Host("b"))
	})
	if seen != 0 {
		t.Error("the body has changed a variable of the test")
	}
	t.Run("sub test, (with) odd [name]", func(t *testing.T) {
		second := simtest.Run(t, simtest.Config{Seed: 2}, func(n *simtest.Net) {
			if first.Events == 0 || len(first.Fingerprint) != 64 {
				n.Errorf("the first run's result is %+v", first)
			}
			n.Advance(time.Second)
		})
		simtest.Run(t, simtest.Config{Seed: 3}, func(n *simtest.Net) {
			if second.Seed != 2 || second.Virtual != time.Second {
				n.Errorf("the second run's result is %+v", second)
			}
		})
	})
}

// TestParallel: parallel tests do not disturb each other.
func TestParallel(t *testing.T) {
	want := chat(t, 5)
	for _, name := range []string{"a", "b", "c", "d"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := chat(t, 5); got != want {
				t.Errorf("the result is %+v, want %+v", got, want)
			}
		})
	}
}

// TestEnd: goroutines and timers that the body leaves behind do nothing after its end.
func TestEnd(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		go func() {
			time.Sleep(time.Second)
			n.Errorf("after the end")
		}()
		n.Advance(999 * time.Millisecond)
	})
}

var _ interface { // testify's TestingT
	Errorf(string, ...any)
	FailNow()
} = (*simtest.Net)(nil)
