package cmd

import (
	"io"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/scenarios/sweep"
	"github.com/libp2p-sim/sim/sim/worker"
)

// TestSweepETA: the remaining runs take as long as the runs of this process took,
// parts of runs included. Runs of an earlier process count as done, and say nothing
// about speed.
func TestSweepETA(t *testing.T) {
	run := func(i int) sweep.ID { return sweep.ID{Cell: 0, Seed: i} }
	half := worker.Status{VirtualNS: int64(30 * time.Second)}
	for _, c := range []struct {
		name          string
		total, before int
		do            func(p *sweepProgress)
		want          string
	}{
		{"nothing yet", 4, 0, func(p *sweepProgress) {},
			"s  0 of 4 runs  0 at once  ETA ?"},
		{"done", 4, 0, func(p *sweepProgress) { p.finish(run(0), false) },
			"s  1 of 4 runs  0 at once  ETA 30s"},
		{"all done", 2, 0, func(p *sweepProgress) { p.finish(run(0), false); p.finish(run(1), false) },
			"s  2 of 2 runs  0 at once  ETA 0s"},
		{"resumed", 6, 2, func(p *sweepProgress) { p.finish(run(2), false) },
			"s  3 of 6 runs  0 at once  ETA 30s"},
		{"resumed, nothing yet", 6, 2, func(p *sweepProgress) {},
			"s  2 of 6 runs  0 at once  ETA ?"},
		{"failed", 4, 0, func(p *sweepProgress) { p.finish(run(0), true); p.finish(run(1), false) },
			"s  2 of 4 runs  0 at once  1 failed  ETA 10s"},
		{"partial", 4, 0, func(p *sweepProgress) { p.status(run(0), time.Minute, half) },
			"s  0 of 4 runs  1 at once  ETA 1m10s"},
		{"partial beside done", 4, 0, func(p *sweepProgress) {
			p.status(run(0), time.Minute, half)
			p.status(run(1), time.Minute, half)
			p.status(run(2), time.Minute, half)
			p.finish(run(2), false)
		}, "s  1 of 4 runs  2 at once  ETA 10s"},
		{"dropped", 4, 0, func(p *sweepProgress) {
			p.status(run(0), time.Minute, half)
			p.drop(run(0))
		}, "s  0 of 4 runs  0 at once  ETA ?"},
	} {
		p := newSweepProgress(io.Discard, "none", "s", c.total, c.before)
		c.do(p)
		if got := p.text(p.begin.Add(10 * time.Second)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
