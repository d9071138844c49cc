package kademlia

import (
	"context"
	"time"

	ds "github.com/ipfs/go-datastore"
	dssync "github.com/ipfs/go-datastore/sync"

	"github.com/libp2p-sim/sim/sim"
)

// A store is a node's datastore. It tells the oracle which records come and go.
type store struct {
	ds.Batching
	in   *instance
	node *sim.Node
}

func newStore(in *instance, n *sim.Node) *store {
	return &store{Batching: dssync.MutexWrap(ds.NewMapDatastore()), in: in, node: n}
}

// Put implements ds.Datastore.
func (s *store) Put(ctx context.Context, key ds.Key, value []byte) error {
	if err := s.Batching.Put(ctx, key, value); err != nil {
		return err
	}
	if rec := s.in.stored[key.String()]; rec != nil {
		rec.holders[s.node.Index] = time.Now()
	}
	return nil
}

// Delete implements ds.Datastore.
func (s *store) Delete(ctx context.Context, key ds.Key) error {
	if err := s.Batching.Delete(ctx, key); err != nil {
		return err
	}
	if rec := s.in.stored[key.String()]; rec != nil {
		delete(rec.holders, s.node.Index)
	}
	return nil
}

// Batch implements ds.Batching, over the store itself, so that it sees all.
func (s *store) Batch(context.Context) (ds.Batch, error) { return ds.NewBasicBatch(s), nil }

// open returns the node's store: the one on its disk, or a new one.
func (in *instance) open(n *sim.Node) *store {
	if s, ok := n.Disk[name].(*store); ok {
		return s
	}
	for _, rec := range in.records {
		delete(rec.holders, n.Index)
	}
	s := newStore(in, n)
	n.Disk[name] = s
	return s
}
