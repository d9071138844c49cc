package cmd

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/expect"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

// An attempt is a run of which nothing is kept but what became of it.
type attempt struct {
	spec    *scenarios.Spec
	summary report.Summary
	broke   *breakage // nil if all was well
}

// A breakage is how a run broke: the simulation failed, or else an expectation did.
type breakage struct {
	failure *trace.Failure
	expect  expect.Result
}

// try runs a scenario as a job of a pool. A run that needs more memory than
// there is says nothing of the scenario, and so is an error.
func (a *app) try(ctx context.Context, spec *scenarios.Spec, s share, tmp string) (*attempt, uint64, error) {
	path, err := os.MkdirTemp(tmp, "run-")
	if err != nil {
		return nil, 0, err
	}
	defer os.RemoveAll(path)
	dir := &runDir{path: path, hash: sha256.New()}
	defer dir.close()
	if err := dir.create(false); err != nil {
		return nil, 0, err
	}
	end, err := work(ctx, spec, s, dir.sink(func(worker.Status) {}))
	switch {
	case err != nil:
		return nil, 0, err
	case end.Failure != nil && end.Failure.Kind == "memory":
		return nil, 0, fmt.Errorf("seed %d: %s", spec.Seed, end.Failure.Message)
	}
	m, err := a.manifest(spec, end)
	if err != nil {
		return nil, 0, err
	}
	if err := dir.finish(m); err != nil {
		return nil, 0, err
	}
	if err := dir.putJSON(trace.ManifestFile, m); err != nil {
		return nil, 0, err
	}
	run, err := report.Load(path)
	if err != nil {
		return nil, 0, err
	}
	summary, err := report.Summarize(run)
	if err != nil {
		return nil, 0, err
	}
	return &attempt{spec, summary, breakageOf(summary)}, end.Peak, nil
}

func breakageOf(s report.Summary) *breakage {
	if s.Failure != nil {
		return &breakage{failure: s.Failure}
	}
	for _, r := range s.Expect {
		if !r.OK {
			return &breakage{expect: r}
		}
	}
	return nil
}

// again reports whether a run broke in the same way: by a failure of the same kind
// in the same function, or because the same expectation does not hold. One that
// fails for want of samples is another.
func (b *breakage) again(s report.Summary) bool {
	if b.failure != nil || s.Failure != nil {
		return b.failure != nil && s.Failure != nil && b.failure.Kind == s.Failure.Kind && function(b.failure) == function(s.Failure)
	}
	for _, r := range s.Expect {
		if r.Expr == b.expect.Expr && !r.OK {
			return r.Silent() == b.expect.Silent()
		}
	}
	return false
}

// function is where a failure happened, "" if it does not say.
func function(f *trace.Failure) string {
	if f.Kind == "stall" { // where it was seen is chance
		return ""
	}
	name, _, _ := strings.Cut(f.Stack, " (")
	return name
}

// when is the instant at which the breakage showed, 0 if it has none.
func (b *breakage) when() time.Duration {
	if b.failure != nil {
		return time.Duration(b.failure.VirtualNS)
	}
	return time.Duration(b.expect.When.VirtualNS)
}

// code is the exit code of such a run.
func (b *breakage) code() int {
	if b.failure != nil {
		return exitSimulation
	}
	return exitExpectation
}

// String tells what broke on one line.
func (b *breakage) String() string {
	if f := b.failure; f != nil {
		where := ""
		if f.Peer != "" {
			where = " in peer " + f.Peer
		}
		return fmt.Sprintf("%s%s at %v: %s", f.Kind, where, time.Duration(f.VirtualNS), f.Message)
	}
	s := b.expect.Expr + "  " + b.expect.Actual
	if blame := b.expect.Blame(); blame != "" {
		s += "; " + blame
	}
	return s
}

// kind is what breakages that are alike have in common.
func (b *breakage) kind() string {
	switch {
	case b.failure == nil:
		return b.expect.Expr
	case function(b.failure) == "":
		return b.failure.Kind
	}
	return b.failure.Kind + " in " + function(b.failure)
}
