package scenarios_test

import (
	"bytes"
	"testing"

	"github.com/libp2p-sim/sim/scenarios"
)

// Brief writes the same scenario, and no more than its full form.
func TestBrief(t *testing.T) {
	for _, name := range scenarios.Embedded() {
		file, data, err := scenarios.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		spec, err := scenarios.Load(file, data, known, nil)
		if err != nil {
			t.Fatal(err)
		}
		brief := scenarios.Brief(spec, known)
		again, err := scenarios.Load("brief.yaml", brief, known, nil)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, brief)
			continue
		}
		if !bytes.Equal(scenarios.Resolved(again), scenarios.Resolved(spec)) {
			t.Errorf("%s changes in\n%s", name, brief)
		}
		if len(brief) >= len(scenarios.Resolved(spec)) {
			t.Errorf("%s: %d bytes, no less than the %d in full", name, len(brief), len(scenarios.Resolved(spec)))
		}
	}
}

func TestBriefIsShort(t *testing.T) {
	const text = `name: short
duration: 10m
network:
  peers: [{group: servers, count: 3}]
  latency: {constant: 50ms}
churn:
  - {group: servers, session: 5m, downtime: 1m}
protocols: {ping: {}}
workload:
  - {every: 1m, ping: {pairs: 2}}
expect:
  - "ping.success >= 99%"
`
	spec, err := scenarios.Load("short.yaml", []byte(text), known, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `name: short
seed: 1
duration: 10m
network: {peers: [{group: servers, count: 3}], latency: {constant: 50ms}}
churn:
  - {group: servers, session: 5m, downtime: 1m}
protocols: {ping: {}}
workload:
  - {every: 1m, ping: {pairs: 2}}
expect:
  - "ping.success >= 99%"
`
	if got := string(scenarios.Brief(spec, known)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
