package shrink

import (
	"slices"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/scenarios"
)

// left shrinks big as long as broken holds, and returns the smallest scenario.
func left(t *testing.T, set string, broken func(*scenarios.Spec) bool) *scenarios.Spec {
	t.Helper()
	spec, err := scenarios.Load("big.yaml", []byte(big), known, []string{set})
	if err != nil {
		t.Fatal(err)
	}
	if !broken(spec) {
		t.Fatal("it does not break before it is shrunk")
	}
	s := Search{Known: known, Runs: 5000, First: breaking(t, spec, broken)}
	r, err := s.Shrink(spec, 0)
	if err != nil {
		t.Fatal(err)
	}
	return r.Spec
}

// TestWhatMeetsStillMeets: two steps at one moment go to the beginning together, which
// neither could alone.
func TestWhatMeetsStillMeets(t *testing.T) {
	together := func(s *scenarios.Spec) bool {
		return len(s.Workload) == 2 && s.Workload[0].At == s.Workload[1].At && s.Workload[0].Every.IsZero()
	}
	got := left(t, "workload=[{at: 10m, put: {}}, {at: 10m, ping: {}}]", together)
	if got.Workload[0].At != 0 || got.Duration > time.Second {
		t.Errorf("they are at %v of %v", got.Workload[0].At, got.Duration)
	}
}

// TestOrderGoes: unless the failure needs it.
func TestOrderGoes(t *testing.T) {
	always := func(*scenarios.Spec) bool { return true }
	if got := left(t, "order=7", always); got.Order != 0 {
		t.Errorf("order %d is left", got.Order)
	}
	if got := left(t, "order=7", func(s *scenarios.Spec) bool { return s.Order == 7 }); got.Order != 7 {
		t.Errorf("order %d is left, want 7", got.Order)
	}
}

// TestSampleGoes: gauges are read as by default.
func TestSampleGoes(t *testing.T) {
	got := left(t, "sample=37s", func(*scenarios.Spec) bool { return true })
	if got.Sample != time.Second {
		t.Errorf("gauges are read every %v", got.Sample)
	}
}

// TestOrderlyChurn: churn that is needed ends early, and nobody crashes in it.
func TestOrderlyChurn(t *testing.T) {
	got := left(t, "seed=1", func(s *scenarios.Spec) bool {
		return slices.ContainsFunc(s.Churn, func(c scenarios.Churn) bool { return c.Group == "servers" && c.Until >= 2*time.Minute })
	})
	if len(got.Churn) != 1 || got.Churn[0].Crash != 0 || got.Churn[0].Until != 2*time.Minute {
		t.Errorf("left of churn: %+v", got.Churn)
	}
}

// TestSidesLoseAGroup that goes: they do not become sides of everybody.
func TestSidesLoseAGroup(t *testing.T) {
	got := left(t, "seed=1", func(s *scenarios.Spec) bool { return len(s.Faults) > 0 && s.Faults[0].Partition != nil })
	if n := len(got.Network.Peers); n != 1 {
		t.Fatalf("%d groups are left", n)
	}
	for _, side := range got.Faults[0].Partition.Sides {
		for _, peers := range side {
			if peers == "all" {
				t.Errorf("sides %v", got.Faults[0].Partition.Sides)
			}
		}
	}
}
