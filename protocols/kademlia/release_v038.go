//go:build kaddht038

package kademlia

import (
	"fmt"

	"github.com/libp2p/go-libp2p-kad-dht/amino"
	"github.com/libp2p/go-libp2p-kad-dht/records"
)

// providerTimes are options of v0.36 to v0.38. There the validity of provider records is a
// variable of the process, which runs one scenario.
func providerTimes(o *Options) []records.Option {
	records.ProvideValidity = o.ProvideValidity
	return []records.Option{records.CleanupInterval(o.CleanupInterval)}
}

func (o *Options) checkRelease() error {
	if o.ProviderAddrTTL != amino.DefaultProviderAddrTTL {
		return fmt.Errorf("kademlia: provider_addr_ttl is no option of kad-dht before v0.39; want none, or %v", amino.DefaultProviderAddrTTL)
	}
	return o.checkNoValueGC()
}
