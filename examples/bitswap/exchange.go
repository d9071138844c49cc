package main

import (
	"context"

	"github.com/ipfs/boxo/bitswap"
	"github.com/ipfs/boxo/bitswap/network/bsnet"
	"github.com/ipfs/boxo/blockstore"
	blocks "github.com/ipfs/go-block-format"
	ds "github.com/ipfs/go-datastore"
	dssync "github.com/ipfs/go-datastore/sync"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

// An exchange is a peer's bitswap, from the moment it comes up until it goes down.
type exchange struct {
	bitswap *bitswap.Bitswap
	store   *store
	stop    context.CancelFunc
}

var _ protocols.Instance = (*instance)(nil)

// exchange starts the bitswap of a node over its store.
func (in *instance) exchange(n *sim.Node) (*exchange, error) {
	ctx, stop := context.WithCancel(context.Background())
	o, s := &in.options, in.open(n)
	return &exchange{
		bitswap: bitswap.New(ctx, bsnet.NewFromIpfsHost(n.Host()), nil, s,
			bitswap.ProviderSearchDelay(o.SearchDelay),
			bitswap.RebroadcastDelay(o.RebroadcastDelay),
			bitswap.MaxOutstandingBytesPerPeer(int(o.OutstandingBytes)),
			bitswap.SetSendDontHaves(o.SendDontHaves),
			bitswap.WithWantHaveReplaceSize(int(o.ReplaceHasThreshold)),
		),
		store: s,
		stop:  stop,
	}, nil
}

func (x *exchange) close() {
	_ = x.bitswap.Close() // waits for its goroutines
	x.stop()
}

// A store is a node's block store. It tells the oracle which blocks come.
type store struct {
	blockstore.Blockstore
	in   *instance
	node *sim.Node
}

// open returns the node's store: the one on its disk, or a new one.
func (in *instance) open(n *sim.Node) *store {
	if s, ok := n.Disk["bitswap"].(*store); ok {
		return s
	}
	for _, f := range in.files {
		delete(f.has, n)
	}
	s := &store{blockstore.NewBlockstore(dssync.MutexWrap(ds.NewMapDatastore())), in, n}
	n.Disk["bitswap"] = s
	return s
}

// Put implements blockstore.Blockstore.
func (s *store) Put(ctx context.Context, b blocks.Block) error {
	had, err := s.Has(ctx, b.Cid())
	if err != nil {
		return err
	}
	if err := s.Blockstore.Put(ctx, b); err != nil || had {
		return err
	}
	for _, f := range s.in.files {
		if f.part[string(b.Cid().Hash())] {
			f.has[s.node]++
		}
	}
	return nil
}

// PutMany implements blockstore.Blockstore.
func (s *store) PutMany(ctx context.Context, bs []blocks.Block) error {
	for _, b := range bs {
		if err := s.Put(ctx, b); err != nil {
			return err
		}
	}
	return nil
}
