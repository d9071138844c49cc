package sim

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	bhost "github.com/libp2p/go-libp2p/p2p/host/basic"
	ma "github.com/multiformats/go-multiaddr"
	msmux "github.com/multiformats/go-multistream"

	"github.com/libp2p-sim/sim/sim/trace"
)

var errKeepalive = errors.New("sim: keepalive timeout")

// conn is one end of a connection between two incarnations of nodes. Mocknet has
// the connection and announces it; what flows over its streams is ours.
type conn struct {
	id    int64
	world *World
	node  *Node // whose end this is
	host  *Host // of node
	far   *conn
	dir   network.Direction
	born  instant
	lane  lane // from here to there

	mock       network.Conn // mocknet's end, nil until both sides have one
	identified bool
	closed     bool  // this end is closed
	err        error // why, once it is
	dropped    bool  // mocknet's connection is closed
	streams    map[int64]*stream
}

// newConns makes both ends of a connection and tells both hosts.
func newConns(from, to *Host) *conn {
	w := from.node.world
	w.lastConn++
	w.pair(from.node, to.node).conns++
	now := clock()
	a := &conn{id: w.lastConn, world: w, node: from.node, host: from, dir: network.DirOutbound, born: now, streams: map[int64]*stream{}}
	b := &conn{id: w.lastConn, world: w, node: to.node, host: to, dir: network.DirInbound, born: now, streams: map[int64]*stream{}}
	a.far, b.far = b, a
	for _, c := range []*conn{a, b} {
		c.lane.world, c.lane.conn = w, c
		c.lane.route = w.route(c.node, c.far.node)
		if w.Blocked(c.node, c.far.node) {
			c.lane.hold(now)
		}
	}
	w.conns[a.id] = a
	from.conns[to.node.ID] = a
	to.conns[from.node.ID] = b
	return a
}

// record records what became of the connection.
func (c *conn) record(kind trace.EventKind) {
	c.world.rec.event(&trace.Event{T: int64(clock()), Kind: kind, P: c.node.Name, Q: c.far.node.Name, ID: c.id})
}

// delivers reports whether what is sent now reaches the far end.
func (c *conn) delivers() bool {
	return !c.host.dead && !c.far.host.dead && !c.closed && !c.far.closed
}

// shut ends this end of the connection now, with the error that its streams
// return from then on. It reports whether it was open.
func (c *conn) shut(err error) bool {
	if c.closed {
		return false
	}
	c.closed, c.err = true, err
	if c.host.conns[c.far.node.ID] == c {
		delete(c.host.conns, c.far.node.ID)
	}
	for _, s := range c.sorted() {
		s.die(err)
	}
	return true
}

// expire ends the connection as an end does that finds nobody who answers.
func (c *conn) expire() { c.fail(&network.ConnError{TransportError: errKeepalive}) }

// fail ends both ends of the connection now, if they are not ended yet, with an
// error: how an end finds out that nobody answers any more, or that the other side
// has closed.
func (c *conn) fail(err error) {
	c.shut(err)
	c.far.shut(err)
	if c.dropped {
		return
	}
	c.dropped, c.far.dropped = true, true
	delete(c.world.conns, c.id)
	for _, m := range []network.Conn{c.mock, c.far.mock} {
		if m != nil {
			_ = m.Close() // tells both mocknet hosts at once
		}
	}
	c.record(trace.Disconnect)
	c.host.reap()
	c.far.host.reap()
}

// Close implements network.Conn: closed here now, there one delay later.
func (c *conn) Close() error { return c.CloseWithError(network.ConnNoError) }

// CloseWithError implements network.Conn.
func (c *conn) CloseWithError(code network.ConnErrorCode) error {
	if c.shut(&network.ConnError{ErrorCode: code}) {
		c.lane.deliver(nil, func() { c.far.fail(&network.ConnError{Remote: true, ErrorCode: code}) })
	}
	return nil
}

// detectedAt returns the instant at which a keepalive finds out that the far end
// died at t: at the first probe after t, plus the time the probe waits.
func (c *conn) detectedAt(t instant) instant {
	k := c.world.cfg.Keepalive
	probes := t.since(c.born)/k.Interval + 1
	return c.born.plus(probes*k.Interval + k.Timeout)
}

func (c *conn) sorted() []*stream {
	out := make([]*stream, 0, len(c.streams))
	for _, s := range c.streams {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *stream) int { return int(a.id - b.id) })
	return out
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

// opened calls accept for the far end one delay from now, if it is still there.
func (s *stream) opened(accept func(far *stream)) {
	c := s.conn
	if !c.delivers() {
		return
	}
	far := s.far
	c.lane.deliver(s, func() {
		if far.err != nil || far.conn.closed || far.conn.host.dead {
			return
		}
		accept(far)
	})
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
	s.ended = make(chan struct{})
	s.opened(func(far *stream) {
		var chosen protocol.ID
		var h network.StreamHandler
		for _, p := range protos {
			if h = far.conn.host.handler(p); h != nil {
				chosen = p
				break
			}
		}
		if !far.conn.delivers() {
			return
		}
		far.conn.lane.deliver(far, func() { answer <- chosen })
		if h == nil {
			_ = far.ResetWithError(network.StreamProtocolNegotiationFailed)
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
	case <-s.ended: // with its connection, or because the host went down
		return nil, s.err
	case <-ctx.Done():
		_ = s.ResetWithError(network.StreamProtocolNegotiationFailed)
		return nil, ctx.Err()
	}
}

// GetStreams implements network.Conn.
func (c *conn) GetStreams() []network.Stream {
	var out []network.Stream
	for _, s := range c.sorted() {
		out = append(out, s)
	}
	return out
}

// ID implements network.Conn.
func (c *conn) ID() string { return strconv.FormatInt(c.id, 10) }

// IsClosed implements network.Conn.
func (c *conn) IsClosed() bool { return c.closed }

// As implements network.Conn.
func (c *conn) As(any) bool { return false }

// LocalPeer implements network.Conn.
func (c *conn) LocalPeer() peer.ID { return c.node.ID }

// RemotePeer implements network.Conn.
func (c *conn) RemotePeer() peer.ID { return c.far.node.ID }

// RemotePublicKey implements network.Conn.
func (c *conn) RemotePublicKey() ic.PubKey { return c.far.node.key.GetPublic() }

// ConnState implements network.Conn.
func (c *conn) ConnState() network.ConnectionState {
	return network.ConnectionState{StreamMultiplexer: "/yamux/1.0.0", Security: "/noise", Transport: "tcp"}
}

// LocalMultiaddr implements network.Conn.
func (c *conn) LocalMultiaddr() ma.Multiaddr { return c.node.Addr }

// RemoteMultiaddr implements network.Conn.
func (c *conn) RemoteMultiaddr() ma.Multiaddr { return c.far.node.Addr }

// Stat implements network.Conn.
func (c *conn) Stat() network.ConnStats {
	return network.ConnStats{
		Stats:      network.Stats{Direction: c.dir, Opened: c.born.time()},
		NumStreams: len(c.streams),
	}
}

// Scope implements network.Conn.
func (c *conn) Scope() network.ConnScope { return &network.NullScope{} }
