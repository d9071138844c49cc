package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

// A sink takes what a worker sends. A body is valid during the call.
type sink struct {
	events, metrics, spans, peers func(body []byte) error // lines of the file of that name
	progress                      func(worker.Status)
}

func startWorker(spec *scenarios.Spec, until time.Duration, memory uint64, shift int) (*worker.Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(job{
		File: spec.Name + ".yaml", Scenario: spec.Resolved(), UntilNS: until.Nanoseconds(), Memory: memory, Shift: shift,
	})
	if err != nil {
		return nil, err
	}
	return worker.Start(self, b)
}

// follow hands what a worker sends to a sink, until the worker ends. A worker
// without a last word, because its runtime gave up or somebody killed it, ends
// as a crash, and what it wrote to stderr is in the ending. The error is the
// sink's, or comes from a broken pipe.
func follow(w *worker.Process, spec *scenarios.Spec, to sink) (*ending, error) {
	var end *ending
	var last worker.Status
	err := w.Frames(func(f worker.Frame) error {
		switch f.Kind {
		case worker.Events:
			return to.events(f.Body)
		case worker.Metrics:
			return to.metrics(f.Body)
		case worker.Spans:
			return to.spans(f.Body)
		case worker.Peers:
			return to.peers(f.Body)
		case worker.Progress:
			if err := json.Unmarshal(f.Body, &last); err != nil {
				return err
			}
			to.progress(last)
			return nil
		case worker.Result, worker.Fatal:
			end = new(ending)
			return json.Unmarshal(f.Body, end)
		}
		return fmt.Errorf("worker: unknown frame %q", f.Kind)
	})
	var died *worker.DiedError
	if errors.As(err, &died) {
		// What it said has addresses in it, and so is not for the manifest.
		return &ending{
			Status: trace.Failed, VirtualNS: last.VirtualNS, Events: last.Events, Hosts: scenarios.Hosts(spec),
			Failure: &trace.Failure{Kind: "crash", Message: died.Reason(), VirtualNS: last.VirtualNS},
			stderr:  died.Stderr, killed: died.Killed,
		}, nil
	}
	return end, err
}

// work simulates a scenario as a job of a pool, until its end or until ctx is
// cancelled, which kills the worker and is an error. A run that its share of
// memory ends is no result: work returns errMoreMemory. So it does for a worker
// that somebody killed, which is the kernel, mostly, when memory is short;
// killed with the whole to itself is errKilled.
func work(ctx context.Context, spec *scenarios.Spec, s share, to sink) (*ending, error) {
	w, err := startWorker(spec, 0, s.memory, 0)
	if err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, w.Kill)()
	end, err := follow(w, spec, to)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, err
	case end.Failure != nil && end.Failure.Kind == "memory" && !s.whole, end.killed && !s.whole:
		return nil, errMoreMemory
	case end.killed:
		return nil, errKilled
	}
	return end, nil
}

// errKilled says that a worker was ended from outside, which says nothing of
// the run.
var errKilled = errors.New("the worker process was killed")
