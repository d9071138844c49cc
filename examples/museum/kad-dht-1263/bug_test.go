//go:build simsealed && museum

package provider_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/ipfs/go-cid"
	"github.com/ipfs/go-datastore"
	dssync "github.com/ipfs/go-datastore/sync"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p-kad-dht/provider"
	"github.com/libp2p/go-libp2p-kad-dht/records"
	"github.com/libp2p/go-libp2p/core/host"
	mh "github.com/multiformats/go-multihash"

	"github.com/libp2p-sim/sim/sim/simtest"
)

const (
	interval = 20 * time.Minute // between two provides of a key
	validity = 30 * time.Minute // of a record
	corner   = "11"             // the first bits of all servers
)

// place is the first two bits of a key, or of a peer, in the keyspace.
func place(key string) string {
	hash := sha256.Sum256([]byte(key))
	return fmt.Sprintf("%08b", hash[0])[:len(corner)]
}

// newDHT gives a host a DHT.
func newDHT(n *simtest.Net, h host.Host, mode dht.ModeOpt) *dht.IpfsDHT {
	ctx := context.Background()
	store := dssync.MutexWrap(datastore.NewMapDatastore())
	kept, err := records.NewProviderManager(ctx, h.ID(), h.Peerstore(), store, records.ProvideValidity(validity))
	if err != nil {
		n.Fatalf("%v", err)
	}
	d, err := dht.New(ctx, h, dht.Mode(mode), dht.ProviderStore(kept))
	if err != nil {
		n.Fatalf("%v", err)
	}
	return d
}

// serve makes a DHT of four servers, all of which are in the corner.
func serve(n *simtest.Net) (servers []host.Host) {
	for i := 0; len(servers) < 4; i++ {
		h := n.Host(fmt.Sprint("server-", i))
		if place(string(h.ID())) != corner {
			n.Leave(h)
			continue
		}
		newDHT(n, h, dht.ModeServer)
		n.Connect(h, servers...)
		servers = append(servers, h)
	}
	return servers
}

// find counts the keys that have a provider, by their places.
func find(d *dht.IpfsDHT, keys []mh.Multihash) map[string]int {
	found := map[string]int{}
	for _, k := range keys {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		for range d.FindProvidersAsync(ctx, cid.NewCidV1(cid.Raw, k), 1) {
			found[place(string(k))]++
		}
		cancel()
	}
	return found
}

// sweep has a client provide 40 keys, and check gets how many of them there are at each place, and of how
// many another client finds the provider after a quarter of an hour and after two hours.
func sweep(t *testing.T, check func(there, found map[string]int) bool) {
	t.Log("FIGURE # title: Keys of a sweep that another peer finds")
	t.Log("FIGURE # x: time since the sweep got the keys (min)")
	t.Log("FIGURE # y: keys found, of 40")
	run := func() simtest.Result {
		return simtest.Run(t, simtest.Config{Seed: 1, Limit: 3 * time.Hour}, func(n *simtest.Net) {
			servers := serve(n)
			h, finder := n.Host("sweeper"), n.Host("finder")
			d, f := newDHT(n, h, dht.ModeClient), newDHT(n, finder, dht.ModeClient)
			n.Connect(h, servers...)
			n.Connect(finder, servers...)
			n.Advance(time.Minute)
			s, err := provider.New(provider.WithHost(h), provider.WithRouter(d), provider.WithMessageSender(d.MessageSender()),
				provider.WithSelfAddrs(h.Addrs), provider.WithReprovideInterval(interval))
			if err != nil {
				n.Fatalf("%v", err)
			}
			n.Advance(time.Minute)
			var keys []mh.Multihash
			there := map[string]int{}
			for i := range 40 {
				k, err := mh.Sum(fmt.Append(nil, "key ", i), mh.SHA2_256, -1)
				if err != nil {
					n.Fatalf("%v", err)
				}
				keys = append(keys, k)
				there[place(string(k))]++
			}
			if err := s.StartProviding(true, keys...); err != nil {
				n.Fatalf("%v", err)
			}
			begin := n.Now()
			for _, wait := range []time.Duration{15 * time.Minute, 105 * time.Minute} {
				n.Advance(wait)
				found := find(f, keys)
				t.Logf("at %v: found %v of %v", n.Now().Round(time.Minute), found, there)
				sum := 0
				for _, k := range found {
					sum += k
				}
				t.Logf("FIGURE @,%.0f,%d", (n.Now() - begin).Minutes(), sum)
				if !check(there, found) {
					n.Errorf("found %v of %v", found, there)
				}
			}
		})
	}
	if first, second := run(), run(); first != second {
		t.Errorf("the second time it is %+v, the first %+v", second, first)
	}
}

// TestRed is with red.mod: all keys that are in the corner of the servers are found, and no others.
func TestRed(t *testing.T) {
	sweep(t, func(there, found map[string]int) bool {
		return len(there) == 4 && len(found) == 1 && found[corner] == there[corner]
	})
}

// TestGreen is with go.mod: all are found.
func TestGreen(t *testing.T) { sweep(t, maps.Equal[map[string]int, map[string]int]) }
