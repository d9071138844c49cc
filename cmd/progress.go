package cmd

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/sim/worker"
)

// A liveLine is a line on stderr that says how far something has come: on a
// terminal it is replaced again and again, otherwise there is one now and then.
type liveLine struct {
	w     io.Writer
	live  bool
	quiet bool
	shown time.Time // last plain line
	dirty bool
}

// plainEvery is the wall time between two plain lines.
const plainEvery = 5 * time.Second

// checkProgress says what is wrong with --progress.
func checkProgress(mode string) error {
	if !slices.Contains([]string{"auto", "tty", "plain", "none"}, mode) {
		return fmt.Errorf("--progress %q: want auto, tty, plain or none", mode)
	}
	return nil
}

func newLiveLine(w io.Writer, mode string) liveLine {
	l := liveLine{w: w, shown: time.Now()}
	switch mode {
	case "none":
		l.quiet = true
	case "tty":
		l.live = true
	case "auto":
		l.live = terminal(w)
	}
	return l
}

// show prints the result of text, if it is time for it.
func (l *liveLine) show(text func(now time.Time) string) {
	now := time.Now()
	if l.quiet || !l.live && now.Sub(l.shown) < plainEvery {
		return
	}
	l.shown = now
	if l.live {
		fmt.Fprintf(l.w, "\r\x1b[K%s", text(now))
		l.dirty = true
	} else {
		fmt.Fprintln(l.w, text(now))
	}
}

// clear removes the live line.
func (l *liveLine) clear() {
	if l.dirty {
		fmt.Fprint(l.w, "\r\x1b[K")
		l.dirty = false
	}
}

// A progress tells on stderr how far a run has come.
type progress struct {
	liveLine
	name   string
	target time.Duration
	begin  time.Time
	prev   mark
	rate   float64 // events a second, smoothed
}

type mark struct {
	at      time.Time
	events  int64
	virtual time.Duration
}

func newProgress(w io.Writer, mode, name string, target time.Duration) *progress {
	now := time.Now()
	return &progress{liveLine: newLiveLine(w, mode), name: name, target: target, begin: now, prev: mark{at: now}}
}

func (p *progress) follow(s worker.Status) {
	p.show(func(now time.Time) string { return p.line(now, s) })
}

// drawn tells of the figures, which are drawn when the simulation has ended.
func (p *progress) drawn(done, of int) {
	p.show(func(time.Time) string {
		if done == of {
			return p.name + "  writes report.html"
		}
		return fmt.Sprintf("%s  draws figures: %d of %d", p.name, done, of)
	})
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
