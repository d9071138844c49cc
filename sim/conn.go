package sim

import (
	"errors"
	"slices"
	"sync"
	"syscall"

	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim/trace"
)

var (
	errKeepalive = errors.New("sim: keepalive timeout")
	errReset     = syscall.ECONNRESET
)

// conn is one end of a connection between two incarnations of nodes. Mocknet has
// the connection; what flows over it, and when its ends open and close, is ours. Each
// end opens and closes at its own time, and learns of the other from what arrives.
type conn struct {
	id    int64 // of both ends, in the order in which connections were made
	nth   int64 // number among those that its dialler dialled
	met   int64 // how many connections the two nodes have had, with this one
	world *World
	node  *Node       // whose end this is
	host  *fabricHost // the incarnation of node that has it
	far   *conn       // the other end, whose far this is
	dir   network.Direction
	born  instant // when this end opened, or will
	lane  lane    // of this end

	// streams are those that live at this end, in the order of their beginning: neither
	// dead nor closed both ways.
	streams    []*stream
	identified bool

	// An end that has heard of the end of the handshake is accepted, and opens when its
	// process runs. Early are packets that have overtaken the news.
	accepted, open bool
	early          []*packet

	// closed says that this end is. It never opens again, and host.conns does not
	// have it any more.
	closed bool
	err    error // nil exactly while closed is false
	told   bool  // it has told the other, or was told by it

	telling sync.Mutex // held while listeners hear that it opens, or closes
	mock    *shared    // the same at both ends, nil without one
}

// establish opens the dialler's end of a connection, and lets the far end open when
// it hears of it.
func (h *fabricHost) establish(far *fabricHost) (*conn, error) {
	var m *shared
	if !far.dead { // a machine that is down keeps no connections in mocknet
		var err error
		if m, err = h.node.world.meet(h, far); err != nil {
			return nil, err
		}
	}
	c := newConns(h, far)
	c.mock, c.far.mock = m, m
	c.accepted = true
	c.begin()
	c.lane.send(&c.lane.track, &packet{kind: accepting, take: c.far.begin})
	return c, nil
}

// newConns makes both ends of a connection, of which none is open.
func newConns(from, to *fabricHost) *conn {
	w := from.node.world
	w.lastConn++
	from.node.dialled++
	p := w.pair(from.node, to.node)
	p.conns++
	now := clock()
	a := &conn{node: from.node, host: from, dir: network.DirOutbound}
	b := &conn{node: to.node, host: to, dir: network.DirInbound}
	a.far, b.far = b, a
	for _, c := range []*conn{a, b} {
		c.id, c.nth, c.met, c.world, c.born = w.lastConn, from.node.dialled, p.conns, w, now
		c.lane.world, c.lane.conn = w, c
		c.lane.route = w.route(c.node, c.far.node)
		if w.cfg.Congestion != Ideal {
			c.lane.flow = newFlow(&c.lane, w.cfg.Congestion)
		}
		if w.stops(c.node, c.far.node) {
			c.lane.hold(now)
		}
	}
	w.conns[a.id] = a
	return a
}

// begin opens this end.
func (c *conn) begin() {
	if c.closed {
		return
	}
	h, p := c.host, c.far.node.ID
	h.accepting = slices.DeleteFunc(h.accepting, func(d *conn) bool { return d == c })
	c.open, c.born = true, clock()
	h.conns[p] = append(h.conns[p], c)
	if c.dir == network.DirOutbound {
		c.record(trace.Connect)
	} else {
		c.record(trace.Accept)
	}
	first := len(h.conns[p]) == 1
	c.telling.Lock()
	defer c.telling.Unlock()
	h.tell(func(n network.Notifiee) { n.Connected(h.net, c) })
	if first {
		h.events.connectedness(p, network.Connected)
	}
}

// record records what this end does.
func (c *conn) record(kind trace.EventKind) {
	nth := c.nth
	if c.dir == network.DirInbound {
		nth = -nth
	}
	c.world.rec.event(&trace.Event{T: int64(clock()), Kind: kind, P: c.node.Name, Q: c.far.node.Name, ID: nth})
}

// arrive takes a packet from the far end.
func (c *conn) arrive(p *packet) {
	switch {
	case c.closed:
		c.refuse(p)
	case p.kind == accepting:
		c.accept(p)
	case !c.accepted && (p.kind == opening || p.kind == control):
		c.early = append(c.early, p)
	case p.kind == opening:
		p.stream.born = clock()
		c.streams = append(c.streams, p.stream)
		c.node.whenAwake(p.act)
	case p.kind == control:
		c.node.whenAwake(p.act)
	default:
		p.stream.arrive(p)
	}
}

// accept takes the news that the handshake is over.
func (c *conn) accept(p *packet) {
	h, now := c.host, clock()
	if h.dead {
		c.shut(errDown)
		c.refuse(p)
		c.far.watch(now, func() bool { return true })
		return
	}
	c.accepted = true
	h.accepting = append(h.accepting, c)
	if c.node.paused {
		c.far.watchPaused(now)
	}
	c.node.whenAwake(p.act)
	early := c.early
	c.early = nil
	for _, e := range early {
		c.arrive(e)
	}
}

// refuse answers what arrives at an end that is closed as a machine does that runs and
// has no such connection. One that does not run does not answer.
func (c *conn) refuse(p *packet) {
	if p.kind == chunk {
		p.lane.say(trace.Drop, p, 0)
	}
	if c.told || !c.node.Up() && !c.world.cfg.Dial.Refuse {
		return
	}
	c.tell(&network.ConnError{Remote: true, TransportError: errReset})
}

// tell lets the far end know that this one is closed: there it is the end, too, with
// an error.
func (c *conn) tell(err error) {
	if c.told {
		return
	}
	c.told = true
	far := c.far
	c.lane.deliver(&c.lane.track, func() {
		far.told = true
		far.shut(err)
		far.lane.silence()
	})
}

// shut ends this end of the connection now, with the error that its streams
// return from then on. It reports whether it was open.
func (c *conn) shut(err error) bool {
	if c.closed {
		return false
	}
	c.closed, c.err, c.early = true, err, nil
	h, p := c.host, c.far.node.ID
	h.accepting = slices.DeleteFunc(h.accepting, func(d *conn) bool { return d == c })
	for _, s := range slices.Clone(c.streams) {
		s.die(err)
	}
	if c.open {
		rest := slices.DeleteFunc(slices.Clone(h.conns[p]), func(d *conn) bool { return d == c })
		if h.conns[p] = rest; len(rest) == 0 {
			delete(h.conns, p)
		}
		c.record(trace.Disconnect)
		if !h.dead {
			c.node.label.Go(func() { c.ended(len(rest) == 0) })
		}
	}
	if c.far.closed {
		delete(c.world.conns, c.id)
		c.mock.leave()
	}
	return true
}

// ended tells the host's listeners that this end is closed, which was the last with
// its peer or not.
func (c *conn) ended(last bool) {
	c.telling.Lock()
	defer c.telling.Unlock()
	h := c.host
	h.tell(func(n network.Notifiee) { n.Disconnected(h.net, c) })
	if p := c.far.node.ID; last && h.conns[p] == nil {
		h.events.connectedness(p, network.NotConnected)
	}
}

// Close implements network.Conn: closed here now, there one delay later.
func (c *conn) Close() error { return c.CloseWithError(network.ConnNoError) }

// CloseWithError implements network.Conn.
func (c *conn) CloseWithError(code network.ConnErrorCode) error {
	if c.shut(&network.ConnError{ErrorCode: code}) {
		c.tell(&network.ConnError{Remote: true, ErrorCode: code})
	}
	return nil
}

// expire ends this end as unanswered keepalives do.
func (c *conn) expire() {
	if c.shut(&network.ConnError{TransportError: errKeepalive}) {
		c.tell(&network.ConnError{Remote: true})
	}
}

// watch ends this end when its keepalive finds out that the far end does not answer
// from now on, if it still does not by then.
func (c *conn) watch(now instant, silent func() bool) {
	after(c.detectedAt(now).since(now), func() {
		if silent() {
			c.expire()
		}
	})
}

// watchPaused is watch for a far end whose process has stopped.
func (c *conn) watchPaused(now instant) {
	n := c.far.node
	pause := n.pauses
	c.watch(now, func() bool { return n.paused && n.pauses == pause })
}

// detectedAt returns the instant at which a keepalive finds out that the far end
// died at t: at the first probe after t, plus the time the probe waits.
func (c *conn) detectedAt(t instant) instant {
	k := c.world.cfg.Keepalive
	probes := t.since(c.born)/k.Interval + 1
	return c.born.plus(probes*k.Interval + k.Timeout)
}

// forget takes a stream off the connection.
func (c *conn) forget(s *stream) {
	if i := slices.Index(c.streams, s); i >= 0 {
		c.streams = slices.Delete(c.streams, i, i+1)
	}
}

// GetStreams implements network.Conn.
func (c *conn) GetStreams() []network.Stream {
	var out []network.Stream
	for _, s := range c.streams {
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
