package cmd

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// A tally tells on stderr how far a search has come: one live line on a
// terminal, a plain line now and then otherwise.
type tally struct {
	mu      sync.Mutex
	w       io.Writer
	live    bool
	quiet   bool
	what    string
	n, of   int
	start   time.Time
	shown   time.Time // last plain line
	cleared bool
}

func newTally(w io.Writer, mode string) *tally {
	live := mode == "tty" || mode == "auto" && terminal(w)
	return &tally{w: w, live: live, quiet: mode == "none", cleared: true}
}

// begin starts to count runs.
func (t *tally) begin(what string, of int) {
	t.what, t.of, t.n = what, of, 0
	t.start = time.Now()
	t.shown = t.start
}

// done counts a run, after which so many broke.
func (t *tally) done(broke int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	took := time.Since(t.start)
	eta := time.Duration(float64(took) * (float64(t.of)/float64(t.n) - 1)).Round(time.Second)
	t.say(fmt.Sprintf("%d of %d %s, %d broke, ETA %v", t.n, t.of, t.what, broke, eta))
}

// shrunk tells of a change that was kept.
func (t *tally) shrunk(what string, runs, of int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.say(fmt.Sprintf("shrinking: %d of at most %d runs, %s", runs, of, what))
}

func (t *tally) say(line string) {
	switch now := time.Now(); {
	case t.quiet:
	case t.live:
		fmt.Fprintf(t.w, "\r\x1b[K%s", line)
		t.cleared = false
	case now.Sub(t.shown) >= plainEvery:
		t.shown = now
		fmt.Fprintln(t.w, line)
	}
}

// clear removes the live line.
func (t *tally) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.cleared {
		fmt.Fprint(t.w, "\r\x1b[K")
		t.cleared = true
	}
}
