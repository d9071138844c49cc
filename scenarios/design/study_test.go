package design_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/chandylamport"
	"github.com/libp2p-sim/sim/protocols/gossipsub"
	"github.com/libp2p-sim/sim/protocols/kademlia"
	"github.com/libp2p-sim/sim/protocols/mdns"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/protocols/transfer"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/design"
)

// known are the protocols of the command.
var known = []protocols.Protocol{chandylamport.Protocol, gossipsub.Protocol, kademlia.Protocol, mdns.Protocol, ping.Protocol, transfer.Protocol}

func loadStudy(t *testing.T, file, text string) *design.Study {
	t.Helper()
	s, err := design.Load(file, []byte(text), design.Flags{}, known)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func rows(s *design.Study) []string {
	var out []string
	for _, c := range s.Cells {
		out = append(out, s.CellName(c))
	}
	return out
}

const pings = `
name: pings
scenario: ping
repeat: 3
`

func TestStudyCells(t *testing.T) {
	for _, c := range []struct {
		why, text string
		want      []string
	}{
		{"the last parameter moves fastest", `
parameters:
  d: {path: duration, values: [1m, 2m]}
  rtt: {path: network.latency.constant, from: 10ms, to: 35ms, step: 10ms}
`, []string{"d=1m rtt=10ms", "d=1m rtt=20ms", "d=1m rtt=30ms", "d=2m rtt=10ms", "d=2m rtt=20ms", "d=2m rtt=30ms"}},
		{"what is zipped moves together, at the place of the first", `
parameters:
  d: {path: duration, values: [1m, 2m]}
  rtt: {path: network.latency.constant, values: [10ms, 20ms]}
  every: {path: workload.0.every, values: [1s, 3s]}
zip: [[every, d]]
`, []string{"d=1m rtt=10ms every=1s", "d=1m rtt=20ms every=1s", "d=2m rtt=10ms every=3s", "d=2m rtt=20ms every=3s"}},
		{"where leaves cells out", `
parameters:
  d: {path: duration, values: [1m, 2m]}
  rtt: {path: network.latency.constant, values: [10ms, 20ms, 30ms]}
where: [d == 1m or rtt >= 30ms, not rtt == 20ms]
`, []string{"d=1m rtt=10ms", "d=1m rtt=30ms", "d=2m rtt=30ms"}},
		{"a value may be anything", `
parameters:
  latency: {path: network.latency, values: [{constant: 5ms}, {uniform: {min: 1ms, max: 2ms}}]}
`, []string{"latency={constant: 5ms}", "latency={uniform: {min: 1ms, max: 2ms}}"}},
	} {
		s := loadStudy(t, "pings.yaml", pings+c.text)
		if diff := cmp.Diff(c.want, rows(s)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
		if s.Runs() != 3*len(c.want) {
			t.Errorf("%s: %d runs", c.why, s.Runs())
		}
	}
}

// A cell is the scenario with its values, as --set makes it, and has its hash.
func TestStudyCellsAreScenarios(t *testing.T) {
	s := loadStudy(t, "pings.yaml", pings+"set: {duration: 2m}\nparameters: {rtt: {path: network.latency.constant, values: [10ms, 20ms]}}\n")
	file, data, err := scenarios.Read("ping")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range s.Cells {
		spec, err := scenarios.Load(file, data, known, []string{"duration=2m", "network.latency.constant=" + string(c.Values[0]), "seed=7"})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(scenarios.Resolved(spec), scenarios.Resolved(c.With(7))) || c.ID != scenarios.ConfigHash(spec) {
			t.Errorf("cell %s is not what --set makes", s.CellName(c))
		}
	}
}

// A resolved study needs no other file and is the same study, with or without
// comments and defaults.
func TestStudyResolved(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("net/two.yaml", `
name: two
duration: 1m
network:
  peers: [{group: a, count: 2}]
  latency: {matrix: {file: m.csv, kind: rtt}} # a comment
protocols: {ping: {}}
`)
	for _, m := range []string{"m", "nn"} {
		write("net/"+m+".csv", "from\\to,x,y\nx,1,10\ny,10,"+fmt.Sprint(len(m))+"\n")
	}
	text := `
name: two
question: Does it matter?
scenario: net/two.yaml
seeds: [1, 2, 3, 9]
parameters: {m: {path: network.latency.matrix.file, values: [m.csv, nn.csv]}}
measures: [peers.online]
expect: [median over seeds of max(peers.online) == 2]
`
	study := write("study.yaml", text)
	s := loadStudy(t, study, text)
	again := loadStudy(t, filepath.Join(t.TempDir(), "elsewhere.yaml"), string(s.Resolved()))
	if !bytes.Equal(s.Resolved(), again.Resolved()) || s.Hash() != again.Hash() {
		t.Errorf("resolving twice differs:\n%s\n%s", s.Resolved(), again.Resolved())
	}
	for i, c := range s.Cells {
		if c.ID != again.Cells[i].ID || !slices.Equal(c.Values, again.Cells[i].Values) {
			t.Errorf("cell %d is %s %v, then %s %v", i, c.ID, c.Values, again.Cells[i].ID, again.Cells[i].Values)
		}
	}
}

// Every scenario that ships stays the same when a study holds it.
func TestStudyHoldsScenarios(t *testing.T) {
	for _, name := range scenarios.Embedded() {
		text := fmt.Sprintf("name: x\nscenario: %s\nseeds: 1\nmeasures: [max(peers.online)]\nparameters: {d: {path: sample, values: [7s]}}\n", name)
		s := loadStudy(t, "x.yaml", text)
		again := loadStudy(t, "y.yaml", string(s.Resolved()))
		if !bytes.Equal(scenarios.Resolved(s.Base), scenarios.Resolved(again.Base)) {
			t.Errorf("%s is another scenario when a study holds it", name)
		}
	}
}

// By default a study has the measures of its scenario's expectations.
func TestStudyDefaultMeasures(t *testing.T) {
	s := loadStudy(t, "pings.yaml", pings+"parameters: {rtt: {path: network.latency.constant, values: [10ms]}}\n")
	want := []string{"min(ping.rtt)", "max(ping.rtt)", "ping.success"}
	if diff := cmp.Diff(want, s.Measures); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Flags and a file that say the same are the same study.
func TestFlagStudy(t *testing.T) {
	file, data, err := scenarios.Read("ping")
	if err != nil {
		t.Fatal(err)
	}
	got, err := design.FromFlags(file, data, design.Flags{
		Params: []string{"rtt=network.latency.constant=10ms..30ms/10ms", "duration=1m,2m"},
		Set:    []string{"sample=5s"}, Seeds: "1..3", Where: []string{"duration < 2m or rtt > 10ms"},
		Measures: []string{"p99(ping.rtt)"}, Expect: []string{"every seed: ping.success == 100%"},
	}, known)
	if err != nil {
		t.Fatal(err)
	}
	want := loadStudy(t, "ping.yaml", `
name: ping
scenario: ping
set: {sample: 5s}
repeat: 3
parameters:
  rtt: {path: network.latency.constant, values: [10ms, 20ms, 30ms]}
  duration: {path: duration, values: [1m, 2m]}
where: [duration < 2m or rtt > 10ms]
measures: [p99(ping.rtt)]
expect: ['every seed: ping.success == 100%']
`)
	if diff := cmp.Diff(string(want.Resolved()), string(got.Resolved())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSeedsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfNDistinct(rapid.Uint64Range(0, 40), 1, 30, rapid.ID).Draw(t, "seeds")
		var words []string
		for _, s := range list {
			words = append(words, fmt.Sprint(s))
		}
		seeds, err := design.ParseSeeds(strings.Join(words, ","))
		if err != nil || !slices.IsSorted(seeds) || len(seeds) != len(list) {
			t.Fatalf("%v: %v, %v", words, seeds, err)
		}
		again, err := design.ParseSeeds(seeds.String())
		if err != nil || !slices.Equal(seeds, again) {
			t.Fatalf("%v is %q, which is %v, %v", seeds, seeds, again, err)
		}
	})
}
