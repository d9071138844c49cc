package protocols

import (
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Skipped is the metric PROTOCOL.skipped: operations that a step of the workload asked for and
// nobody could begin. The summary of a run and its page tell of those, see [Skip].
func Skipped(protocol string) trace.MetricDef {
	return trace.MetricDef{
		Name: protocol + ".skipped", Unit: "1", Kind: trace.Count,
		Help:    "Operations of a step that could not begin: no peer was up to do them, or there was nothing to look for.",
		Caption: trace.Caption{Title: "Skipped operations", Axis: "skipped operations", Noun: "steps"},
	}
}

// Skip counts operations of a step, called op in scenarios, that could not begin.
func Skip(w *sim.World, protocol, op string, count int) {
	if count > 0 {
		w.Emit(protocol+".skipped", float64(count), "", op)
	}
}
