package worker

import (
	"fmt"
	"syscall"
	"time"
)

// Usage is what a worker used of the machine until its end.
type Usage struct {
	CPU  time.Duration // processor time
	Peak uint64        // bytes of memory that were resident, at most
}

// Self is what the calling process used so far.
func Self() (Usage, error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return Usage{}, fmt.Errorf("worker: getrusage: %w", err)
	}
	return Usage{time.Duration(r.Utime.Nano() + r.Stime.Nano()), uint64(r.Maxrss) * maxrssUnit}, nil
}

// A usage is what a worker has of the machine at a moment.
type usage struct {
	resident uint64        // bytes
	cpu      time.Duration // processor time so far; -1: not known
	stopped  bool          // by SIGSTOP, or by a debugger
}
