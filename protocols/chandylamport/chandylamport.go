// Package chandylamport takes consistent global snapshots of running peers
// (Chandy and Lamport, Distributed Snapshots: Determining Global States of
// Distributed Systems, ACM TOCS 3(1), 1985) and has each of them verified.
//
// Its nouns are the process, one start of a peer, with the state of an
// application; the channel, a stream that carries one neighbour's messages to
// another, one each way; the marker, which says on a channel that its sender
// has recorded its state; the snapshot, named by its initiator and a number,
// of which every process has a part; and the collection of all parts at the
// initiator, each over a stream of its own.
//
// A process that records, on its own or with the first marker it meets, at
// once sends a marker over every channel out, and then records the messages of
// each channel in until that one's marker. Snapshots may overlap. The paper's
// channels are given; ours begin and end while snapshots go on. Therefore a
// channel opens in two steps: its receiver first accepts, naming the snapshots
// it has a part in; then its sender, before anything else, takes part in those
// and sends a marker of every one that it has a part in. So no message can come
// into a snapshot from after it on a new channel either.
//
// The initiator knows no list of peers: a collection is complete when every
// process has reported that it, or a process that has reported, has a channel
// with. A process that has no connection to the initiator makes one for its
// report, which becomes no channel. If a report does not come in time the snapshot is
// aborted. A crash takes an account and the money on its way to and from it out of the
// world; a peer that comes back is a new process with a new account.
//
// On channels that are not FIFO, as a control, transfers and markers overtake
// each other, and snapshots come out wrong. Package verify, which shares no code with this, judges every complete
// snapshot. The package does not restore a system from a snapshot, does not
// retry, and detects no termination or deadlock by one.
package chandylamport

import (
	"fmt"
	"math/rand/v2"

	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/chandylamport/verify"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

const name = "chandylamport"

// Protocol is the snapshot algorithm of Chandy and Lamport.
var Protocol = protocols.New(protocols.Definition[Options, *instance]{
	Name:     name,
	Doc:      "Consistent global snapshots by the algorithm of Chandy and Lamport, each verified.",
	Options:  defaults(),
	Check:    (*Options).check,
	Metrics:  metrics,
	Describe: describe,
	Show: trace.Show{
		Title:    "Chandy–Lamport",
		Captions: map[string]trace.Caption{"chandylamport.success": {Title: "Complete snapshots", Axis: "complete", Noun: "snapshots"}},
		Cut: &trace.Cut{
			Op: "chandylamport.snapshot", State: "chandylamport.state", Channel: "chandylamport.channel",
			Messages: "/chandylamport/channel/",
		},
	},
	Ops: []protocols.Op{
		protocols.NewOp("snapshot", "Random peers initiate snapshots.", SnapshotArgs{Count: 1, By: "all"}, (*instance).snapshots),
		protocols.NewOp("transfer", "Random peers transfer money to neighbours.", TransferArgs{Count: 1, By: "all"}, (*instance).transfers),
	},
	New: newInstance,
})

// metrics: their keys are snapshots, such as "peers-1/3", the third of peers-1; that of
// a transfer is its receiver.
var metrics = []trace.MetricDef{
	{Name: "chandylamport.snapshot.duration", Unit: "ns", Kind: trace.Duration, Help: "Time from a snapshot's start until all is collected."},
	{Name: "chandylamport.snapshot.markers", Unit: "markers", Kind: trace.Count, Help: "Markers that a complete snapshot took."},
	{Name: "chandylamport.snapshot.bytes", Unit: "bytes", Kind: trace.Count, Help: "Bytes of markers and reports that a complete snapshot took."},
	{Name: "chandylamport.snapshot.in_flight", Unit: "messages", Kind: trace.Count, Help: "Messages recorded in the channels of a complete snapshot."},
	{Name: "chandylamport.snapshot.success", Unit: "1", Kind: trace.Ratio, Help: "Snapshots that were completed, of those started or asked for.", Caption: trace.Caption{Title: "Complete snapshots", Axis: "complete", Noun: "snapshots"}},
	{Name: "chandylamport.consistent", Unit: "1", Kind: trace.Ratio, Help: "Complete snapshots in which the verifier found no fault.", Caption: trace.Caption{Title: "Consistent snapshots", Axis: "consistent", Noun: "snapshots"}},
	{Name: "chandylamport.snapshot.aborted", Unit: "snapshots", Kind: trace.Count, Help: "A snapshot that was given up, 1 each time."},
	{Name: "chandylamport.transfers", Unit: "transfers", Kind: trace.Count, Help: "A transfer that a peer sent, 1 each time."},
	protocols.Skipped(name),
}

func newInstance(w *sim.World, o Options) (*instance, error) {
	return &instance{
		world:     w,
		tracer:    w.TracerProvider(nil).Tracer("github.com/libp2p-sim/sim/protocols/chandylamport"),
		options:   o,
		processes: map[*sim.Node]*process{},
		disks:     map[*sim.Node]*disk{},
		costs:     map[snapshotID]*cost{},
	}, nil
}

type instance struct {
	world     *sim.World
	tracer    oteltrace.Tracer
	options   Options
	processes map[*sim.Node]*process // of the nodes that are up
	disks     map[*sim.Node]*disk
	costs     map[snapshotID]*cost // of snapshots that go on
	observer  verify.Observer
}

// A disk is the part of a node that outlives its processes.
type disk struct {
	boots     uint64 // processes so far
	snapshots uint64 // initiated so far
	pet       string
	transfers *rand.Rand
	extra     *rand.Rand
}

// A cost is the markers and bytes of a snapshot so far, of all processes
// together.
type cost struct{ markers, bytes int }

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	d := in.disks[n]
	if d == nil {
		d = &disk{
			pet:       pet(in.world.Rand(name + "/pet/" + n.Name)),
			transfers: in.world.Rand(name + "/transfers/" + n.Name),
			extra:     in.world.Rand(name + "/extra/" + n.Name),
		}
		in.disks[n] = d
	}
	d.boots++
	p := newProcess(in, n, d)
	if err := p.listen(); err != nil {
		return fmt.Errorf("chandylamport: %s: %w", n.Name, err)
	}
	in.processes[n] = p
	if in.options.Channels == channelsAll {
		in.dialAll(n)
	}
	if in.options.TransferInterval > 0 {
		n.Go(p.payAround)
	}
	return nil
}

// Stop implements protocols.Instance.
func (in *instance) Stop(n *sim.Node) {
	if p := in.processes[n]; p != nil {
		delete(in.processes, n)
		p.stop()
	}
}

// Sample implements protocols.Instance; there are no gauges.
func (in *instance) Sample() {}

// label names a process in verdicts: the peer, and from the second start on
// which one it is.
func (in *instance) label(r ref) string {
	if r.boot <= 1 {
		return in.nameOf(r)
	}
	return fmt.Sprintf("%s#%d", in.nameOf(r), r.boot)
}

// nameOf is the name of a process's peer.
func (in *instance) nameOf(r ref) string {
	if n := in.world.Node(r.peer); n != nil {
		return n.Name
	}
	return r.peer.String()
}

// key names a snapshot in metrics and in the log.
func (in *instance) key(id snapshotID) string {
	return fmt.Sprintf("%s/%d", in.nameOf(ref{peer: id.initiator}), id.number)
}
