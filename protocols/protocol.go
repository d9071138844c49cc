// Package protocols is the door through which a protocol enters a simulation.
//
// Its nouns are [Protocol], what a scenario can name under "protocols:";
// [Op], what a workload step can ask of it; and [Instance], the protocol at
// work in one run. The package runs nothing itself and knows no protocol:
// whoever builds a command passes an explicit list.
package protocols

import (
	"math/rand/v2"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Protocol is a kind of protocol that scenarios can use.
type Protocol interface {
	// Name is the key in the scenario and the first part of metric names.
	Name() string
	// Doc is one sentence for the schema.
	Doc() string
	// NewOptions returns a pointer to a struct that holds the defaults. Its
	// fields carry the tags of the scenario language: yaml, doc, min, max, enum.
	NewOptions() any
	// Ops lists the workload steps that the protocol offers.
	Ops() []Op
	// Metrics lists every metric that the protocol may emit.
	Metrics() []trace.MetricDef
	// New makes the protocol ready for one run. Options is what NewOptions
	// returned, filled in from the scenario.
	New(w *sim.World, options any) (Instance, error)
}

// A Checker is a Protocol whose options can be wrong in ways that tags cannot
// say. The scenario's loader asks it, and tells the user.
type Checker interface {
	// Check returns what is wrong with filled-in options, nil if nothing is.
	Check(options any) error
}

// An Op is something a workload can ask a protocol to do.
type Op struct {
	Name string // key of the step, unique over all protocols: "put"
	Doc  string // one sentence for the schema
	// NewArgs returns a pointer to a struct of defaults, tagged like options.
	NewArgs func() any
}

// An Instance is a protocol in one run. The world calls it from inside the
// simulation, one call at a time.
type Instance interface {
	// Start runs the protocol on a node that has just come up.
	Start(n *sim.Node) error
	// Stop ends it on a node that leaves or has crashed. What Stop sends
	// reaches nobody if the node crashed.
	Stop(n *sim.Node)
	// Do carries out one workload step at the current instant. It starts the
	// operations and returns without waiting for them. All random choices of
	// the step come from r.
	Do(op string, args any, r *rand.Rand)
	// Sample emits gauges at a sampling instant.
	Sample()
}
