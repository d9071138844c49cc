package cmd

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/libp2p-sim/sim/sim/worker"
)

// A progress tells on stderr how far a run has come: one live line on a
// terminal, a plain line now and then otherwise.
type progress struct {
	w      io.Writer
	live   bool
	quiet  bool
	name   string
	target time.Duration
	begin  time.Time
	shown  time.Time // last plain line
	prev   mark
	rate   float64 // events a second, smoothed
	dirty  bool
}

type mark struct {
	at      time.Time
	events  int64
	virtual time.Duration
}

// plainEvery is the wall time between two plain lines.
const plainEvery = 5 * time.Second

func newProgress(w io.Writer, mode, name string, target time.Duration) *progress {
	now := time.Now()
	p := &progress{w: w, name: name, target: target, begin: now, shown: now, prev: mark{at: now}}
	switch mode {
	case "none":
		p.quiet = true
	case "tty":
		p.live = true
	case "auto":
		p.live = terminal(w)
	}
	return p
}

func (p *progress) show(s worker.Status) {
	if p.quiet {
		return
	}
	now := time.Now()
	if !p.live && now.Sub(p.shown) < plainEvery {
		return
	}
	p.shown = now
	line := p.line(now, s)
	if p.live {
		fmt.Fprintf(p.w, "\r\x1b[K%s", line)
		p.dirty = true
	} else {
		fmt.Fprintln(p.w, line)
	}
}

func (p *progress) line(now time.Time, s worker.Status) string {
	virtual := time.Duration(s.VirtualNS)
	if dt := now.Sub(p.prev.at).Seconds(); dt > 0 {
		rate := float64(s.Events-p.prev.events) / dt
		if p.rate == 0 {
			p.rate = rate
		}
		p.rate += (rate - p.rate) * 0.3
	}
	p.prev = mark{now, s.Events, virtual}
	wall := now.Sub(p.begin)
	speed := virtual.Seconds() / max(wall.Seconds(), 1e-9)
	eta := "?"
	if virtual > 0 {
		eta = (time.Duration(float64(wall) * (float64(p.target)/float64(virtual) - 1))).Round(time.Second).String()
	}
	return fmt.Sprintf("%s  %v of %v  %3.0f%%  %s events/s  %s×  %d MiB  ETA %s",
		p.name, virtual.Round(time.Second), p.target, 100*float64(virtual)/float64(p.target),
		si(p.rate), si(speed), s.Heap>>20, eta)
}

// clear removes the live line.
func (p *progress) clear() {
	if p.dirty {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// si writes a number with three digits or so.
func si(x float64) string {
	switch {
	case x >= 1e6:
		return fmt.Sprintf("%.1fM", x/1e6)
	case x >= 1e4:
		return fmt.Sprintf("%.0fk", x/1e3)
	case x >= 1e3:
		return fmt.Sprintf("%.1fk", x/1e3)
	case x >= 10:
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.1f", x)
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// colour reports whether w is to get colours (https://no-color.org).
func colour(w io.Writer) bool { return terminal(w) && os.Getenv("NO_COLOR") == "" }
