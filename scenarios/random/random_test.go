package random_test

import (
	"testing"

	"github.com/libp2p-sim/sim/cmd"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/random"
)

// TestSound: a drawn scenario loads, and its resolved form is the same scenario.
func TestSound(t *testing.T) {
	for i := range uint64(1000) {
		text := random.Scenario(i)
		if text != random.Scenario(i) {
			t.Fatalf("scenario %d is drawn in two ways", i)
		}
		spec, err := scenarios.Load("random.yaml", []byte(text), cmd.Builtin(), nil)
		if err != nil {
			t.Errorf("scenario %d: %v\n%s", i, err, text)
			continue
		}
		again, err := scenarios.Load("resolved.yaml", scenarios.Resolved(spec), cmd.Builtin(), nil)
		if err != nil || scenarios.ConfigHash(again) != scenarios.ConfigHash(spec) {
			t.Errorf("scenario %d, resolved: %v\n%s", i, err, scenarios.Resolved(spec))
		}
		scenarios.Warnings(spec)
	}
}
