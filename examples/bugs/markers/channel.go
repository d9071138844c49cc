package markers

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim"
)

// A channel carries frames to one other process, in order.
type channel struct {
	from    *process
	to      *sim.Node
	stream  network.Stream // nil before the first frame
	waiting []frame
	timed   bool // a flush is due
	busy    bool // a flush goes on
}

// post sends a payment, with those that come until then.
func (c *channel) post(f frame) {
	c.waiting = append(c.waiting, f)
	if c.timed {
		return
	}
	c.timed = true
	c.from.node.Go(func() {
		time.Sleep(c.from.in.options.Batch)
		c.timed = false
		c.flush()
	})
}

// mark sends a marker at once. Where payments wait, it must go behind them; that it
// is not sent at all is the bug.
func (c *channel) mark(number uint64) {
	if len(c.waiting) > 0 && !c.from.in.options.Careful {
		return
	}
	c.waiting = append(c.waiting, frame{true, number})
	c.from.node.Go(c.flush)
}

// flush sends what waits. A channel that breaks stays broken.
func (c *channel) flush() {
	if c.busy {
		return
	}
	c.busy = true
	if c.stream == nil && !c.open() {
		return
	}
	for len(c.waiting) > 0 {
		batch := c.waiting
		c.waiting = nil
		if binary.Write(c.stream, binary.BigEndian, batch) != nil {
			_ = c.stream.Reset()
			return
		}
	}
	c.busy = false
}

func (c *channel) open() bool {
	h := c.from.node.Host()
	h.Peerstore().AddAddr(c.to.ID, c.to.Addr, 24*time.Hour)
	s, err := h.NewStream(context.Background(), c.to.ID, id)
	c.stream = s
	return err == nil
}
