package sim

import (
	"context"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/peerstore"
	"github.com/libp2p/go-libp2p/core/protocol"
	bhost "github.com/libp2p/go-libp2p/p2p/host/basic"
	msmux "github.com/multiformats/go-multistream"
)

// Connect implements host.Host.
func (h *fabricHost) Connect(ctx context.Context, pi peer.AddrInfo) error {
	if h.dead {
		return errDown
	}
	h.Peerstore().AddAddrs(pi.ID, pi.Addrs, peerstore.TempAddrTTL)
	if len(h.conns[pi.ID]) > 0 {
		return nil
	}
	c, err := h.dial(ctx, pi.ID)
	if err != nil {
		return fmt.Errorf("failed to dial: %w", err)
	}
	return c.identify(ctx)
}

// NewStream implements host.Host. A stream whose protocol the peerstore knows
// the remote to speak costs nothing to open, any other a round trip. As of a
// basic host, a context without a deadline has one of 10 s.
func (h *fabricHost) NewStream(ctx context.Context, p peer.ID, pids ...protocol.ID) (network.Stream, error) {
	if h.dead {
		return nil, errDown
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := h.best(p)
	if c == nil || !c.identified {
		var cancel context.CancelFunc
		ctx, cancel = negotiating(ctx)
		defer cancel()
		var err error
		if c, err = h.identified(ctx, p); err != nil {
			return nil, err
		}
	}
	known, err := h.Peerstore().SupportsProtocols(p, pids...)
	if err != nil {
		return nil, err
	}
	if len(known) > 0 {
		return c.openKnown(known[0]), nil
	}
	ctx, cancel := negotiating(ctx)
	defer cancel()
	s, err := c.openUnknown(ctx, pids)
	if err != nil {
		return nil, fmt.Errorf("failed to negotiate protocol: %w", err)
	}
	_ = h.Peerstore().AddProtocols(p, s.proto)
	return s, nil
}

// negotiating gives a context without a deadline that of a basic host.
func negotiating(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, bhost.DefaultNegotiationTimeout)
}

// identified returns a connection to p that is identified, the one there is or, if
// the context lets it dial, a new one.
func (h *fabricHost) identified(ctx context.Context, p peer.ID) (*conn, error) {
	if noDial, _ := network.GetNoDial(ctx); !noDial {
		if err := h.Connect(ctx, peer.AddrInfo{ID: p}); err != nil {
			return nil, err
		}
	}
	c := h.best(p)
	if c == nil {
		return nil, errNoConn
	}
	if err := c.identify(ctx); err != nil {
		return nil, err
	}
	if c.closed {
		return nil, fmt.Errorf("failed to open stream: %w", c.err)
	}
	return c, nil
}

// NewStream implements network.Conn. The far end negotiates the protocol on
// the stream itself, as libp2p does for streams opened below the host.
func (c *conn) NewStream(context.Context) (network.Stream, error) {
	if c.closed {
		return nil, c.err
	}
	if c.host.dead {
		return nil, errDown
	}
	s := newStreams(c, "")
	s.opened(func(far *stream) {
		_ = far.SetDeadline(time.Now().Add(bhost.DefaultNegotiationTimeout))
		proto, handle, err := far.conn.host.base.Mux().Negotiate(far)
		if err != nil {
			_ = far.ResetWithError(network.StreamProtocolNegotiationFailed)
			return
		}
		_ = far.SetDeadline(time.Time{})
		_ = far.SetProtocol(proto)
		_ = handle(proto, far)
	})
	return s, nil
}

// opened calls accept for the far end when the news arrive there, if it lives by then.
func (s *stream) opened(accept func(far *stream)) {
	far := s.far
	s.tell(&packet{kind: opening, take: func() {
		if far.err == nil && !far.conn.closed {
			accept(far)
		}
	}})
}

// openKnown opens a stream whose protocol the far end is known to speak: the
// handler runs one delay later, and the negotiation travels with the first
// bytes.
func (c *conn) openKnown(proto protocol.ID) *stream {
	s := newStreams(c, proto)
	s.opened(func(far *stream) {
		h := far.conn.host.handler(proto)
		if h == nil {
			_ = far.ResetWithError(network.StreamProtocolNegotiationFailed)
			return
		}
		h(far)
	})
	return s
}

// openUnknown opens a stream and waits the round trip in which the far end
// says which of the protocols it speaks.
func (c *conn) openUnknown(ctx context.Context, protos []protocol.ID) (*stream, error) {
	s := newStreams(c, "")
	answer := make(chan protocol.ID, 1)
	s.died = make(chan struct{})
	s.opened(func(far *stream) {
		var chosen protocol.ID
		var h network.StreamHandler
		for _, p := range protos {
			if h = far.conn.host.handler(p); h != nil {
				chosen = p
				break
			}
		}
		far.conn.lane.deliver(far.wire(), func() { answer <- chosen })
		if h == nil {
			far.die(&network.StreamError{ErrorCode: network.StreamProtocolNegotiationFailed}) // as the answer says
			return
		}
		far.proto = chosen
		h(far)
	})
	select {
	case s.proto = <-answer:
		if s.proto == "" {
			s.die(&network.StreamError{ErrorCode: network.StreamProtocolNegotiationFailed})
			return nil, msmux.ErrNotSupported[protocol.ID]{Protos: protos}
		}
		return s, nil
	case <-s.died: // with its connection, or because the host went down
		return nil, s.err
	case <-ctx.Done():
		_ = s.ResetWithError(network.StreamProtocolNegotiationFailed)
		return nil, ctx.Err()
	}
}
