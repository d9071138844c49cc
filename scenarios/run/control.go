package run

import (
	"sync"

	"github.com/libp2p-sim/sim/sim/worker"
)

// A Control ends a run from outside. The record so far is then written, as always,
// with the status [trace.Interrupted].
type Control struct {
	mu     sync.Mutex
	wished bool
	worker *worker.Process // nil before and after the simulation
}

// of makes w the worker of c, until the function that it returns is called.
func (c *Control) of(w *worker.Process) (over func()) {
	if c == nil {
		return func() {}
	}
	set := func(w *worker.Process) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.worker = w
		if w != nil && c.wished {
			w.Stop()
		}
	}
	set(w)
	return func() { set(nil) }
}

// Stop has the run end in good order, within seconds. A run that has not begun ends at
// once.
func (c *Control) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wished = true
	if c.worker != nil {
		c.worker.Stop()
	}
}

// Kill ends the simulation at once, and reports whether there is one.
func (c *Control) Kill() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.worker == nil {
		return false
	}
	c.worker.Kill()
	return true
}
