package shrink

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/chandylamport"
	"github.com/libp2p-sim/sim/protocols/gossipsub"
	"github.com/libp2p-sim/sim/protocols/kademlia"
	"github.com/libp2p-sim/sim/protocols/mdns"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/protocols/transfer"
	"github.com/libp2p-sim/sim/scenarios"
)

var known = []protocols.Protocol{chandylamport.Protocol, gossipsub.Protocol, kademlia.Protocol, mdns.Protocol, ping.Protocol, transfer.Protocol}

const big = `name: big
seed: 9
duration: 4h
network:
  peers:
    - {group: servers, count: 60, region: weighted, up: 10Mbit}
    - {group: clients, count: 9, dialable: false}
  latency: {table: aws33}
  jitter: {exponential: {mean: 5ms}}
  loss: 0.1%
churn:
  - {group: servers, session: {exponential: {mean: 1h}}, downtime: 10m, crash: 50%}
  - {group: clients, session: 20m, downtime: 10m}
protocols: {kademlia: {}, ping: {}, mdns: {}}
workload:
  - {at: 10m, put: {count: 60, by: "servers[0:30]"}}
  - {from: 20m, every: 30s, get: {by: clients, count: 3}}
  - {every: 1m, ping: {pairs: 20}}
faults:
  - {at: 1h, for: 10m, partition: {sides: [["servers[0:30]"], ["servers[30:60]", clients]]}}
  - {every: 10m, from: 30m, crash: {peers: servers, count: 3}, for: 1m}
  - {at: 3h, pause: {peers: "clients[2]"}, for: 1m}
`

func load(t *testing.T, text string) *scenarios.Spec {
	t.Helper()
	spec, err := scenarios.Load("big.yaml", []byte(text), known, nil)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// breaking returns a First that finds the first candidate for which broken holds,
// and checks that every candidate is a scenario that loads, and in nothing larger
// than the one before.
func breaking(t *testing.T, start *scenarios.Spec, broken func(*scenarios.Spec) bool) func([]Candidate) (int, error) {
	now := sizes(start)
	return func(cs []Candidate) (int, error) {
		for i, c := range cs {
			if _, err := scenarios.Load("candidate.yaml", scenarios.Resolved(c.Spec), known, nil); err != nil {
				t.Errorf("%s: %v", c.What, err)
			}
			after := sizes(c.Spec)
			for k, n := range after {
				if n > now[k] {
					t.Errorf("%s: size %d was %d and is %d", c.What, k, now[k], n)
				}
			}
			if broken(c.Spec) {
				now = after
				return i, nil
			}
		}
		return -1, nil
	}
}

// sizes returns the numbers that must never grow: the count of each kind of thing.
func sizes(s *scenarios.Spec) []int {
	repeated := 0
	for _, w := range s.Workload {
		if !w.Every.IsZero() {
			repeated++
		}
	}
	return []int{
		len(s.Network.Peers), sizeOf(s), int(s.Duration), len(s.Faults), len(s.Churn), len(s.Workload), repeated, len(s.Protocols),
		strings.Count(string(scenarios.Resolved(s)), "crash"),
	}
}

// TestFindsTheSmallest: the parts that a failure needs stay, and no others.
func TestFindsTheSmallest(t *testing.T) {
	spec := load(t, big)
	broken := func(s *scenarios.Spec) bool {
		servers, partitioned, puts := 0, false, 0
		for _, g := range s.Network.Peers {
			if g.Group == "servers" {
				servers = g.Count
			}
		}
		for _, f := range s.Faults {
			partitioned = partitioned || f.Partition != nil && *f.At < s.Duration
		}
		for _, w := range s.Workload {
			if a, ok := w.Args.(*kademlia.PutArgs); ok && w.Op == "put" {
				puts = a.Count
			}
		}
		return servers >= 7 && partitioned && puts >= 5 && s.Duration >= 75*time.Minute
	}
	s := Search{Known: known, Runs: 2000, First: breaking(t, spec, broken)}
	r, err := s.Shrink(spec, 90*time.Minute+time.Second)
	if err != nil {
		t.Fatal(err)
	}
	got := r.Spec
	if n := sizeOf(got); n != 7 {
		t.Errorf("%d peers, want 7", n)
	}
	if len(got.Faults) != 1 || len(got.Churn) != 0 || len(got.Workload) != 1 || len(got.Protocols) != 1 || got.Duration != 75*time.Minute {
		t.Errorf("not the smallest:\n%s", scenarios.Resolved(got))
	}
	if a := got.Workload[0].Args.(*kademlia.PutArgs); a.Count != 5 {
		t.Errorf("%d puts, want 5", a.Count)
	}
	if got.Network.Latency.Law == nil || got.Seed != 9 || r.EndedEarly || len(r.Changes) < 8 {
		t.Errorf("%d changes, ended early %v:\n%s", len(r.Changes), r.EndedEarly, scenarios.Resolved(got))
	}
	if !broken(got) {
		t.Error("what came out does not break")
	}
	t.Logf("%d runs: %s", r.Runs, strings.Join(r.Changes, "; "))
}

// TestEveryShippedScenario: a scenario that always breaks shrinks to next to
// nothing, over candidates that are all scenarios: one peer, or one of each group that an
// expectation names.
func TestEveryShippedScenario(t *testing.T) {
	for _, name := range scenarios.Embedded() {
		file, data, err := scenarios.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		spec, err := scenarios.Load(file, data, known, nil)
		if err != nil {
			t.Fatal(err)
		}
		s := Search{Known: known, Runs: 10_000, First: breaking(t, spec, func(*scenarios.Spec) bool { return true })}
		r, err := s.Shrink(spec, 0)
		if err != nil {
			t.Fatal(err)
		}
		named := map[string]bool{} // groups that expectations need
		for _, g := range spec.Network.Peers {
			for _, e := range spec.Expect {
				if strings.Contains(e.Text+" ", " of "+g.Group+" ") {
					named[g.Group] = true
				}
			}
		}
		if peers := sizeOf(r.Spec); peers > max(1, len(named)) || len(r.Spec.Workload)+len(r.Spec.Faults)+len(r.Spec.Churn) > 0 || r.EndedEarly {
			t.Errorf("%s shrinks to\n%s", name, scenarios.Resolved(r.Spec))
		}
	}
}

// TestOtherSeeds: where a smaller scenario needs another seed, it gets one.
func TestOtherSeeds(t *testing.T) {
	spec := load(t, big)
	broken := func(s *scenarios.Spec) bool { return (sizeOf(s)+int(s.Seed))%3 == 0 } // 69 peers, seed 9
	s := Search{Known: known, Seeds: []uint64{1, 2, 3}, Runs: 5000, First: breaking(t, spec, broken)}
	r, err := s.Shrink(spec, 0)
	if err != nil {
		t.Fatal(err)
	}
	if sizeOf(r.Spec) != 1 || r.Spec.Seed != 2 {
		t.Errorf("%d peers with seed %d, want 1 with 2", sizeOf(r.Spec), r.Spec.Seed)
	}
}

// TestRunsRunOut: no more candidates are tried than there may be, and the smallest
// until then counts.
func TestRunsRunOut(t *testing.T) {
	spec := load(t, big)
	for _, runs := range []int{0, 1, 7, 40} {
		tried := 0
		never := breaking(t, spec, func(*scenarios.Spec) bool { return false })
		s := Search{Known: known, Runs: runs, First: func(cs []Candidate) (int, error) {
			tried += len(cs)
			return never(cs)
		}}
		r, err := s.Shrink(spec, 0)
		if err != nil || tried != runs || r.Runs != runs || !r.EndedEarly || len(r.Changes) != 0 {
			t.Errorf("%d of %d runs, %+v, %v", tried, runs, r, err)
		}
	}
	failed := errors.New("no workers")
	s := Search{Known: known, Runs: 10, First: func([]Candidate) (int, error) { return 0, failed }}
	if _, err := s.Shrink(spec, 0); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}

// TestSteps: steps that halve reach every number, and parts every single element.
func TestSteps(t *testing.T) {
	if got := smaller(20, 1); !slices.Equal(got, []int{1, 11, 16, 18, 19}) {
		t.Errorf("smaller(20, 1) = %v", got)
	}
	if got := shorter(95*time.Second, time.Second); got[0] != time.Second || got[len(got)-1] != 94*time.Second {
		t.Errorf("shorter(95s) = %v", got)
	}
	if got := fmt.Sprint(parts(3)); got != "[[0 3] [0 1] [1 2] [2 3]]" {
		t.Errorf("parts(3) = %v", got)
	}
}

// TestParts of groups: a selector of a part selects as large a part of the
// remaining group.
func TestSelectorsFollow(t *testing.T) {
	spec := load(t, big)
	resize(spec, 0, 4)
	sides := spec.Faults[0].Partition.Sides
	if sides[0][0] != "servers[0:2]" || sides[1][0] != "servers[2:4]" || sides[1][1] != "clients" {
		t.Errorf("sides %v", sides)
	}
	resize(spec, 1, 1)
	if p := spec.Faults[2].Pause.Peers; p != "clients[0]" {
		t.Errorf("pauses %s", p)
	}
}
