//go:build deps

package main

// What upstream's tests import and its packages do not, so that go.mod and go.sum
// have it.
import (
	_ "github.com/ipfs/go-detect-race"
	_ "github.com/ipfs/go-test/random"
	_ "github.com/libp2p/go-libp2p-kad-dht"
	_ "github.com/libp2p/go-libp2p-kad-dht/dual"
	_ "github.com/libp2p/go-libp2p-pubsub"
	_ "github.com/libp2p/go-libp2p-testing/etc"
	_ "github.com/libp2p/go-libp2p-testing/net"
	_ "github.com/libp2p/go-libp2p/core/test"
	_ "github.com/stretchr/testify/assert"
	_ "github.com/stretchr/testify/require"
)
