//go:build simsealed

package scenarios_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/play"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestLawfulLogs: the first events of the shipped scenarios could have happened,
// and no message or dial is quicker than the way between its peers.
func TestLawfulLogs(t *testing.T) {
	for name, until := range map[string]time.Duration{
		"ping": time.Minute, "churn": 12 * time.Minute, "wan": time.Minute, "partition": 3 * time.Minute,
		"chandy-lamport": time.Minute, "testbed": 2 * time.Minute, "kubernetes-ping": time.Minute, "kubernetes-mdns": time.Minute, "kubernetes-dht": 5 * time.Minute,
	} {
		t.Run(name, func(t *testing.T) {
			file, data, err := scenarios.Read(name)
			if err != nil {
				t.Fatal(err)
			}
			spec, err := scenarios.Load(file, data, known, nil)
			if err != nil {
				t.Fatal(err)
			}
			rec := &sim.Recorder{}
			law := trace.Validator{Least: rec.LeastDelay}
			// Only afterwards: code inside the run would draw from the run's generator.
			rec.Spill = func() { rec.Drop(sim.MetricLog) }
			p := play.Play{Spec: spec, Until: until}
			o, err := p.Run(rec)
			if err != nil || o.Status != trace.Complete || rec.Count() == 0 {
				t.Fatalf("%+v, %v, %d events", o, err, rec.Count())
			}
			for line := range bytes.Lines(rec.Text(sim.EventLog)) {
				e, err := trace.ParseEvent(line)
				if err == nil {
					err = law.Add(&e)
				}
				if err != nil {
					t.Fatalf("%v in %s", err, line)
				}
			}
		})
	}
}
