package cmd

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/libp2p-sim/sim/scenarios/sweep"
)

// A tally tells on stderr how far a search has come.
type tally struct {
	mu    sync.Mutex
	line  liveLine
	n, of int
	start time.Time
}

func newTally(w io.Writer, mode string) *tally { return &tally{line: newLiveLine(w, mode)} }

// told is the progress of a search.
func (t *tally) told() sweep.Tally {
	return sweep.Tally{Begin: t.begin, Tried: t.tried, Shrunk: t.shrunk}
}

// begin starts to count runs.
func (t *tally) begin(of int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.of, t.n, t.start = of, 0, time.Now()
}

// tried counts a run, after which so many broke.
func (t *tally) tried(broke int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	t.line.show(func(now time.Time) string {
		took := now.Sub(t.start)
		eta := time.Duration(float64(took) * (float64(t.of)/float64(t.n) - 1)).Round(time.Second)
		return fmt.Sprintf("%d of %d seeds, %d broke, ETA %v", t.n, t.of, broke, eta)
	})
}

// shrunk tells of a change that was kept.
func (t *tally) shrunk(what string, runs, of int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.line.show(func(time.Time) string {
		return fmt.Sprintf("shrinking: %d of at most %d runs, %s", runs, of, what)
	})
}

// clear removes the live line.
func (t *tally) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.line.clear()
}
