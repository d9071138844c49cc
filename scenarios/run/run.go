// Package run carries out a scenario: a worker process simulates, and the frames that
// it sends become a run directory.
//
// Its nouns are the [Result], which tells how a run went, the [Bounds] that a run
// must keep to, and the [Keep], which says how much of a run stays. A program that
// is to run scenarios begins its main function, or TestMain, with [Init]: the worker
// is that same program.
//
// The package runs one scenario once. It knows neither flags nor exit codes, and
// prints nothing; studies and searches are package sweep's.
package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

// Keep says which files of a run stay in its directory.
type Keep int

// The values of Keep. Each keeps more than the one before, but for Log, which keeps
// the record that the worker sent and no more: sim verify compares two runs by it.
const (
	Summary Keep = iota // numbers, manifest and scenario
	Metrics             // and all samples, of which tables and plots can be made
	All                 // a run directory as sim run leaves it
	Log                 // manifest, samples, event and span log
)

// Options of a run. The zero value simulates all of a scenario without bounds and
// keeps its summary.
type Options struct {
	Until  time.Duration // virtual time at which the run ends; 0: the scenario's duration
	Bounds Bounds
	Keep   Keep
	Place  Place
	Shift  int // of the worker's memory, see seal.Config

	Progress func(worker.Status) // or nil
	Drawn    func(done, of int)  // figures, after the simulation; or nil
	Control  *Control            // or nil: only ctx ends the run
	Profiles *Profiles           // or nil

	// Finish adds the caller's own files about the result to the directory, before
	// DONE is written. It may be nil.
	Finish func(*Result) error
}

// A Result tells how a run went.
type Result struct {
	Dir      string
	Manifest *trace.Manifest
	Summary  report.Summary // not of a run that keeps its Log
	Digests  rundir.Digests // of the logs that the manifest does not vouch for

	Peak   uint64   // bytes, the worker's largest heap
	Killed string   // how others ended the worker, "" if they did not
	Stderr string   // of a worker that crashed
	Others []string // files in the directory that no run made, and that stay

	loaded *report.Run
}

// Load returns the run in numbers.
func (r *Result) Load() (*report.Run, error) {
	if r.loaded != nil {
		return r.loaded, nil
	}
	loaded, err := report.Load(r.Dir)
	r.loaded = loaded
	return loaded, err
}

// An IncompleteError says that a run came to no result. The directory has no DONE.
type IncompleteError struct {
	Dir string
	Err error
}

func (e *IncompleteError) Error() string { return fmt.Sprintf("%v; %s is incomplete", e.Err, e.Dir) }
func (e *IncompleteError) Unwrap() error { return e.Err }

// Init makes a program one that can run scenarios with the given protocols. It is
// called by the main function, or by TestMain, first. In a worker it simulates and
// does not return. In a program that go build made without the seal it makes a sealed
// twin and becomes it, or ends with a message that names the missing part.
func Init(known []protocols.Protocol) {
	if worker.Is() {
		os.Exit(Serve(known))
	}
	_, file, _, _ := runtime.Caller(1)
	if err := cmp.Or(protocols.Check(known), seal.Exec(file, os.Stderr)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Do runs a scenario and leaves the run in the directory path. A scenario that fails,
// or does not meet its expectations, is a result and no error: see [BreakageOf].
// If ctx is cancelled, Do kills the worker and returns the cause. Errors that come
// after the directory was made are of type *[IncompleteError], those about its place
// of type *[PlaceError].
func Do(ctx context.Context, path string, spec *scenarios.Spec, o Options) (*Result, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	d, err := openDir(path, o.Place, scenarios.Resolved(spec), o.Keep >= All, spec.Traces())
	if err != nil {
		return nil, err
	}
	defer d.close()
	r := &Result{Dir: path, Others: d.others}
	if err := r.do(ctx, d, spec, &o); err != nil {
		return nil, &IncompleteError{path, err}
	}
	return r, nil
}

func (r *Result) do(ctx context.Context, d *dir, spec *scenarios.Spec, o *Options) error {
	if err := errors.Join(d.putJSON(trace.ShowFile, showsOf(spec)), d.putNodes(spec)); err != nil {
		return err
	}
	begin := time.Now()
	end, err := simulate(ctx, d, spec, o)
	if err != nil {
		return err
	}
	simulated := time.Since(begin)
	r.Manifest = manifestOf(spec, end)
	r.Peak, r.Killed, r.Stderr = end.Cost.Peak, end.killed, end.stderr
	if r.Digests, err = d.Finish(r.Manifest); err != nil {
		return err
	}
	if err := d.putJSON(trace.ManifestFile, r.Manifest); err != nil {
		return err
	}
	if err := os.Remove(d.file(trace.ShowFile)); err != nil || o.Keep == Log {
		return err
	}
	if err := r.evaluate(d, o); err != nil {
		return err
	}
	if o.Keep == All {
		if err := d.putJSON(trace.HostFile, hostInfo(end, simulated, time.Since(begin))); err != nil {
			return err
		}
	}
	if o.Finish != nil {
		if err := o.Finish(r); err != nil {
			return err
		}
	}
	return d.put(trace.DoneFile, []byte(string(r.Manifest.Status)+"\n"))
}

// simulate runs the worker and takes its frames into the directory.
func simulate(ctx context.Context, d *dir, spec *scenarios.Spec, o *Options) (*ending, error) {
	j := job{
		UntilNS: o.Until.Nanoseconds(), Memory: o.Bounds.Memory, Shift: o.Shift,
		CPU: o.Profiles.wantCPU(), Heap: o.Profiles.wantHeap(),
	}
	w, err := startWorker(j, spec)
	if err != nil {
		return nil, err
	}
	defer o.Control.of(w)()
	defer context.AfterFunc(ctx, w.Kill)()
	end, err := follow(w, spec, o.Bounds, d.sink(o))
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return end, err
}

// evaluate writes the summary and the report of a run, and removes files that o.Keep leaves out.
func (r *Result) evaluate(d *dir, o *Options) (err error) {
	if o.Keep == All {
		if r.Summary, err = report.WriteWith(r.Dir, o.Drawn); err != nil {
			return err
		}
		return page.Write(r.Dir)
	}
	run, err := r.Load()
	if err != nil {
		return err
	}
	if r.Summary, err = report.Summarize(run); err != nil {
		return err
	}
	b, err := r.Summary.JSON()
	if err != nil {
		return err
	}
	if err := d.put(trace.SummaryFile, b); err != nil || o.Keep == Metrics {
		return err
	}
	return errors.Join(os.Remove(d.file(trace.MetricsFile)), os.Remove(d.file(trace.PeersFile)), os.RemoveAll(d.file(trace.NodesFile)))
}
