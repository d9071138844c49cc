package main

import (
	"context"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
)

// countingHost counts the writes to the streams that a protocol opens and
// accepts. It is the same thin layer on all networks. Sealed goroutines never
// run at the same time, so the count needs no atomics.
type countingHost struct {
	host.Host
	writes *int64
}

// NewStream implements host.Host.
func (h countingHost) NewStream(ctx context.Context, p peer.ID, pids ...protocol.ID) (network.Stream, error) {
	s, err := h.Host.NewStream(ctx, p, pids...)
	if err != nil {
		return nil, err
	}
	return countingStream{s, h.writes}, nil
}

// SetStreamHandler implements host.Host.
func (h countingHost) SetStreamHandler(pid protocol.ID, handle network.StreamHandler) {
	h.Host.SetStreamHandler(pid, func(s network.Stream) { handle(countingStream{s, h.writes}) })
}

type countingStream struct {
	network.Stream
	writes *int64
}

// Write implements network.Stream.
func (s countingStream) Write(b []byte) (int, error) {
	*s.writes++
	return s.Stream.Write(b)
}
