package sim

import (
	"context"
	"errors"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A dial is in flight. All callers that want the same peer wait for the same
// dial, and when nobody waits any more it ends.
type dial struct {
	done    chan struct{}
	left    chan struct{} // closed when the last has left
	waiting int
	conn    *conn
	err     error
}

// backoff follows go-libp2p's swarm: 5 s + 1 s per square of tries, at most
// 5 min.
type backoff struct {
	tries int
	until instant
}

const (
	backoffBase = 5 * time.Second
	backoffCoef = time.Second
	backoffMax  = 5 * time.Minute
)

// dial returns a connection to p, the one there is or a new one.
func (h *fabricHost) dial(ctx context.Context, p peer.ID) (*conn, error) {
	switch {
	case h.dead:
		return nil, errDown
	case p == h.node.ID:
		return nil, ErrDialToSelf
	case len(h.conns[p]) > 0:
		return h.best(p), nil
	}
	if noDial, _ := network.GetNoDial(ctx); noDial {
		return nil, network.ErrNoConn
	}
	if b := h.backoffs[p]; b != nil && clock() < b.until {
		return nil, ErrDialBackoff
	}
	to, err := h.listener(p)
	if err != nil {
		return nil, err
	}
	d := h.dials[p]
	if d == nil {
		d = &dial{done: make(chan struct{}), left: make(chan struct{})}
		h.dials[p] = d
		h.record(trace.Dial, p, "")
		h.node.label.Go(func() { h.runDial(d, p, to) })
	}
	d.waiting++
	select {
	case <-d.done:
		return d.conn, d.err
	case <-ctx.Done():
		if d.waiting--; d.waiting == 0 && h.dials[p] == d {
			delete(h.dials, p)
			close(d.left)
			h.record(trace.DialFailed, p, ctx.Err().Error()) // which says nothing of the peer
		}
		return nil, ctx.Err()
	case <-h.gone:
		return nil, errDown
	}
}

// record records a dial of p or its outcome. Nobody hears of a dial of a host whose node
// has come up with another by then: a log's dials end with the node's life.
func (h *fabricHost) record(kind trace.EventKind, p peer.ID, why string) {
	w := h.node.world
	if h.dead && h.node.host != nil {
		return
	}
	w.rec.event(w.within(&trace.Event{T: int64(clock()), Kind: kind, P: h.node.Name, Q: w.name(p), Detail: why}))
}

// listener returns the node that listens where the host believes p to be, nil if
// there is none: p itself if one of the addresses is p's, otherwise the first of
// others. A host does not dial itself.
func (h *fabricHost) listener(p peer.ID) (*Node, error) {
	addrs := h.Peerstore().Addrs(p)
	if len(addrs) == 0 {
		return nil, ErrNoAddresses
	}
	w := h.node.world
	if n := w.byID[p]; n != nil && ma.Contains(addrs, n.Addr) {
		return n.heir(), nil
	}
	var to *Node
	own := 0
	for _, a := range addrs { // in no order
		switch n := w.listener(a); {
		case n == nil:
		case n == h.node:
			own++
		case to == nil, n.Index < to.Index:
			to = n
		}
	}
	if own == len(addrs) {
		return nil, ErrNoGoodAddrs
	}
	return to, nil
}

func (h *fabricHost) runDial(d *dial, p peer.ID, to *Node) {
	d.conn, d.err = h.handshake(p, to, d.left)
	if errors.Is(d.err, errLeft) {
		return
	}
	delete(h.dials, p)
	if d.err != nil {
		h.record(trace.DialFailed, p, d.err.Error())
		h.backOff(p)
	} else {
		delete(h.backoffs, p)
	}
	close(d.done)
}

func (h *fabricHost) backOff(p peer.ID) {
	if !h.node.world.cfg.Dial.Backoff {
		return
	}
	b := h.backoffs[p]
	if b == nil {
		h.backoffs[p] = &backoff{tries: 1, until: clock().plus(backoffBase)}
		return
	}
	wait := min(backoffBase+backoffCoef*time.Duration(b.tries*b.tries), backoffMax)
	b.tries++
	b.until = clock().plus(wait)
}
