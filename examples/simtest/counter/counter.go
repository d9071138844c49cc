// Package counter is a protocol as small as a protocol can be: peers add to a
// number that one of them keeps.
//
// Its nouns are the counter, which one host serves, and the addition, a stream
// on which a peer sends one byte and gets one back when the addition is done. It
// is an ordinary libp2p package that knows of no simulator; its tests show how
// package sim/simtest finds its bug, which needs bad luck to show.
package counter

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
)

// ID is the protocol's name.
const ID = "/counter/1.0.0"

// A Counter adds up what peers send to its host.
type Counter struct {
	// Careful keeps others out for a whole addition. Without it, two that meet
	// on the disk count as one: the bug.
	Careful bool

	addition sync.Mutex
	mu       sync.Mutex
	value    int
}

// diskTime is how long the counter's disk takes to write a number.
const diskTime = 5 * time.Millisecond

// Serve lets peers add through h.
func (c *Counter) Serve(h host.Host) {
	h.SetStreamHandler(ID, func(s network.Stream) {
		go func() {
			defer s.Close()
			var b [1]byte
			if _, err := io.ReadFull(s, b[:]); err != nil {
				_ = s.Reset()
				return
			}
			c.add(int(b[0]))
			_, _ = s.Write(b[:])
		}()
	})
}

func (c *Counter) add(n int) {
	if c.Careful {
		c.addition.Lock()
		defer c.addition.Unlock()
	}
	value := c.Value() + n
	time.Sleep(diskTime) // writes value
	c.mu.Lock()
	defer c.mu.Unlock()
	c.value = value
}

// Value returns the sum so far.
func (c *Counter) Value() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.value
}

// Add adds n to the counter of a peer and returns when that has done so.
func Add(ctx context.Context, h host.Host, to peer.ID, n byte) error {
	s, err := h.NewStream(ctx, to, ID)
	if err != nil {
		return fmt.Errorf("counter: %w", err)
	}
	defer s.Close()
	if _, err = s.Write([]byte{n}); err == nil {
		_, err = io.ReadFull(s, []byte{0})
	}
	if err != nil {
		return fmt.Errorf("counter: %w", err)
	}
	return nil
}
