//go:build kaddht041 || kaddht038

package kademlia

import (
	"context"
	"fmt"
	"time"

	ds "github.com/ipfs/go-datastore"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p-kad-dht/records"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim"
)

// Defaults of v0.42, for which older releases have no names. A scenario has the same
// defaults, and so the same hash, with each.
const (
	defaultMaxRecordAge    = 48 * time.Hour
	defaultValueGCInterval = 24 * time.Hour

	valuesPrefix = "/"
)

// newDHT starts a DHT over a node's store.
func newDHT(h host.Host, s *store, o *Options, options []dht.Option) (*dht.IpfsDHT, error) {
	s.forgetUnwritten()
	manager, err := records.NewProviderManager(context.Background(), h.ID(), h.Peerstore(), s, append(s.providerOptions(), providerTimes(o)...)...)
	if err != nil {
		return nil, err
	}
	return dht.New(context.Background(), h, append(options, dht.Datastore(s), dht.ProviderStore(providers{manager, s}))...)
}

// providers is kad-dht's store of provider records, which writes them to the datastore in
// batches; so it tells the oracle of a record itself. Records that a peer has served it keeps
// in a cache, and serves until the next cleanup, although they expire meanwhile: the oracle,
// which goes by the age of the record, does not count those.
type providers struct {
	records.ProviderStore
	s *store
}

// AddProvider implements records.ProviderStore.
func (p providers) AddProvider(ctx context.Context, key []byte, info peer.AddrInfo) error {
	if p.s.node.Behaves(sim.Drop) {
		return nil
	}
	if err := p.ProviderStore.AddProvider(ctx, key, info); err != nil {
		return err
	}
	p.s.noteProvider(ds.NewKey(records.ProvidersKeyPrefix+spell(string(key))+"/"+spell(string(info.ID))), time.Now().Round(0))
	return nil
}

// forgetUnwritten tells the oracle that the records of a batch that nobody wrote are lost.
func (s *store) forgetUnwritten() {
	for hash, c := range s.in.provided {
		for provider := range c.records[s.node.Index] {
			if has, err := s.Has(context.Background(), ds.NewKey(records.ProvidersKeyPrefix+hash+"/"+provider)); err != nil || !has {
				delete(c.records[s.node.Index], provider)
			}
		}
	}
}

// checkNoValueGC is for releases that delete an expired value when somebody asks for it.
func (o *Options) checkNoValueGC() error {
	if o.ValueGCInterval != defaultValueGCInterval {
		return fmt.Errorf("kademlia: value_gc_interval is no option of kad-dht before v0.42, which deletes an expired value when it is asked for; want none")
	}
	return nil
}
