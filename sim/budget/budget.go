// Package budget holds a test to the most that an input may cost. No file,
// however odd, may take longer to be refused or read, or more memory, than a
// person would take for the program standing still: that is its one noun, the
// [Limit]. It is for tests and fuzz targets alone, and says nothing about the
// cost of runs.
package budget

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"syscall"
	"testing"
	"time"
)

// A Limit is the most that reading one input may cost.
type Limit struct {
	CPU  time.Duration // of the whole process: a machine that is busy with other things changes nothing
	Heap uint64        // bytes beyond those that were there before, garbage included
}

// Input is the limit of every file that the program reads before it starts.
var Input = Limit{CPU: 2 * time.Second, Heap: 1 << 30}

// Run calls f and fails t if that costs more than l. CPU that other work on the
// machine makes slower is no cost of f: one that takes too much is called again,
// and the least of three counts. An f that does not come back is ended by a panic
// with its stack, as only that keeps a fuzzer's input.
func (l Limit) Run(t testing.TB, f func()) {
	t.Helper()
	cpu, heap := l.cost(f)
	for i := 0; i < 2 && cpu > l.CPU; i++ {
		c, h := l.cost(f)
		cpu, heap = min(cpu, c), max(heap, h)
	}
	if cpu > l.CPU {
		t.Errorf("it took %v of CPU, want at most %v", cpu, l.CPU)
	}
	if heap > l.Heap {
		t.Errorf("it took %d MiB, want at most %d", heap>>20, l.Heap>>20)
	}
}

// cost calls f and returns the CPU that it took, and the most heap beyond the heap
// before.
func (l Limit) cost(f func()) (time.Duration, uint64) {
	if _, left := used(); left > l.Heap/4 {
		runtime.GC() // garbage of earlier tests is not this one's
	}
	cpu, heap := used()
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		most := heap
		defer func() { peak <- most }()
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				c, h := used()
				if most = max(most, h); c-cpu > 4*l.CPU || h > heap+2*l.Heap {
					debug.SetTraceback("all")
					panic(fmt.Sprintf("budget: after %v of CPU and with %d MiB it is still at it", c-cpu, (most-heap)>>20))
				}
			}
		}
	}()
	f()
	close(done)
	most := <-peak
	c, h := used()
	return c - cpu, max(most, h) - heap
}

// used is the CPU that the process has had, and its heap.
func used() (cpu time.Duration, heap uint64) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), s[0].Value.Uint64()
}
