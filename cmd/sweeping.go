package cmd

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/atomicfile"
	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/trace"
)

// What is kept of a run.
const (
	keepSummary = "summary" // numbers, manifest and scenario
	keepMetrics = "metrics" // and all samples, of which sim report makes tables and plots
	keepAll     = "all"     // a run directory as sim run leaves it
)

// A sweeping is a sweep in progress.
type sweeping struct {
	*app
	study *scenarios.Study
	dir   *studyDir
	share part
	keep  string
	mine  []cellSeed // all runs of the share, in order
	todo  []cellSeed // those that have not finished

	mu       sync.Mutex
	finished int // of mine
	killed   int // runs whose workers somebody killed
	progress *sweepProgress
}

// A cellSeed is a run of a study.
type cellSeed struct{ cell, seed int } // indexes

// runsOf are the runs of a part of a study, by cell, then by seed.
func runsOf(cells, seeds int, share part) []cellSeed {
	var all []cellSeed
	for i := range cells * seeds {
		if share.has(i) {
			all = append(all, cellSeed{i / seeds, i % seeds})
		}
	}
	return all
}

// survey finds out what is to be done, and removes what a process has left that
// was killed.
func (s *sweeping) survey(retryFailed bool) error {
	s.mine = runsOf(len(s.study.Cells), len(s.study.Seeds), s.share)
	if err := s.sweepUp(); err != nil {
		return err
	}
	for _, r := range s.mine {
		cell, seed := s.study.Cells[r.cell].ID, s.study.Seeds[r.seed]
		have, err := s.dir.loadRun(cell, seed)
		switch {
		case errors.Is(err, errDamaged):
			fmt.Fprintf(s.err, "sim: %v; it is done again\n", err)
		case err != nil:
			return err
		case have != nil && !(retryFailed && have.Failed != ""):
			s.finished++
			continue
		}
		s.todo = append(s.todo, r)
		if err := os.RemoveAll(s.dir.file(runPlace(cell, seed))); err != nil {
			return err
		}
	}
	if len(s.todo) > 0 { // what was made of the runs that are there is not all
		return s.dir.unfinish()
	}
	return nil
}

// tmpName is what a run is called before it has finished.
func (s *sweeping) tmpName(r cellSeed) string {
	return fmt.Sprintf("%s%d-of-%d-s%d", tmpPrefix, s.share.number, s.share.of, s.study.Seeds[r.seed])
}

// sweepUp removes unfinished runs: those of the same part, and all of them for
// who has the directory alone.
func (s *sweeping) sweepUp() error {
	if s.share.whole() {
		if err := atomicfile.Sweep(s.dir.path); err != nil {
			return err
		}
	}
	pattern := tmpPrefix + "*"
	if !s.share.whole() {
		pattern = fmt.Sprintf("%s%d-of-%d-*", tmpPrefix, s.share.number, s.share.of)
	}
	runs := os.DirFS(s.dir.file(study.RunsDir))
	left, err := fs.Glob(runs, "*/"+pattern)
	if err != nil {
		return err
	}
	for _, dir := range left {
		if err := os.RemoveAll(s.dir.file(filepath.Join(study.RunsDir, dir))); err != nil {
			return err
		}
	}
	return nil
}

// run does what is to be done.
func (s *sweeping) run(ctx context.Context, workers *pool, mode string) error {
	s.progress = newSweepProgress(s.err, mode, s.study.Name, len(s.mine), s.finished)
	defer s.progress.clear()
	err := workers.run(ctx, len(s.todo), func(ctx context.Context, i int, m share) (uint64, error) {
		r := s.todo[i]
		spec := s.study.Cells[r.cell].With(s.study.Seeds[r.seed])
		end, failed, err := s.one(ctx, r, spec, m)
		if errors.Is(err, errKilled) {
			// That is no result, and no reason to keep the others from theirs.
			s.mu.Lock()
			s.killed++
			s.mu.Unlock()
			s.progress.drop(r)
			return 0, nil
		}
		if err != nil {
			s.progress.drop(r)
			return 0, err
		}
		s.mu.Lock()
		s.finished++
		s.mu.Unlock()
		s.progress.finish(r, failed)
		return end.Peak, nil
	})
	if err == nil && s.killed > 0 {
		return fmt.Errorf("the worker processes of %s were killed", count(s.killed, "run"))
	}
	return err
}

// one does a run. Nobody sees a part of it: it is made under another name.
func (s *sweeping) one(ctx context.Context, r cellSeed, spec *scenarios.Spec, m share) (end *ending, failed bool, err error) {
	cell, seed := s.study.Cells[r.cell].ID, s.study.Seeds[r.seed]
	final := s.dir.file(runPlace(cell, seed))
	tmp := filepath.Join(filepath.Dir(final), s.tmpName(r))
	if err := os.RemoveAll(tmp); err != nil {
		return nil, false, err
	}
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		return nil, false, err
	}
	defer os.RemoveAll(tmp) // gone if all went well
	dir := &runDir{path: tmp, hash: sha256.New()}
	defer dir.close()
	if err := dir.create(s.keep == keepAll); err != nil {
		return nil, false, err
	}
	begin := time.Now()
	if s.keep == keepAll && spec.Traces() {
		if err := dir.openSpans(); err != nil {
			return nil, false, err
		}
	}
	end, err = work(ctx, spec, m, dir.sink(s.progress.watch(r, spec.Duration)))
	if err != nil {
		return nil, false, err
	}
	record := &studyRun{Cell: cell, Seed: seed}
	if err := s.settle(dir, spec, end, record, begin); err != nil {
		return nil, false, err
	}
	err = os.Rename(tmp, final)
	if errors.Is(err, fs.ErrExist) { // another process was as fast, with the same result
		err = nil
	}
	return end, record.Failed != "", err
}

// settle turns what a worker has sent into what is kept.
func (s *sweeping) settle(dir *runDir, spec *scenarios.Spec, end *ending, record *studyRun, begin time.Time) error {
	simulated := time.Since(begin)
	m, err := s.manifest(spec, end)
	if err != nil {
		return err
	}
	if err := dir.finish(m); err != nil {
		return err
	}
	if err := cmp.Or(dir.put(trace.ScenarioFile, spec.Resolved()), dir.putJSON(trace.ManifestFile, m)); err != nil {
		return err
	}
	run, err := report.Load(dir.path)
	if err != nil {
		return err
	}
	summary, err := report.Summarize(run)
	if err != nil {
		return err
	}
	if err := record.measure(run, summary, s.study.Measure); err != nil {
		return err
	}
	if s.keep == keepAll {
		if _, err := report.Write(dir.path); err != nil {
			return err
		}
		if err := page.Write(dir.path); err != nil {
			return err
		}
		if err := dir.putJSON(trace.HostFile, hostInfo(end, simulated, time.Since(begin))); err != nil {
			return err
		}
	} else {
		b, err := summary.JSON()
		if err != nil {
			return err
		}
		if err := dir.put(trace.SummaryFile, b); err != nil {
			return err
		}
	}
	if s.keep == keepSummary {
		if err := cmp.Or(os.Remove(dir.file(trace.MetricsFile)), os.Remove(dir.file(trace.PeersFile))); err != nil {
			return err
		}
	}
	if err := record.sign(dir.path); err != nil {
		return err
	}
	return cmp.Or(dir.putJSON(trace.MeasuresFile, record), dir.put(trace.DoneFile, []byte(string(m.Status)+"\n")))
}
