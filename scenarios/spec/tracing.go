package spec

import (
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Tracing says of which operations to record the spans that protocols gave
// OpenTelemetry. The event log has all messages and dials of every operation
// either way.
type Tracing struct {
	Rate   sim.Share     `yaml:"rate" doc:"Share of the operations whose spans are recorded, drawn by their trace ID. An operation in a sample is in every larger one."`
	Slow   time.Duration `yaml:"slow" doc:"Beside the sample, operations that took at least so long; 0s adds none."`
	Failed bool          `yaml:"failed" doc:"Beside the sample, operations that did not end well."`
}

// Sampling returns t as package trace has it.
func (t Tracing) Sampling() trace.Sampling {
	return trace.Sampling{Rate: float64(t.Rate), Slow: t.Slow, Failed: t.Failed}
}

// Traces reports whether a run of the scenario leaves a span log.
func (s *Spec) Traces() bool { return !s.Tracing.Sampling().None() }
