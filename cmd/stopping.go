package cmd

import (
	"sync"

	"github.com/libp2p-sim/sim/sim/worker"
)

// A stopping ends the worker of a run when somebody wishes so. What the run has left
// is then written, as always.
type stopping struct {
	mu     sync.Mutex
	wished bool
	worker *worker.Process // nil before and after
}

// of says which worker is meant, until the function that it returns is called.
func (s *stopping) of(w *worker.Process) (over func()) {
	set := func(w *worker.Process) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.worker = w
		if w != nil && s.wished {
			w.Stop()
		}
	}
	set(w)
	return func() { set(nil) }
}

// stop has the worker end in good order, within seconds.
func (s *stopping) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wished = true
	if s.worker != nil {
		s.worker.Stop()
	}
}

// giveUp ends the worker at once or, where there is none, the program.
func (s *stopping) giveUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.worker == nil {
		giveUp()
	}
	s.worker.Kill()
}
