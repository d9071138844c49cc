//go:build simsealed

package seal_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"
	_ "unsafe"

	"github.com/libp2p-sim/sim/sim/seal"
)

// The bits of overlay/runtime.go.txt and sealed.go.
const (
	bitSeed = 1 << iota
	bitHash
	bitRandom
	bitSelect
	bitTimers
	bitRetake
	bitGlobalQ
	bitMutex
	bitCrypto
	bitOutside
	bitStall
	bitEnv
	bitPointers = 1 << 15
	bitGC       = 1 << 20
	bitProcs    = 1 << 21
)

// A leak is a way in which the world outside would reach a run, and the program
// of programs_test.go that shows it.
var leaks = []struct {
	name string
	bit  int
	// env is added to every other process, for leaks that only a change of
	// environment shows.
	env string
	why string
}{
	{"seed", bitSeed, "", "map order and hashes outside the run follow from the process-wide seed"},
	{"hash", bitHash, "GODEBUG=cpu.aes=off", "map order follows from the hash function, which follows from the CPU"},
	{"random", bitRandom, "", "rand and map iteration draw from a generator that outside code shares"},
	{"select", bitSelect, "", "select draws from a generator that outside code shares"},
	{"timers", bitTimers, "", "timers of one instant are ordered by a generator that outside code shares"},
	{"retake", bitRetake, "", "sysmon takes the processor away after 10 ms of wall time"},
	{"syscall", bitRetake, "", "sysmon takes the processor from a system call"},
	{"globalqueue", bitGlobalQ, "", "every 61st switch looks at the global queue, and earlier switches count"},
	{"mutex", bitMutex, "", "a mutex changes its mode after 1 ms of wall time"},
	{"crypto", bitCrypto, "", "crypto randomness comes from the kernel"},
	{"outside", bitOutside, "", "a goroutine outside the run goes before those inside"},
	{"environment", bitEnv, "", "process id and clock differ from process to process"},
	{"pointers", bitPointers, "", "maps of many groups are in the order of addresses, which follow from all that the process allocates"},
	{"collector", bitGC, "", "collection by allocation changes the schedule"},
	{"processors", bitProcs, "", "two processors run goroutines at the same time"},
}

// TestLeaks shows for each leak that processes agree with the seal, and do not
// agree without that one seal.
func TestLeaks(t *testing.T) {
	for _, l := range leaks {
		t.Run(l.name, func(t *testing.T) {
			sealed := outcomes(t, l.name, 0, l.env, 6, false)
			if len(sealed) != 1 {
				t.Errorf("sealed, 6 processes give %d outcomes, want 1: %v", len(sealed), sealed)
			}
			open := outcomes(t, l.name, l.bit, l.env, 60, true)
			if len(open) < 2 {
				t.Errorf("without the seal, 60 processes give one outcome, want several, because %s: %v", l.why, open)
			}
		})
	}
}

// TestMonotonic: a library that takes the monotonic clock from the runtime itself sees
// the run's.
func TestMonotonic(t *testing.T) {
	var took int64
	_, err := seal.Run(seal.Config{Seed: 1}, func() {
		begin := nanotime()
		time.Sleep(time.Hour)
		took = nanotime() - begin
	})
	if err != nil || took != time.Hour.Nanoseconds() {
		t.Errorf("an hour takes %v, %v", time.Duration(took), err)
	}
}

//go:linkname nanotime runtime.nanotime
func nanotime() int64

// TestStall shows that a lock held across a virtual sleep stops time for good
// without its seal, and does not with it.
func TestStall(t *testing.T) {
	if out, err := program("stall", 0, ""); err != nil || out != "1s\n" {
		t.Errorf("sealed: %q, %v, want the second goroutine to get the lock after 1s", out, err)
	}
	// Go finds no deadlock in a process with package net: it stands still.
	out, err := programFor(5*time.Second, "stall", bitStall, "")
	var exit *exec.ExitError
	if !errors.As(err, &exit) || out != "" {
		t.Errorf("without the seal: %q, %v, want a process in which all goroutines are asleep", out, err)
	}
}

// outcomes runs a program in so many processes and counts their outputs. If early
// is set it stops at the second outcome.
func outcomes(t *testing.T, name string, without int, env string, n int, early bool) map[string]int {
	t.Helper()
	got := map[string]int{}
	for i := range n {
		e := ""
		if i%2 == 1 {
			e = env
		}
		out, err := program(name, without, e)
		if err != nil {
			var exit *exec.ExitError
			if errors.As(err, &exit) {
				err = fmt.Errorf("%w\n%s", err, exit.Stderr)
			}
			t.Fatalf("program %s: %v", name, err)
		}
		got[out]++
		if early && len(got) > 1 {
			break
		}
	}
	return got
}

func program(name string, without int, env string) (string, error) {
	return programFor(time.Minute, name, without, env)
}

// programFor runs a program, and kills it after a time.
func programFor(limit time.Duration, name string, without int, env string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = []string{
		"SIMSEAL_WORKER=1", "GOMAXPROCS=1", "SEAL_PROGRAM=" + name,
		fmt.Sprintf("SIMSEAL_WITHOUT=%d", without),
	}
	if env != "" {
		cmd.Env = append(cmd.Env, env)
	}
	out, err := cmd.Output()
	return string(out), err
}

func TestMain(m *testing.M) {
	if name := os.Getenv("SEAL_PROGRAM"); name != "" {
		programs[name]()
		return
	}
	os.Exit(m.Run())
}
