package worker

import (
	"fmt"
	"syscall"
	"time"
)

// Usage is the processor time and the memory that a worker used until its end.
type Usage struct {
	CPU  time.Duration // processor time
	Peak uint64        // bytes of memory that were resident, at most
}

// Self returns the usage of the calling process so far.
func Self() (Usage, error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return Usage{}, fmt.Errorf("worker: getrusage: %w", err)
	}
	return Usage{time.Duration(r.Utime.Nano() + r.Stime.Nano()), uint64(r.Maxrss) * maxrssUnit}, nil
}

// A usage is the state of a worker at a moment, as the machine tells it.
type usage struct {
	resident uint64        // bytes
	cpu      time.Duration // processor time so far; -1: not known
	stopped  bool          // by SIGSTOP, or by a debugger
}
