package worker

import "time"

// Usage is what a worker used of the machine until its end.
type Usage struct {
	CPU  time.Duration // processor time
	Peak uint64        // bytes of memory that were resident, at most
}

// A usage is what a worker has of the machine at a moment.
type usage struct {
	resident uint64        // bytes
	cpu      time.Duration // processor time so far; -1: not known
	stopped  bool          // by SIGSTOP, or by a debugger
}
