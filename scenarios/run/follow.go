package run

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim/worker"
)

// A sink takes the frames that a worker sends. A body is valid during the call.
type sink struct {
	events, metrics, spans, packets, peers func(body []byte) error // lines of the file of that name
	progress                               func(worker.Status)
	profiles                               *Profiles // or nil, if none was asked for
}

func startWorker(j job, spec *scenarios.Spec) (*worker.Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	j.File, j.Scenario = spec.Name+".yaml", scenarios.Resolved(spec)
	b, err := json.Marshal(j)
	if err != nil {
		return nil, err
	}
	return worker.Start(self, b)
}

// follow hands the frames of a worker to a sink, until the worker ends, and ends a
// worker that does not keep to its bounds. The error is the sink's, or comes from a
// broken pipe. How the worker ended otherwise is in the ending.
func follow(w *worker.Process, spec *scenarios.Spec, b Bounds, to sink) (*ending, error) {
	f := follower{to: to}
	err := w.Frames(b.limits(), f.take)
	var died *worker.DiedError
	switch {
	case errors.As(err, &died):
		f.end = f.without(died)
		f.end.Hosts = underlay.Hosts(spec)
	case err != nil:
		return nil, err
	}
	end := f.end
	end.Events = f.lines // a worker that is halted may count one more
	end.usage = w.Usage()
	if died != nil || end.Failure != nil && end.Failure.Kind == halted {
		end.explain(w.Why(), died, b)
	}
	return end, nil
}

// A follower keeps the facts that it needs of the frames that went by.
type follower struct {
	to    sink
	end   *ending
	last  worker.Status
	lines int64  // of the event log
	line  []byte // the last of them
}

func (f *follower) take(fr worker.Frame) error {
	switch fr.Kind {
	case worker.Events:
		f.lines += int64(bytes.Count(fr.Body, []byte("\n")))
		whole := bytes.TrimSuffix(fr.Body, []byte("\n"))
		f.line = append(f.line[:0], whole[bytes.LastIndexByte(whole, '\n')+1:]...)
		return f.to.events(fr.Body)
	case worker.Metrics:
		return f.to.metrics(fr.Body)
	case worker.Spans:
		return f.to.spans(fr.Body)
	case worker.Packets:
		return f.to.packets(fr.Body)
	case worker.Peers:
		return f.to.peers(fr.Body)
	case worker.Progress:
		if err := json.Unmarshal(fr.Body, &f.last); err != nil {
			return err
		}
		f.to.progress(f.last)
		return nil
	case worker.CPUProfile, worker.HeapProfile:
		f.to.profiles.take(fr.Kind, fr.Body)
		return nil
	case worker.Result, worker.Fatal:
		f.end = new(ending)
		return json.Unmarshal(fr.Body, f.end)
	}
	return fmt.Errorf("worker: unknown frame %q", fr.Kind)
}

// without returns the ending of a worker that said no last word: how far it came is
// the latest time that it told.
func (f *follower) without(died *worker.DiedError) *ending {
	at := f.last.VirtualNS
	var e struct{ T int64 }
	if json.Unmarshal(f.line, &e) == nil {
		at = max(at, e.T)
	}
	return &ending{VirtualNS: at, stderr: died.Stderr}
}
