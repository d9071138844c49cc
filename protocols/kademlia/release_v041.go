//go:build kaddht041

package kademlia

import "github.com/libp2p/go-libp2p-kad-dht/records"

// providerTimes are options of v0.39 to v0.41.
func providerTimes(o *Options) []records.Option {
	return []records.Option{
		records.ProvideValidity(o.ProvideValidity),
		records.CleanupInterval(o.CleanupInterval),
		records.ProviderAddrTTL(o.ProviderAddrTTL),
	}
}

func (o *Options) checkRelease() error { return o.checkNoValueGC() }
