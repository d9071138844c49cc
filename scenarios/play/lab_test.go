//go:build simsealed

package play_test

import (
	"testing"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/play"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// played plays a scenario of some protocols to its end.
func played(t *testing.T, text string, known ...protocols.Protocol) *sim.Recorder {
	t.Helper()
	spec, err := scenarios.Load("test.yaml", []byte(text), known, nil)
	if err != nil {
		t.Fatal(err)
	}
	rec := &sim.Recorder{}
	p := play.Play{Spec: spec, Until: spec.Duration}
	if o, err := p.Run(rec); err != nil || o.Status != trace.Complete {
		t.Fatalf("%+v, %v", o, err)
	}
	return rec
}
