// Package markers takes snapshots of peers that pay each other, by the algorithm
// of Chandy and Lamport in its plainest form, with a bug: a process forgets the
// marker of a channel on which something waits to be sent.
//
// Its nouns: the process, which has an account; the channel, a stream to each other
// process, on which payments wait a moment to be sent together; the snapshot, of
// which every process records its account and what comes in on each channel before
// that one's marker. With the option careful no marker is forgotten. Processes
// are fixed, begin when all are there, and are to stay up: who comes and goes is no
// member.
package markers

import (
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

const name = "markers"

// Options of the protocol in a scenario.
type Options struct {
	Members sim.Selector  `yaml:"members" doc:"The peers that are processes."`
	Balance uint64        `yaml:"balance" doc:"Units in an account at first."`
	Batch   time.Duration `yaml:"batch" doc:"How long a payment waits for others to be sent with it."`
	Timeout time.Duration `yaml:"timeout" doc:"How long a snapshot may take." min:"1ms"`
	Careful bool          `yaml:"careful" doc:"Whether a marker is sent behind the payments that wait. Without: the bug."`
}

// PayArgs are of the workload step "pay".
type PayArgs struct {
	Count int `yaml:"count" doc:"Payments, each from a random process to another." min:"1" max:"1000000"`
}

// RecordArgs are of the workload step "record".
type RecordArgs struct {
	Count int `yaml:"count" doc:"Snapshots, each begun by a random process." min:"1" max:"1000"`
}

// Protocol is the snapshot algorithm. The key of all metrics is the snapshot's number.
var Protocol = protocols.New(protocols.Definition[Options, *instance]{
	Name:    name,
	Doc:     "Snapshots that forget a marker unless they are careful.",
	Options: Options{Members: "all", Balance: 1000, Batch: 100 * time.Millisecond, Timeout: 30 * time.Second},
	Ops: []protocols.Op{
		protocols.NewOp("pay", "Random processes pay each other.", PayArgs{Count: 1}, (*instance).pays),
		protocols.NewOp("record", "Random processes begin snapshots.", RecordArgs{Count: 1}, (*instance).records),
	},
	Metrics: []trace.MetricDef{
		{Name: "markers.complete", Unit: "1", Kind: trace.Ratio, Help: "Snapshots of which all processes recorded their part in time."},
		{Name: "markers.consistent", Unit: "1", Kind: trace.Ratio, Help: "Complete snapshots in which accounts and channels hold all the money that there is."},
		{Name: "markers.duration", Unit: "ns", Kind: trace.Duration, Help: "How long a complete snapshot took."},
	},
	Show: trace.Show{Cut: &trace.Cut{Op: name + ".record", State: name + ".state", Messages: string(id)}},
	New: func(w *sim.World, o Options) (*instance, error) {
		return &instance{
			world: w, options: o,
			processes: map[*sim.Node]*process{}, snapshots: map[uint64]*snapshot{},
		}, nil
	},
})

type instance struct {
	world     *sim.World
	options   Options
	processes map[*sim.Node]*process
	snapshots map[uint64]*snapshot // that go on
	last      uint64               // number of the last snapshot
}

// members are the processes, in order.
func (in *instance) members() []*sim.Node { return in.world.Select(in.options.Members) }

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	for _, m := range in.members() {
		if m == n && in.processes[n] == nil {
			in.processes[n] = newProcess(in, n)
		}
	}
	return nil
}

// Stop implements protocols.Instance.
func (in *instance) Stop(*sim.Node) {}

// pays lets random processes pay each other.
func (in *instance) pays(a *PayArgs, r *rand.Rand) {
	members := in.members()
	if len(in.processes) < len(members) {
		return // before all have joined there is nobody to pay
	}
	for range a.Count {
		from, to := in.processes[sim.Pick(r, members)], sim.Pick(r, members)
		if to != from.node {
			from.node.Do(func() { from.pay(to, 1+r.Uint64N(10)) })
		}
	}
}

// records lets random processes begin snapshots.
func (in *instance) records(a *RecordArgs, r *rand.Rand) {
	members := in.members()
	if len(in.processes) < len(members) {
		return // before all have joined there is nobody to tell
	}
	for range a.Count {
		p := in.processes[sim.Pick(r, members)]
		p.node.Go(func() { in.record(p) })
	}
}

// Sample implements protocols.Instance; there are no gauges.
func (in *instance) Sample() {}
