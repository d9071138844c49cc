package main

import (
	"context"
	"testing"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
)

// loopHost hands out streams that swallow all writes.
type loopHost struct {
	host.Host
	handle network.StreamHandler
}

func (h *loopHost) NewStream(context.Context, peer.ID, ...protocol.ID) (network.Stream, error) {
	return sink{}, nil
}

func (h *loopHost) SetStreamHandler(_ protocol.ID, handle network.StreamHandler) { h.handle = handle }

type sink struct{ network.Stream }

func (sink) Write(b []byte) (int, error) { return len(b), nil }

func TestCountingHostCountsBothEnds(t *testing.T) {
	var writes int64
	base := &loopHost{}
	h := countingHost{base, &writes}
	s, err := h.NewStream(context.Background(), "peer", "/proto")
	if err != nil {
		t.Fatal(err)
	}
	write := func(s network.Stream) {
		if n, err := s.Write([]byte("abc")); n != 3 || err != nil {
			t.Errorf("Write returned %d, %v, want 3", n, err)
		}
	}
	write(s)
	write(s)
	if writes != 2 {
		t.Errorf("%d writes on a stream that was opened, want 2", writes)
	}
	h.SetStreamHandler("/proto", write)
	base.handle(sink{})
	if writes != 3 {
		t.Errorf("%d writes after one more on a stream that was accepted, want 3", writes)
	}
}
