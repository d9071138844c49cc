package sim

import (
	"context"
	"errors"
	"fmt"
	"slices"

	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim/trace"
)

var errKeepalive = errors.New("sim: keepalive timeout")

// conn is one end of a connection between two incarnations of nodes. Mocknet has
// the connection and announces it; the flow of data over its streams is ours.
type conn struct {
	id    int64 // of both ends, in the order in which connections were made
	nth   int64 // number among those that its dialler dialled
	world *World
	node  *Node       // whose end this is
	host  *fabricHost // the incarnation of node that has it
	far   *conn       // the other end, whose far this is
	dir   network.Direction
	born  instant // the same at both ends
	lane  lane    // of this end

	// streams are those that live at this end, by ID: neither dead nor closed both
	// ways.
	streams    map[int64]*stream
	identified bool

	// closed says that this end is. It never opens again, and host.conns does not
	// have it any more.
	closed bool
	err    error // nil exactly while closed is false

	mock    network.Conn // mocknet's end, nil until both sides have one
	dropped bool         // mocknet's connection and both ends are closed; the same at both
}

// establish makes the connection on mocknet and announces it on both sides.
func (h *fabricHost) establish(far *fabricHost) (*conn, error) {
	w := h.node.world
	if old := far.conns[h.node.ID]; old != nil {
		old.expire() // the far side still believed in a connection that we had given up
	}
	for _, m := range h.base.Network().ConnsToPeer(far.node.ID) {
		_ = m.Close()
	}
	if err := w.link(h, far); err != nil {
		return nil, err
	}
	c := newConns(h, far)
	m, err := h.base.Network().DialPeer(context.Background(), far.node.ID)
	if err != nil {
		err = fmt.Errorf("sim: mocknet: %w", err)
		c.shut(err)
		c.far.shut(err)
		return nil, err
	}
	c.mock = m
	for _, m := range far.base.Network().ConnsToPeer(h.node.ID) {
		c.far.mock = m
	}
	c.record(trace.Connect)
	return c, nil
}

// newConns makes both ends of a connection and tells both hosts.
func newConns(from, to *fabricHost) *conn {
	w := from.node.world
	w.lastConn++
	from.node.dialled++
	w.pair(from.node, to.node).conns++
	now := clock()
	a := &conn{id: w.lastConn, nth: from.node.dialled, world: w, node: from.node, host: from, dir: network.DirOutbound, born: now, streams: map[int64]*stream{}}
	b := &conn{id: w.lastConn, nth: from.node.dialled, world: w, node: to.node, host: to, dir: network.DirInbound, born: now, streams: map[int64]*stream{}}
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

// record records the connection's beginning or end, for the dialler, who numbered it.
func (c *conn) record(kind trace.EventKind) {
	if c.dir == network.DirInbound {
		c = c.far
	}
	c.world.rec.event(&trace.Event{T: int64(clock()), Kind: kind, P: c.node.Name, Q: c.far.node.Name, ID: c.nth})
}

// delivers reports whether data sent now reaches the far end.
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

// expire ends the connection as unanswered keepalives do.
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
		c.lane.deliver(&c.lane.track, func() { c.far.fail(&network.ConnError{Remote: true, ErrorCode: code}) })
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

// hold takes the data on its way to this end off the wire.
func (c *conn) hold(now instant) {
	for _, s := range c.sorted() {
		s.hold(now)
	}
}

// release puts the data that hold took back on the wire, and the data sent
// since.
func (c *conn) release(now instant) {
	for _, s := range c.sorted() {
		s.release(now)
	}
}

func (c *conn) sorted() []*stream {
	out := make([]*stream, 0, len(c.streams))
	for _, s := range c.streams {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *stream) int { return int(a.id - b.id) })
	return out
}

// GetStreams implements network.Conn.
func (c *conn) GetStreams() []network.Stream {
	var out []network.Stream
	for _, s := range c.sorted() {
		out = append(out, s)
	}
	return out
}

// ID implements network.Conn: the dialler and the connection's number among its own.
func (c *conn) ID() string {
	dialler := c.node
	if c.dir == network.DirInbound {
		dialler = c.far.node
	}
	return trace.Nth{Peer: dialler.Name, N: c.nth}.String()
}

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
