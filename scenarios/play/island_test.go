//go:build simsealed

package play_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/chandylamport"
	"github.com/libp2p-sim/sim/protocols/kademlia"
	"github.com/libp2p-sim/sim/protocols/mdns"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/play"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestIslands: peers with the same inputs have the same log, byte for byte, beside
// any other peers. Each pair of random scenarios has an island of peers that is the
// same in both; the rest differs. ISLANDS says how many pairs.
func TestIslands(t *testing.T) {
	n := 24
	if s := os.Getenv("ISLANDS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	busy := 0
	for i := range n {
		pair := newPair(rand.New(rand.NewPCG(uint64(i), 7)))
		lines, err := pair.compare(t.TempDir(), 0)
		if err != nil {
			t.Errorf("pair %d, %s: %v", i, pair.about, err)
		}
		if busy += lines; t.Failed() && i > 3 {
			break
		}
	}
	if busy < 100*n {
		t.Errorf("the islands have %d events in %d pairs, want more", busy, n)
	}
}

// The seals of overlay/runtime.go.txt without which the law of islands does not hold.
var islandSeals = []struct {
	name string
	bit  int
}{{"streams", 1 << 12}, {"order of peers", 1 << 13}, {"seeds of maps", 1 << 14}}

// TestIslandSeals: without any of the seals behind it, the law fails.
func TestIslandSeals(t *testing.T) {
	for _, seal := range islandSeals {
		t.Run(seal.name, func(t *testing.T) {
			const most = 60
			for i := range most {
				pair := newPair(rand.New(rand.NewPCG(uint64(i), 7)))
				if _, err := pair.compare(t.TempDir(), seal.bit); err != nil {
					return
				}
			}
			t.Errorf("without this seal %d pairs agree", most)
		})
	}
}

// A pair is two scenarios with one island in common, the first group.
type pair struct {
	about  string
	common []string // peers
	a, b   setting
}

// A setting is a scenario in the making.
type setting struct {
	head                                 string
	groups, lans, churn, workload, fault []string
	edges                                []string
	size                                 int
	seed                                 uint64
}

func newPair(r *rand.Rand) *pair {
	p := &pair{}
	latency := []string{
		"{constant: 20ms}", "{constant: 50ms}", "{uniform: {min: 10ms, max: 100ms}}",
	}[r.IntN(3)]
	extra := []string{"", "\n  loss: 2%", "\n  jitter: {exponential: {mean: 5ms}}"}[r.IntN(3)]
	one := setting{seed: r.Uint64N(1000), head: fmt.Sprintf("network:\n  latency: %s%s\n", latency, extra)}
	size := 2 + r.IntN(7)
	one.island("a", size, r)
	for i := range size {
		p.common = append(p.common, fmt.Sprintf("a-%d", i))
	}
	two := one.clone()
	switch kind := r.IntN(4); kind {
	case 0:
		p.about = "peers that are offline all the time"
		two.groups = append(two.groups, fmt.Sprintf("{group: z, count: %d}", 1+r.IntN(3)))
		two.churn = append(two.churn, "{group: z, flash_crowd: {at: 40s}}")
	case 1:
		p.about = "an island that is added"
		two.island("c", 2+r.IntN(7), r)
	case 2:
		p.about = "an island that is another"
		one.island("b", 2+r.IntN(7), r)
		two.island("b", 2+r.IntN(7), r)
	default:
		p.about = "an island with other options"
		seed := r.Uint64()
		one.island("b", 5, rand.New(rand.NewPCG(seed, 0)))
		two.island("b", 5, rand.New(rand.NewPCG(seed, 0)))
		last := len(two.groups) - 1
		two.groups[last] = strings.TrimSuffix(two.groups[last], "}") + ", up: 200kbit}"
	}
	if r.IntN(2) == 0 {
		one, two = two, one
	}
	if window := []string{"", "  tcp: reno\n", "  tcp: cubic\n"}[r.IntN(3)]; window != "" {
		p.about += ", with a congestion window"
		one.head, two.head = one.head+window, two.head+window
	}
	p.a, p.b = one, two
	return p
}

func (s setting) clone() setting {
	for _, l := range []*[]string{&s.groups, &s.lans, &s.churn, &s.workload, &s.fault, &s.edges} {
		*l = slices.Clone(*l)
	}
	return s
}

// island adds a group of peers that keep to themselves.
func (s *setting) island(g string, size int, r *rand.Rand) {
	s.groups = append(s.groups, fmt.Sprintf("{group: %s, count: %d, lan: %s}", g, size, g))
	s.lans = append(s.lans, fmt.Sprintf("{lan: %s}", g))
	for i := 1; i < size; i++ {
		for _, j := range r.Perm(i)[:min(i, 3)] {
			s.edges = append(s.edges, fmt.Sprintf("%d,%d", s.size+i, s.size+j))
		}
	}
	s.size += size
	if r.IntN(3) == 0 {
		s.churn = append(s.churn, fmt.Sprintf("{group: %s, session: {exponential: {mean: 20s}}, downtime: 5s, crash: 50%%, rejoin: %s}",
			g, []string{"same", "new"}[r.IntN(2)]))
	}
	key := "key: k-" + g
	steps := []string{
		"ping: {by: %[1]s, to: %[1]s}", "put: {by: %[1]s, %[2]s}", "put: {by: %[1]s}", "get: {by: %[1]s, %[2]s}", "provide: {by: %[1]s, %[2]s}",
		"find-providers: {by: %[1]s, %[2]s}", "find-peer: {by: %[1]s, peer: %[1]s}", "get-closest-peers: {by: %[1]s}",
		"snapshot: {by: %[1]s}",
	}
	for range 2 + r.IntN(4) {
		step := fmt.Sprintf(steps[r.IntN(len(steps))]+"%.0[1]s%.0[2]s", g, key)
		s.workload = append(s.workload, fmt.Sprintf("{from: %ds, every: %ds, %s}", 5+r.IntN(5), 1+r.IntN(5), step))
	}
	faults := []string{"pause: {peers: %s, count: 1}", "crash: {peers: %s, count: 1}", "isolate: {peers: %s, count: 1}", "slow: {peers: %s, count: 1, delay: 50ms}"}
	if r.IntN(2) == 0 {
		s.fault = append(s.fault, fmt.Sprintf("{at: %ds, for: %ds, "+faults[r.IntN(len(faults))]+"}", 10+r.IntN(10), 3+r.IntN(20), g))
	}
}

func (s *setting) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "name: x\nseed: %d\nduration: 40s\nsample: 10s\n%s  peers:\n", s.seed, s.head)
	list := func(items []string) {
		for _, i := range items {
			fmt.Fprintf(&b, "    - %s\n", i)
		}
	}
	list(s.groups)
	b.WriteString("  lans:\n")
	list(s.lans)
	b.WriteString("bootstrap: {graph: file, file: edges.csv, interval: 50ms}\n" +
		"protocols: {ping: {}, kademlia: {}, mdns: {}, chandylamport: {app: transfers, transfer_interval: 2s}}\n")
	for _, section := range []struct {
		key   string
		items []string
	}{{"churn", s.churn}, {"workload", s.workload}, {"faults", s.fault}} {
		if len(section.items) > 0 {
			fmt.Fprintf(&b, "%s:\n", section.key)
			list(section.items)
		}
	}
	return b.String()
}

// compare runs both scenarios, without some seals, and returns how many events the
// peers have that they have in common.
func (p *pair) compare(dir string, without int) (lines int, err error) {
	var of [2]map[string][]byte
	for i, s := range []setting{p.a, p.b} {
		if of[i], err = s.run(filepath.Join(dir, fmt.Sprint(i)), without); err != nil {
			return 0, err
		}
	}
	for name, log := range of[0] {
		if slices.Contains(p.common, name) || strings.HasPrefix(name, "a-") {
			lines += bytes.Count(log, []byte("\n"))
			if x, y, at := parting(log, of[1][name]); at > 0 {
				return lines, fmt.Errorf("the log of %s parts at its line %d:\n%s\n%s\n%s\n%s", name, at, x, y, p.a.text(), p.b.text())
			}
		}
	}
	return lines, nil
}

// parting returns the first line in which two texts differ, from 1; 0 if they do not.
func parting(a, b []byte) (x, y []byte, at int) {
	if bytes.Equal(a, b) {
		return nil, nil, 0
	}
	l, m := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for at < len(l) && at < len(m) && bytes.Equal(l[at], m[at]) {
		at++
	}
	return append(l, nil)[at], append(m, nil)[at], at + 1
}

// run plays the scenario in a process of its own and returns the log of each peer.
func (s *setting) run(dir string, without int) (map[string][]byte, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "x.yaml")
	if err := os.WriteFile(file, []byte(s.text()), 0o644); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "edges.csv"), []byte(strings.Join(s.edges, "\n")+"\n"), 0o644); err != nil {
		return nil, err
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = []string{"SIMSEAL_WORKER=1", "GOMAXPROCS=1", "PLAY_ISLAND=" + file, fmt.Sprintf("SIMSEAL_WITHOUT=%d", without)}
	var wrong strings.Builder
	cmd.Stderr = &wrong
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %.2000s\n%s", err, wrong.String(), s.text())
	}
	of := map[string][]byte{}
	for line := range bytes.Lines(out) {
		e, err := trace.ParseEvent(line)
		if err != nil {
			return nil, err
		}
		if e.P != "" {
			of[e.P] = append(of[e.P], line...)
		}
	}
	return of, nil
}

func TestMain(m *testing.M) {
	file := os.Getenv("PLAY_ISLAND")
	if file == "" {
		os.Exit(m.Run())
	}
	data, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	spec, err := scenarios.Load(file, data, []protocols.Protocol{ping.Protocol, kademlia.Protocol, chandylamport.Protocol, mdns.Protocol}, nil)
	if err != nil {
		panic(err)
	}
	rec := &sim.Recorder{}
	if o, err := (&play.Play{Spec: spec}).Run(rec); err != nil || o.Failure != nil {
		panic(fmt.Sprint(o.Failure, err))
	}
	_, _ = os.Stdout.Write(rec.Text(sim.EventLog))
}
