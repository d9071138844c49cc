package sim

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/libp2p/go-libp2p/core/connmgr"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/peerstore"
	"github.com/libp2p/go-libp2p/core/protocol"
	bhost "github.com/libp2p/go-libp2p/p2p/host/basic"
	"github.com/libp2p/go-libp2p/p2p/protocol/identify"
)

var (
	errDown   = errors.New("sim: this host is down")
	errNoConn = errors.New("connection failed") // a basic host's word for network.ErrNoConn
)

// Host is one incarnation of a node: a mocknet host whose connections and
// streams take the time that the simulated network says. It implements
// host.Host, and is all that protocols see.
type Host struct {
	host.Host // mocknet's
	base      *bhost.BasicHost
	node      *Node
	net       *netView
	ids       identify.IDService
	manager   connmgr.ConnManager // nil without one

	conns    map[peer.ID]*conn
	dials    map[peer.ID]*dial
	backoffs map[peer.ID]*backoff
	handlers []handlerEntry

	dead   bool
	gone   chan struct{} // closed when the host goes down
	closed bool          // mocknet's host is closed
}

type handlerEntry struct {
	proto  protocol.ID
	match  func(protocol.ID) bool // nil: equality
	handle network.StreamHandler
}

var _ host.Host = (*Host)(nil)

func newHost(n *Node) (*Host, error) {
	base, err := n.world.mock.AddPeer(n.key, n.Addr)
	if err != nil {
		return nil, fmt.Errorf("sim: host of %s: %w", n.Name, err)
	}
	basic, ok := base.(*bhost.BasicHost)
	if !ok {
		return nil, fmt.Errorf("sim: mocknet made a %T, want a basic host", base)
	}
	n.world.openHosts++
	h := &Host{
		Host:     base,
		base:     basic,
		node:     n,
		conns:    map[peer.ID]*conn{},
		dials:    map[peer.ID]*dial{},
		backoffs: map[peer.ID]*backoff{},
		gone:     make(chan struct{}),
	}
	h.net = &netView{Network: base.Network(), host: h, notifs: map[network.Notifiee]*notifiee{}}
	if err := h.startIdentify(); err != nil {
		return nil, err
	}
	if err := h.startManager(); err != nil {
		return nil, err
	}
	return h, nil
}

// Network implements host.Host.
func (h *Host) Network() network.Network { return h.net }

// SetStreamHandler implements host.Host.
func (h *Host) SetStreamHandler(pid protocol.ID, handle network.StreamHandler) {
	h.setHandler(handlerEntry{proto: pid, handle: handle})
	h.base.SetStreamHandler(pid, handle) // for streams opened below the host, as identify's are
}

// SetStreamHandlerMatch implements host.Host.
func (h *Host) SetStreamHandlerMatch(pid protocol.ID, match func(protocol.ID) bool, handle network.StreamHandler) {
	h.setHandler(handlerEntry{proto: pid, match: match, handle: handle})
	h.base.SetStreamHandlerMatch(pid, match, handle)
}

// RemoveStreamHandler implements host.Host.
func (h *Host) RemoveStreamHandler(pid protocol.ID) {
	h.handlers = slices.DeleteFunc(h.handlers, func(e handlerEntry) bool { return e.proto == pid })
	h.base.RemoveStreamHandler(pid)
}

func (h *Host) setHandler(e handlerEntry) {
	h.handlers = slices.DeleteFunc(h.handlers, func(old handlerEntry) bool { return old.proto == e.proto })
	h.handlers = append(h.handlers, e)
}

// handler returns who handles a protocol, nil if nobody does.
func (h *Host) handler(p protocol.ID) network.StreamHandler {
	for _, e := range h.handlers {
		if e.proto == p || e.match != nil && e.match(p) {
			return e.handle
		}
	}
	return nil
}

// Connect implements host.Host.
func (h *Host) Connect(ctx context.Context, pi peer.AddrInfo) error {
	if h.dead {
		return errDown
	}
	h.Peerstore().AddAddrs(pi.ID, pi.Addrs, peerstore.TempAddrTTL)
	if h.conns[pi.ID] != nil {
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
func (h *Host) NewStream(ctx context.Context, p peer.ID, pids ...protocol.ID) (network.Stream, error) {
	if h.dead {
		return nil, errDown
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := h.conns[p]
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
func (h *Host) identified(ctx context.Context, p peer.ID) (*conn, error) {
	if noDial, _ := network.GetNoDial(ctx); !noDial {
		if err := h.Connect(ctx, peer.AddrInfo{ID: p}); err != nil {
			return nil, err
		}
	}
	c := h.conns[p]
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

// Close implements host.Host: its node leaves, and the host is of no use any more.
func (h *Host) Close() error {
	if h.node.host == h {
		h.node.Leave(nil)
	}
	return nil
}

func (h *Host) sortedConns() []*conn {
	out := make([]*conn, 0, len(h.conns))
	for _, c := range h.conns {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *conn) int { return int(a.id - b.id) })
	return out
}

// reap closes mocknet's host once the host is down and the last of the others
// knows.
func (h *Host) reap() {
	if !h.dead || h.closed {
		return
	}
	for _, m := range h.base.Network().Conns() {
		if !m.IsClosed() {
			return
		}
	}
	h.closed = true
	h.node.world.openHosts--
	h.node.label.Go(func() {
		if h.manager != nil {
			_ = h.manager.Close()
		}
		_ = h.ids.Close()
		_ = h.base.Close()
	})
}
