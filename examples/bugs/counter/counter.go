// Package counter is a number that two peers keep and all others add to, with a
// bug: an update that is read, changed and written back may overwrite another.
//
// Its nouns: a copy of the number, kept by a peer; and the increment, which reads
// one copy and writes all. With the option careful the first copy decides: it takes a
// number only in place of the one that was read, and who comes late reads again.
// A copy never fails: which peers keep copies is fixed, and they are to stay up.
package counter

import (
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

const name = "counter"

// Options of the protocol in a scenario.
type Options struct {
	Copies  sim.Selector  `yaml:"copies" doc:"The peers that keep a copy."`
	Careful bool          `yaml:"careful" doc:"Whether a copy takes a number only in place of the number that it read. Without: the bug."`
	Timeout time.Duration `yaml:"timeout" doc:"How long an increment may take." min:"1ms"`
}

// Args of the workload step "increment".
type Args struct {
	Count int          `yaml:"count" doc:"Increments, each by a random peer." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"The peers that increment."`
}

// Protocol is the replicated counter.
var Protocol = protocols.New(protocols.Definition[Options, *instance]{
	Name:    name,
	Doc:     "A replicated counter, which loses updates unless it is careful.",
	Options: Options{Copies: "all", Timeout: 30 * time.Second},
	Ops: []protocols.Op{
		protocols.NewOp("increment", "Random peers add one to the counter.", Args{Count: 1, By: "all"}, (*instance).increments),
	},
	Metrics: []trace.MetricDef{
		{Name: "counter.increment.success", Unit: "1", Kind: trace.Ratio, Help: "Increments that all copies took."},
		{Name: "counter.increment.latency", Unit: "ns", Kind: trace.Duration, Help: "How long an increment took that all copies took."},
		{Name: "counter.lost", Unit: "1", Kind: trace.Gauge, Help: "Increments that all copies took and that a copy no longer has, by copy."},
	},
	New: func(w *sim.World, o Options) (*instance, error) {
		return &instance{world: w, options: o, values: map[*sim.Node]uint64{}}, nil
	},
})

type instance struct {
	world   *sim.World
	options Options
	values  map[*sim.Node]uint64 // of the copies, on their disks
	done    uint64               // increments that all copies took
}

// copies are the peers that keep the number, in order.
func (in *instance) copies() []*sim.Node {
	all := in.world.Select(in.options.Copies)
	return all[:min(2, len(all))]
}

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	for _, c := range in.copies() {
		if c == n {
			in.serve(n)
		}
	}
	return nil
}

// Stop implements protocols.Instance.
func (in *instance) Stop(*sim.Node) {}

// increments lets random peers add one.
func (in *instance) increments(a *Args, r *rand.Rand) {
	up := in.world.SelectUp(a.By)
	for range a.Count {
		if n := sim.Pick(r, up); n != nil {
			from := r.IntN(len(in.copies()))
			n.Go(func() { in.increment(n, from) })
		}
	}
}

// Sample implements protocols.Instance.
func (in *instance) Sample() {
	for _, c := range in.copies() {
		lost := in.done - min(in.done, in.values[c])
		in.world.Emit("counter.lost", float64(lost), c.Name, "")
	}
}
