// Package sweep carries out many runs: a study, whose results it gathers, or a
// search for a seed that breaks a scenario.
//
// Its nouns are the [Pool], which does jobs as the machine allows, the [Dir], which is a
// study directory being written, the [Shard], which is the part of a study that one
// process does, the [Record], which is the part of a finished run that a study keeps, and
// the [Search] for a breakage. Package run carries out each run. The package prints
// nothing: it tells a [Watch] or a [Tally] how far it has come.
package sweep

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/worker"
)

// A Sweep does a shard of a study.
type Sweep struct {
	Study *design.Study
	Dir   *Dir
	Shard Shard
	Keep  run.Keep // of each run: Summary, Metrics or All
	Watch Watch

	// Damaged is told of finished runs that have changed since: they are done again.
	Damaged func(error)

	mine []ID // all runs of the shard, in order
	todo []ID // those that have not finished

	mu       sync.Mutex
	finished int // of mine
	killed   int // runs whose workers were killed from outside
}

// A Watch is told how the runs of a sweep go on, by several goroutines. A nil function is
// not called.
type Watch struct {
	Status   func(r ID, target time.Duration, s worker.Status)
	Finished func(r ID, failed bool)
	Dropped  func(r ID) // it came to no result
}

func (w Watch) status(r ID, target time.Duration, s worker.Status) {
	if w.Status != nil {
		w.Status(r, target, s)
	}
}

func (w Watch) finished(r ID, failed bool) {
	if w.Finished != nil {
		w.Finished(r, failed)
	}
}

func (w Watch) dropped(r ID) {
	if w.Dropped != nil {
		w.Dropped(r)
	}
}

// An ID is a run of a study: indexes of its cell and seed.
type ID struct{ Cell, Seed int }

// RunsOf returns the runs of a shard of a study, by cell, then by seed.
func RunsOf(s *design.Study, shard Shard) []ID {
	var all []ID
	for i := range len(s.Cells) * len(s.Seeds) {
		if shard.has(i) {
			all = append(all, ID{i / len(s.Seeds), i % len(s.Seeds)})
		}
	}
	return all
}

// Place returns the directory of the results of a study if no other is named.
func Place(s *design.Study) string {
	return filepath.Join("results", "studies", s.Name+"-"+s.Hash()[:8])
}

// Survey finds the runs that are to be done, and removes the unfinished runs of a process
// that was killed. With retryFailed, runs that failed are to be done again.
func (s *Sweep) Survey(retryFailed bool) error {
	s.mine = RunsOf(s.Study, s.Shard)
	if err := s.Dir.sweepUp(s.Shard); err != nil {
		return err
	}
	for _, r := range s.mine {
		cell, seed := s.Study.Cells[r.Cell].ID, s.Study.Seeds[r.Seed]
		have, err := s.Dir.load(cell, seed)
		switch {
		case errors.Is(err, errDamaged):
			s.Damaged(err)
		case err != nil:
			return err
		case have != nil && !(retryFailed && have.Failed != ""):
			s.finished++
			continue
		}
		s.todo = append(s.todo, r)
		if err := os.RemoveAll(s.Dir.RunPath(cell, seed)); err != nil {
			return err
		}
	}
	if len(s.todo) > 0 { // results that were made of the runs so far are not all
		return s.Dir.Unfinish()
	}
	return nil
}

// Runs returns all runs of the shard, in order.
func (s *Sweep) Runs() []ID { return s.mine }

// Finished returns how many of them have finished.
func (s *Sweep) Finished() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.finished
}

// tmpName returns the name of a run before it has finished.
func tmpName(shard Shard, seed uint64) string {
	return fmt.Sprintf("%s%d-of-%d-s%d", tmpPrefix, shard.Number, shard.Of, seed)
}

// sweepUp removes unfinished runs: those of the same shard, and all of them for a
// process that has the directory alone.
func (d *Dir) sweepUp(shard Shard) error {
	pattern := tmpPrefix + "*"
	if shard.Whole() {
		if err := atomicfile.Sweep(d.Path); err != nil {
			return err
		}
	} else {
		pattern = fmt.Sprintf("%s%d-of-%d-*", tmpPrefix, shard.Number, shard.Of)
	}
	left, err := fs.Glob(os.DirFS(d.file(study.RunsDir)), "*/"+pattern)
	if err != nil {
		return err
	}
	for _, dir := range left {
		if err := os.RemoveAll(d.file(filepath.Join(study.RunsDir, dir))); err != nil {
			return err
		}
	}
	return nil
}

// Run does the runs that Survey has found. If ctx is cancelled, it returns its error.
func (s *Sweep) Run(ctx context.Context, workers *Pool) error {
	err := workers.run(ctx, len(s.todo), func(ctx context.Context, i int, g grant) (uint64, error) {
		r := s.todo[i]
		peak, failed, err := s.one(ctx, r, g)
		if errors.Is(err, errKilled) {
			// That is no result, and no reason to keep the others from theirs.
			s.mu.Lock()
			s.killed++
			s.mu.Unlock()
			s.Watch.dropped(r)
			return 0, nil
		}
		if err != nil {
			s.Watch.dropped(r)
			return 0, err
		}
		s.mu.Lock()
		s.finished++
		s.mu.Unlock()
		s.Watch.finished(r, failed)
		return peak, nil
	})
	if err == nil && s.killed > 0 {
		return &KilledError{s.killed}
	}
	return err
}

// A KilledError says how many workers were killed from outside.
type KilledError struct{ Runs int }

func (e *KilledError) Error() string {
	return "the worker processes of " + say.Count(e.Runs, "run") + " were killed"
}

// one does a run, under another name until it is whole, so that no reader sees a part of it.
func (s *Sweep) one(ctx context.Context, r ID, g grant) (peak uint64, failed bool, err error) {
	cell, seed := s.Study.Cells[r.Cell].ID, s.Study.Seeds[r.Seed]
	spec := s.Study.Cells[r.Cell].With(seed)
	final := s.Dir.RunPath(cell, seed)
	tmp := filepath.Join(filepath.Dir(final), tmpName(s.Shard, seed))
	if err := os.RemoveAll(tmp); err != nil {
		return 0, false, err
	}
	defer os.RemoveAll(tmp) // gone if all went well
	record := &Record{Cell: cell, Seed: seed}
	result, err := g.do(ctx, tmp, spec, run.Options{
		Keep:     s.Keep,
		Progress: func(now worker.Status) { s.Watch.status(r, spec.Duration, now) },
		Finish:   func(result *run.Result) error { return record.fill(result, s.Study.Measure) },
	})
	if err != nil {
		return 0, false, err
	}
	err = os.Rename(tmp, final)
	if errors.Is(err, fs.ErrExist) { // another process was as fast, with the same result
		err = nil
	}
	return result.Peak, record.Failed != "", err
}

// do runs a scenario as a job of a pool. A run that its grant of memory ends is no
// result: do returns errMoreMemory. It also does for a worker that was killed from
// outside, mostly by the kernel when memory is short; if the worker had the whole to
// itself, the error is errKilled.
func (g grant) do(ctx context.Context, dir string, spec *scenarios.Spec, o run.Options) (*run.Result, error) {
	o.Bounds = g.Bounds
	finish := o.Finish
	o.Finish = func(r *run.Result) error {
		short := r.Summary.Failure != nil && r.Summary.Failure.Kind == "memory"
		switch {
		case (short || r.Killed != "") && !g.whole:
			return errMoreMemory
		case r.Killed != "":
			return errKilled
		case finish != nil:
			return finish(r)
		}
		return nil
	}
	r, err := run.Do(ctx, dir, spec, o)
	if incomplete := (*run.IncompleteError)(nil); errors.As(err, &incomplete) {
		return nil, incomplete.Err
	}
	return r, err
}

// errKilled says that a worker was ended from outside, which says nothing of
// the run.
var errKilled = errors.New("the worker process was killed")
