package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Protocol is Bitswap.
var Protocol = protocols.New(protocols.Definition[Options, *instance]{
	Name:    "bitswap",
	Doc:     "Bitswap of boxo: peers exchange the blocks of files.",
	Options: defaults(),
	Ops: []protocols.Op{
		protocols.NewOp("add", "Peers come to have a file.", AddArgs{By: "all", Blocks: 16, Size: 256 << 10}, (*instance).adds),
		protocols.NewOp("fetch", "Peers that do not have a file fetch it.", FetchArgs{By: "all"}, (*instance).fetches),
	},
	Metrics: []trace.MetricDef{
		{Name: "bitswap.fetch", Unit: "ns", Kind: trace.Duration, Help: "Time from the beginning of a fetch to the last block of the file."},
		{Name: "bitswap.success", Unit: "1", Kind: trace.Ratio, Help: "Fetches that got all blocks, of all whose peer stayed up."},
		{Name: "bitswap.timeout", Unit: "1", Kind: trace.Ratio, Help: "Fetches that did not get all blocks in time."},
		{Name: "bitswap.holders", Unit: "peers", Kind: trace.Gauge, Help: "Peers that are up and have all blocks of a file."},
		{Name: "bitswap.received", Unit: "blocks", Kind: trace.Gauge, Help: "Blocks that the peers that are up have received."},
		{Name: "bitswap.duplicates", Unit: "blocks", Kind: trace.Gauge, Help: "Those of them that a peer had already."},
	},
	New: func(w *sim.World, o Options) (*instance, error) {
		return &instance{world: w, options: o, exchanges: map[*sim.Node]*exchange{}, named: map[string]*file{}}, nil
	},
})

type instance struct {
	world     *sim.World
	options   Options
	exchanges map[*sim.Node]*exchange // of the nodes that are up
	files     []*file                 // in the order in which they were added
	named     map[string]*file
}

// Start implements protocols.Instance.
func (in *instance) Start(n *sim.Node) error {
	x, err := in.exchange(n)
	if err != nil {
		return fmt.Errorf("bitswap on %s: %w", n.Name, err)
	}
	in.exchanges[n] = x
	return nil
}

// Stop implements protocols.Instance.
func (in *instance) Stop(n *sim.Node) {
	if x := in.exchanges[n]; x != nil {
		delete(in.exchanges, n)
		n.Go(x.close)
	}
}

// adds gives peers a file.
func (in *instance) adds(a *AddArgs, _ *rand.Rand) {
	f := in.file(a.File, a.Blocks, int(a.Size))
	for _, n := range sim.Running(in.world.SelectUp(a.By), "bitswap") {
		n.Go(func() { in.add(n, f) })
	}
}

// fetches lets peers fetch a file.
func (in *instance) fetches(a *FetchArgs, r *rand.Rand) {
	f := in.named[a.File]
	if f == nil {
		return // nobody has added it
	}
	var without []*sim.Node
	for _, n := range sim.Running(in.world.SelectUp(a.By), "bitswap") {
		if f.has[n] < len(f.blocks) {
			without = append(without, n)
		}
	}
	if a.Count > 0 && a.Count < len(without) {
		r.Shuffle(len(without), func(i, j int) { without[i], without[j] = without[j], without[i] })
		without = without[:a.Count]
	}
	for _, n := range without {
		n.Go(func() { in.fetch(n, f) })
	}
}

// Sample implements protocols.Instance.
func (in *instance) Sample() {
	for _, f := range in.files {
		holders := 0
		for _, n := range in.world.Nodes() {
			if n.Up() && f.has[n] == len(f.blocks) {
				holders++
			}
		}
		in.world.Emit("bitswap.holders", float64(holders), "", f.name)
	}
	var received, duplicates uint64
	for _, n := range in.world.Nodes() {
		if x := in.exchanges[n]; x != nil {
			if s, err := x.bitswap.Stat(); err == nil {
				received += s.BlocksReceived
				duplicates += s.DupBlksReceived
			}
		}
	}
	in.world.Emit("bitswap.received", float64(received), "", "")
	in.world.Emit("bitswap.duplicates", float64(duplicates), "", "")
}
