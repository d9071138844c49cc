package kademlia

import (
	"context"
	"strings"
	"time"

	ds "github.com/ipfs/go-datastore"
	dssync "github.com/ipfs/go-datastore/sync"
	"github.com/libp2p/go-libp2p-kad-dht/records"
	recpb "github.com/libp2p/go-libp2p-record/pb"
	"google.golang.org/protobuf/proto"

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
	if s.node.Behaves(sim.Drop) {
		return nil
	}
	if err := s.Batching.Put(ctx, key, value); err != nil {
		return err
	}
	if rec := s.in.stored[key.String()]; rec != nil {
		var stored recpb.Record
		if err := proto.Unmarshal(value, &stored); err != nil {
			return err
		}
		rec.holders[s.node.Index] = storedValue{sequence(stored.GetValue()), time.Now()}
	}
	if c, provider := s.in.providerRecord(key); c != nil {
		if c.records[s.node.Index] == nil {
			c.records[s.node.Index] = map[string]time.Time{}
		}
		c.records[s.node.Index][provider] = time.Now()
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
	if c, provider := s.in.providerRecord(key); c != nil {
		delete(c.records[s.node.Index], provider)
	}
	return nil
}

// Batch implements ds.Batching, over the store itself, so that it sees all.
func (s *store) Batch(context.Context) (ds.Batch, error) { return ds.NewBasicBatch(s), nil }

// providerRecord takes the key of a provider record apart: its content, nil if
// it is none of ours, and the provider.
func (in *instance) providerRecord(key ds.Key) (*content, string) {
	rest, ok := strings.CutPrefix(key.String(), records.ProvidersKeyPrefix)
	if !ok {
		return nil, ""
	}
	hash, provider, _ := strings.Cut(rest, "/")
	return in.provided[hash], provider
}

// open returns the node's store: the one on its disk, or a new one.
func (in *instance) open(n *sim.Node) *store {
	if s, ok := n.Disk[name].(*store); ok {
		return s
	}
	for _, rec := range in.records {
		delete(rec.holders, n.Index)
	}
	for _, c := range in.contents {
		delete(c.records, n.Index)
	}
	s := newStore(in, n)
	n.Disk[name] = s
	return s
}
