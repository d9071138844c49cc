// Package shrink makes a scenario that breaks smaller for as long as it still
// breaks: fewer peers, less churn, fewer faults, less to do, a shorter run, a
// plainer network.
//
// Its nouns: a change makes a scenario smaller in one respect; a [Candidate] is the
// scenario after a change, with a seed; a pass is a family of changes, the boldest
// first. The package runs nothing: the caller says which candidates still break. It
// works on scenarios and not on event logs, so that its result is a scenario like
// any other.
package shrink

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios"
)

// A Search shrinks scenarios.
type Search struct {
	// Known are the protocols that scenarios may use.
	Known []protocols.Protocol
	// Seeds are tried for each change after the scenario's own: a smaller
	// scenario draws other numbers.
	Seeds []uint64
	// Runs is how many candidates may be tried.
	Runs int
	// First returns the index of the first candidate that still breaks in the
	// same way, -1 if none does.
	First func([]Candidate) (int, error)
	// Accepted, if not nil, is told of every candidate that is kept.
	Accepted func(c Candidate, runs int)
}

// A Candidate is a smaller scenario.
type Candidate struct {
	Spec *scenarios.Spec
	What string // the change: "servers: 60 -> 4 peers"
}

// Result is a scenario that no change makes smaller, or no change that there were
// runs for.
type Result struct {
	Spec       *scenarios.Spec
	Changes    []string // those that were kept, in order
	Runs       int      // candidates that were tried, up to the last that was kept of each pass
	EndedEarly bool     // whether the runs ran out
}

// A change makes a scenario smaller.
type change struct {
	what  string
	apply func(*scenarios.Spec)
}

// passes are tried in order, again and again. Passes that make runs cheaper come
// first.
var passes = []func(*scenarios.Spec) []change{
	fewerPeers, noGroup, noFaults, noChurn, noSteps, noProtocols,
	shorterRun, earlier, fewerTimes, smallerSteps, smallerFaults, plainerNetwork, plainerBootstrap, plainerChurn, noOrder, plainSample,
}

// Shrink makes spec, which breaks, smaller. Broken is the instant at which the
// breakage showed, 0 if it is not known. The error is that of First.
func (s *Search) Shrink(spec *scenarios.Spec, broken time.Duration) (Result, error) {
	r := Result{Spec: spec}
	if broken > 0 {
		if _, err := s.pass(&r, endsSoonAfter(broken)); err != nil {
			return r, err
		}
	}
	for again := true; again && !r.EndedEarly; {
		again = false
		for _, p := range passes {
			kept, err := s.pass(&r, p)
			if err != nil {
				return r, err
			}
			again = again || kept
		}
	}
	return r, nil
}

// pass makes changes of one family until none is kept, and reports whether any was.
func (s *Search) pass(r *Result, changes func(*scenarios.Spec) []change) (kept bool, err error) {
	for {
		candidates := s.candidates(r.Spec, changes(r.Spec))
		if left := s.Runs - r.Runs; len(candidates) > left {
			candidates, r.EndedEarly = candidates[:left], true
		}
		if len(candidates) == 0 {
			return kept, nil
		}
		i, err := s.First(candidates)
		if err != nil {
			return kept, err
		}
		if i < 0 {
			r.Runs += len(candidates)
			return kept, nil
		}
		kept, r.EndedEarly = true, false
		r.Runs += i + 1
		r.Spec = candidates[i].Spec
		r.Changes = append(r.Changes, candidates[i].What)
		if s.Accepted != nil {
			s.Accepted(candidates[i], r.Runs)
		}
	}
}

// candidates returns the scenarios that changes make of spec, each with its own seed
// and then the others. It leaves out changes that change nothing or make no
// scenario.
func (s *Search) candidates(spec *scenarios.Spec, changes []change) (all []Candidate) {
	before := scenarios.Resolved(spec)
	seen := map[string]bool{string(before): true}
	for _, c := range changes {
		changed := s.clone(before)
		c.apply(changed)
		fit(changed)
		after := scenarios.Resolved(changed)
		valid, err := scenarios.Load("candidate.yaml", after, s.Known, nil)
		if err != nil || seen[string(after)] || !bytes.Equal(scenarios.Resolved(valid), after) {
			continue
		}
		seen[string(after)] = true
		all = append(all, Candidate{valid, c.what})
		for _, seed := range s.Seeds {
			if seed == spec.Seed {
				continue
			}
			one, err := scenarios.Load("candidate.yaml", after, s.Known, []string{fmt.Sprintf("seed=%d", seed)})
			if err == nil { // a graph that is drawn may not come out
				all = append(all, Candidate{one, c.what})
			}
		}
	}
	return all
}

// clone returns a scenario that shares nothing with others.
func (s *Search) clone(resolved []byte) *scenarios.Spec {
	spec, err := scenarios.Load("candidate.yaml", resolved, s.Known, nil)
	if err != nil {
		panic(fmt.Sprintf("shrink: a resolved scenario does not load: %v", err))
	}
	return spec
}

// smaller returns numbers from least up to below n, in steps that halve: the
// first that will do is at most one step from the smallest that will.
func smaller[N int | uint64 | time.Duration](n, least N) (all []N) {
	if n <= least {
		return nil
	}
	for d := n - least; d > 0; d /= 2 {
		all = append(all, n-d)
	}
	return all
}

// parts returns ranges [from, to) of a list of n that may be left out: all of
// it, then halves, and so on down to single ones.
func parts(n int) (all [][2]int) {
	for size := n; size > 0; size /= 2 {
		for from := 0; from < n; from += size {
			all = append(all, [2]int{from, min(from+size, n)})
		}
	}
	return all
}

// without leaves parts of a list out, one change each.
func without[E any](name string, list func(*scenarios.Spec) *[]E) func(*scenarios.Spec) []change {
	return func(spec *scenarios.Spec) (all []change) {
		n := len(*list(spec))
		for _, p := range parts(n) {
			what := fmt.Sprintf("%s: %d -> %d", name, n, n-(p[1]-p[0]))
			all = append(all, change{what, func(s *scenarios.Spec) {
				l := list(s)
				if *l = slices.Delete(*l, p[0], p[1]); len(*l) == 0 {
					*l = nil
				}
			}})
		}
		return all
	}
}

var (
	noFaults    = without("faults", func(s *scenarios.Spec) *[]scenarios.Fault { return &s.Faults })
	noChurn     = without("churn", func(s *scenarios.Spec) *[]scenarios.Churn { return &s.Churn })
	noSteps     = without("workload", func(s *scenarios.Spec) *[]scenarios.Step { return &s.Workload })
	noProtocols = without("protocols", func(s *scenarios.Spec) *[]scenarios.ProtocolUse { return &s.Protocols })
)
