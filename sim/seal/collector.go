package seal

import (
	"runtime"
	"runtime/debug"
	"syscall"
	"time"
)

// Cost is what a run took of the machine. It depends on the machine, and nothing in
// the run on it, but that Switches follow from the run.
type Cost struct {
	CPU         time.Duration // processor time, of the collector too
	Collections int           // of garbage
	Collecting  time.Duration // processor time of the collections
	Peak        uint64        // bytes of heap mapped at most, as quiescent points saw it
	Goroutines  int           // at most, as quiescent points saw it
	Switches    uint64        // from one goroutine to another
}

// cpuTime is the processor time of the process so far.
func cpuTime() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0 // which no kernel of ours says of the own process
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// A collector collects garbage at quiescent points, on all processors.
type collector struct {
	off     bool
	limit   uint64
	trigger uint64
	cost    Cost
}

// floor is the smallest heap worth a collection. Without huge pages larger
// floors are slower: touching new pages then costs more than collecting.
const floor = 384 << 20

// floor is smaller where memory is.
func (c *collector) floor() uint64 {
	if c.limit > 0 {
		return min(floor, c.limit/4)
	}
	return floor
}

// check collects if the heap has grown by as much as a collection must look at,
// heap and stacks, as Go's own pacer does. It reports false if the run needs
// more memory than it may have.
func (c *collector) check() bool {
	live, _, mapped := runtimeHeap()
	c.cost.Peak = max(c.cost.Peak, mapped)
	c.cost.Goroutines = max(c.cost.Goroutines, runtime.NumGoroutine())
	if c.off {
		return true
	}
	over := c.limit > 0 && mapped > c.limit
	if live < c.trigger && !over {
		return true
	}
	c.collect()
	if !over {
		return true
	}
	debug.FreeOSMemory()
	_, _, mapped = runtimeHeap()
	return mapped <= c.limit
}

func (c *collector) collect() {
	began := cpuTime()
	procs := runtime.GOMAXPROCS(runtimeCPUs())
	runtime.GC()
	runtime.GOMAXPROCS(procs)
	c.cost.Collections++
	c.cost.Collecting += cpuTime() - began
	live, stacks, _ := runtimeHeap()
	c.trigger = max(c.floor(), 2*live+stacks)
	if c.limit > 0 && c.trigger > c.limit/8*7 {
		c.trigger = max(c.limit/8*7, live+live/8)
	}
}
