// Package seal runs Go code in a world of its own, where a seed alone decides
// all that happens.
//
// Its nouns are the sealed run, a synctest bubble whose scheduler, clocks,
// random numbers and collector follow from the seed alone; the quiescent
// point, the moment between two instants of virtual time when nothing in the
// bubble can run; and the worker, the process that holds one run and nothing
// else. It needs a binary built with the overlay of package overlay; a plain
// binary can make itself such a twin, see [Exec]. It does not make code
// deterministic that talks to the outside: files, sockets, cgo.
package seal

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// Epoch is the instant at which every run begins.
var Epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// End says how a run came to its end.
type End int

const (
	// Main: the function given to Run returned.
	Main End = iota
	// Deadlock: every goroutine waits and no timer is left.
	Deadlock
	// Stopped: Quiescent returned false.
	Stopped
	// Livelock: MaxSwitches goroutine switches happened at one instant.
	Livelock
	// Memory: the run needs more than Config.Memory.
	Memory
	// Halted: the worker's parent ended the run, with SIGUSR1, although it came to
	// no quiescent point. Even a goroutine that only computes is stopped.
	Halted
)

func (e End) String() string {
	return [...]string{"main", "deadlock", "stopped", "livelock", "memory", "halted"}[e]
}

// Config describes one run.
type Config struct {
	Seed uint64
	// Quiescent, if not nil, is called between two instants: nothing in the
	// run moves while it works. Now is the instant that has just ended. It runs
	// outside the run: its random draws, and when it works, do not show there,
	// and it must not touch the run's channels. The run ends if it returns false.
	Quiescent func(now time.Duration) bool
	// Panic, if not nil, is called with the value of a panic that nobody
	// recovered, on the stack that panicked, just before the process dies.
	Panic func(value any)
	// MaxSwitches bounds the goroutine switches at one instant; 0 means
	// DefaultMaxSwitches.
	MaxSwitches uint64
	// Memory bounds the memory of the process in bytes; 0 means no bound.
	Memory uint64
	// Shift moves all that the run allocates to other addresses, by so many
	// objects of each size. The run must not notice.
	Shift int
}

// DefaultMaxSwitches is far above the switches of a thousand busy peers at one
// instant and takes a few seconds to reach.
const DefaultMaxSwitches = 20_000_000

// Result tells how a run ended.
type Result struct {
	End End
	// Now is the virtual time since Epoch at which the run ended.
	Now time.Duration
	// Label is the label of a goroutine that took part in a livelock, or of the
	// one that ran when the run was halted.
	Label string
	// Stack is that of the goroutine that ran when the run was halted, innermost
	// call first, and then where it was started: for [runtime.CallersFrames].
	Stack []uintptr
	Cost  Cost
}

// ErrPlain says that this binary was built without the sealed runtime.
var ErrPlain = errors.New("this binary has no sealed runtime: build it with `make build`, or let it seal itself")

// Run calls f in a sealed run and returns when f has returned or the run has
// come to another end. Goroutines that f leaves behind never run again. It sets
// GOMAXPROCS to 1 and turns automatic collection off while it lasts.
func Run(c Config, f func()) (Result, error) {
	if !Sealed {
		return Result{}, ErrPlain
	}
	if c.MaxSwitches == 0 {
		c.MaxSwitches = DefaultMaxSwitches
	}
	if without&withoutProcs == 0 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	} else {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	}
	gc := collector{limit: c.Memory}
	if without&withoutGC == 0 {
		defer debug.SetGCPercent(debug.SetGCPercent(-1))
	} else {
		defer debug.SetGCPercent(debug.SetGCPercent(10))
		gc.off = true
	}
	shift(c.Shift)
	streams = map[string]stream{}
	began := cpuTime()
	gc.collect()
	var noMemory bool
	hook := func(now, _ int64) bool {
		if !gc.check() {
			noMemory = true
			return true
		}
		if c.Quiescent == nil {
			return false
		}
		return !c.Quiescent(time.Duration(now - Epoch.UnixNano()))
	}
	runtimeSetPeerName(currentLife)
	setResolver(nowhere{})
	defer install(nil)
	defer setExit(nil)
	end, now := runtimeRun(c.Seed, c.MaxSwitches, hook, c.Panic, f)
	r := Result{
		End:  End(end),
		Now:  time.Duration(now - Epoch.UnixNano()),
		Cost: gc.cost,
	}
	r.Cost.CPU, r.Cost.Switches = cpuTime()-began, runtimeSwitches()
	if noMemory {
		r.End = Memory
	}
	if r.End == Halted {
		r.Stack = runtimeStack()
	}
	if r.End == Livelock || len(r.Stack) > 0 {
		if l := culprit(); l != nil {
			r.Label = l.name
		}
	}
	return r, nil
}

// Hold calls f, which a halt does not interrupt.
func Hold(f func()) {
	runtimeHold(1)
	defer runtimeHold(-1)
	f()
}

var shifted [][]*byte

// shift allocates objects with and without pointers that are never freed.
func shift(n int) {
	for range n {
		for size := 1; size <= 4096; size *= 2 {
			b := make([]byte, 8*size)
			p := make([]*byte, size)
			p[0] = &b[0]
			shifted = append(shifted, p)
		}
	}
}

// Wait blocks until every other goroutine of the run waits for something that
// only time or the caller can bring.
func Wait() { runtimeWait() }

// Wall returns the real monotonic clock in nanoseconds. It is for pacing
// reports about a run, never for the run itself.
func Wall() int64 { return runtimeWall() }

// CPUs returns the number of processors of the machine. In a worker
// runtime.NumCPU is always 1.
func CPUs() int { return runtimeCPUs() }

// Heap returns the bytes of memory that the heap has mapped.
func Heap() uint64 {
	_, _, mapped := runtimeHeap()
	return mapped
}

// Describe returns a sentence for ends that are failures, "" for the others.
func (r Result) Describe(c Config) string {
	switch r.End {
	case Deadlock:
		return "every goroutine waits and nothing is left that could wake one"
	case Livelock:
		limit := c.MaxSwitches
		if limit == 0 {
			limit = DefaultMaxSwitches
		}
		return fmt.Sprintf("%d goroutine switches without virtual time moving", limit)
	case Halted:
		return "the run was ended in the middle of an instant"
	case Memory:
		return fmt.Sprintf("the simulation needs more than the %d MiB of memory it may have (--memory)", c.Memory>>20)
	}
	return ""
}
