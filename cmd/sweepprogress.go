package cmd

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/libp2p-sim/sim/scenarios/sweep"
	"github.com/libp2p-sim/sim/sim/worker"
)

// A sweepProgress tells on stderr how far a sweep has come: one live line on a
// terminal, a plain line now and then otherwise.
type sweepProgress struct {
	mu     sync.Mutex
	line   liveLine
	name   string
	total  int // runs of this process's shard
	before int // that had finished when it began
	done   int // since
	failed int
	begin  time.Time
	at     map[sweep.ID]float64 // how much of each run that goes on is done, 0 to 1
}

func newSweepProgress(w io.Writer, mode, name string, total, before int) *sweepProgress {
	return &sweepProgress{
		line: newLiveLine(w, mode), name: name, total: total, before: before,
		begin: time.Now(), at: map[sweep.ID]float64{},
	}
}

// watch receives the progress of a sweep.
func (p *sweepProgress) watch() sweep.Watch {
	return sweep.Watch{Status: p.status, Finished: p.finish, Dropped: p.drop}
}

// status follows the progress of a run.
func (p *sweepProgress) status(r sweep.ID, target time.Duration, s worker.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at[r] = float64(s.VirtualNS) / float64(target)
	p.show()
}

// finish counts a run that has come to an end.
func (p *sweepProgress) finish(r sweep.ID, failed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.at, r)
	p.done++
	if failed {
		p.failed++
	}
	p.show()
}

// drop forgets a run that has come to nothing.
func (p *sweepProgress) drop(r sweep.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.at, r)
}

func (p *sweepProgress) show() { p.line.show(p.text) }

func (p *sweepProgress) text(now time.Time) string {
	done := float64(p.done)
	for _, part := range p.at {
		done += part
	}
	eta := "?"
	if left := float64(p.total - p.before); done > 0 {
		eta = time.Duration(float64(now.Sub(p.begin)) * (left/done - 1)).Round(time.Second).String()
	}
	text := fmt.Sprintf("%s  %d of %d runs  %d at once", p.name, p.before+p.done, p.total, len(p.at))
	if p.failed > 0 {
		text += fmt.Sprintf("  %d failed", p.failed)
	}
	return text + "  ETA " + eta
}

func (p *sweepProgress) clear() { p.line.clear() }
