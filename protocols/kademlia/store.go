package kademlia

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/simplelru"
	ds "github.com/ipfs/go-datastore"
	dssync "github.com/ipfs/go-datastore/sync"
	"github.com/libp2p/go-libp2p-kad-dht/records"
	recpb "github.com/libp2p/go-libp2p-record/pb"
	"google.golang.org/protobuf/proto"

	"github.com/libp2p-sim/sim/sim"
)

// A store is what a node's DHT sees of the node's datastore, until the node goes down. It
// tells the oracle which records come and go.
type store struct {
	ds.Batching
	in      *instance
	node    *sim.Node
	crashed bool // nothing is written any more, whatever the DHT does when it is closed
}

var errCrashed = errors.New("the peer crashed")

// Put implements ds.Datastore.
func (s *store) Put(ctx context.Context, key ds.Key, value []byte) error {
	if s.crashed {
		return errCrashed
	}
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
		rec.holders[s.node.Index] = storedValue{sequence(stored.GetValue()), time.Now().Round(0)}
	}
	if nanos, n := binary.Varint(value); n > 0 {
		s.noteProvider(key, time.Unix(0, nanos))
	}
	return nil
}

// noteProvider tells the oracle of a provider record, if the key is one's, and since when
// it is there.
func (s *store) noteProvider(key ds.Key, since time.Time) {
	c, provider := s.in.providerRecord(key)
	if c == nil {
		return
	}
	if c.records[s.node.Index] == nil {
		c.records[s.node.Index] = map[string]time.Time{}
	}
	c.records[s.node.Index][provider] = since
}

// Delete implements ds.Datastore.
func (s *store) Delete(ctx context.Context, key ds.Key) error {
	if s.crashed {
		return errCrashed
	}
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

// providerOptions are those of kad-dht's store of provider records that a node needs: one
// that may drop records must not find them in a cache.
func (s *store) providerOptions() []records.Option {
	if s.node.Honest() {
		return nil
	}
	return []records.Option{records.Cache(noCache{})}
}

// A noCache keeps nothing.
type noCache struct{ simplelru.LRUCache }

func (noCache) Add(_, _ any) bool   { return false }
func (noCache) Get(any) (any, bool) { return nil, false }
func (noCache) Purge()              {}

// open opens the node's datastore: the one on its disk, or a new one.
func (in *instance) open(n *sim.Node) *store {
	disk, ok := n.Disk[name].(ds.Batching)
	if !ok {
		for _, rec := range in.records {
			delete(rec.holders, n.Index)
		}
		for _, c := range in.contents {
			delete(c.records, n.Index)
		}
		disk = dssync.MutexWrap(ds.NewMapDatastore())
		n.Disk[name] = disk
	}
	return &store{Batching: disk, in: in, node: n}
}
