//go:build !kaddht041 && !kaddht038

package kademlia

import (
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p-kad-dht/amino"
	"github.com/libp2p/go-libp2p-kad-dht/records"
	"github.com/libp2p/go-libp2p/core/host"
)

// This file and its neighbours release_older.go, release_v041.go and release_v038.go hold
// what of kad-dht's interface is not the same from v0.36 on. This one is for v0.42; build
// tags choose another, and make kad-dht chooses the tags.

const (
	defaultMaxRecordAge    = amino.DefaultMaxRecordAge
	defaultValueGCInterval = amino.DefaultValueGCInterval

	valuesPrefix = "/" + namespace + "/" // of the keys of values in a datastore (records.ValueStore)
)

// newDHT starts a DHT over a node's store.
func newDHT(h host.Host, s *store, o *Options, options []dht.Option) (*dht.IpfsDHT, error) {
	return dht.New(h, append(options,
		dht.Datastore(s),
		dht.ValueGCInterval(o.ValueGCInterval),
		dht.ProviderManagerOpts(append(s.providerOptions(),
			records.ProvideValidity(o.ProvideValidity),
			records.CleanupInterval(o.CleanupInterval),
			records.ProviderAddrTTL(o.ProviderAddrTTL),
		)...),
	)...)
}

// checkRelease looks for options that the release does not have.
func (o *Options) checkRelease() error { return nil }
