package main

import (
	"fmt"
	"math/rand/v2"

	ic "github.com/libp2p/go-libp2p/core/crypto"
	mocknet "github.com/libp2p/go-libp2p/p2p/net/mock"
	"github.com/marcopolo/simnet"
	ma "github.com/multiformats/go-multiaddr"
)

// rawMocknet is go-libp2p's mocknet as it is. Every pair needs a link before
// anybody dials, so there are n² / 2 of them.
func rawMocknet(n int, l latencies) (fleet, error) {
	mn := mocknet.New()
	var f fleet
	for i := range n {
		// GenPeer's keys cannot be seeded.
		key, _, err := ic.GenerateEd25519Key(keyBytes{seed.Stream(fmt.Sprintf("bench/identity/%d", i))})
		if err != nil {
			return fleet{}, fmt.Errorf("key of host %d: %w", i, err)
		}
		addr, err := ma.NewMultiaddr(fmt.Sprintf("/ip4/%s/tcp/4001", simnet.IntToPublicIPv4(i)))
		if err != nil {
			return fleet{}, fmt.Errorf("address of host %d: %w", i, err)
		}
		h, err := mn.AddPeer(key, addr)
		if err != nil {
			return fleet{}, fmt.Errorf("host %d: %w", i, err)
		}
		for j, other := range f.hosts {
			made, err := mn.LinkPeers(other.ID(), h.ID())
			if err != nil {
				return fleet{}, fmt.Errorf("link of hosts %d and %d: %w", j, i, err)
			}
			made.SetOptions(mocknet.LinkOptions{Latency: l[j][i]})
		}
		f.hosts = append(f.hosts, h)
	}
	return f, nil
}

// keyBytes are the random bytes that a key is made from.
type keyBytes struct{ *rand.Rand }

// Read implements io.Reader.
func (r keyBytes) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return len(b), nil
}
