package main

import (
	"context"
	"fmt"

	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

// A file is a list of blocks, and the oracle's knowledge of who has them.
type file struct {
	name   string
	blocks []blocks.Block
	has    map[*sim.Node]int // how many of the blocks each has
	part   map[string]bool   // whether the block with a multihash is one of them
}

// file returns the file with a name, which it makes when it is first asked for.
func (in *instance) file(name string, count, size int) *file {
	if f := in.named[name]; f != nil {
		return f
	}
	f := &file{name: name, has: map[*sim.Node]int{}, part: map[string]bool{}}
	r := in.world.Rand("bitswap/file/" + name)
	for range count {
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		b := blocks.NewBlock(data)
		f.blocks = append(f.blocks, b)
		f.part[string(b.Cid().Hash())] = true
	}
	in.files = append(in.files, f)
	in.named[name] = f
	return f
}

// add gives a node a file.
func (in *instance) add(n *sim.Node, f *file) {
	x := in.exchanges[n]
	if x == nil {
		return // went down at this very instant
	}
	if err := x.store.PutMany(context.Background(), f.blocks); err == nil {
		_ = x.bitswap.NotifyNewBlocks(context.Background(), f.blocks...)
	}
}

// fetch lets a node fetch a file, in a session of its own.
func (in *instance) fetch(n *sim.Node, f *file) {
	x := in.exchanges[n]
	if x == nil {
		return
	}
	protocols.Operation{
		Name: "bitswap.fetch", About: f.name, Limit: in.options.Timeout,
		Success: "bitswap.success", Timeout: "bitswap.timeout", Latency: "bitswap.fetch",
	}.Do(n, func(ctx context.Context) (string, error) {
		var keys []cid.Cid
		for _, b := range f.blocks {
			keys = append(keys, b.Cid())
		}
		got, err := x.bitswap.NewSession(ctx).GetBlocks(ctx, keys)
		if err != nil {
			return "", err
		}
		count := 0
		for b := range got {
			if err := x.store.Put(ctx, b); err != nil {
				return "", err
			}
			count++
		}
		if count < len(keys) {
			return "", fmt.Errorf("%d of %d blocks", count, len(keys))
		}
		return fmt.Sprintf("%d blocks", count), nil
	})
}
