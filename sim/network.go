package sim

import (
	"context"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
)

// netView is a host's network.Network: mocknet's, seen through our connections,
// with every list in the order in which connections were made.
type netView struct {
	network.Network // mocknet's
	host            *fabricHost
	notifs          map[network.Notifiee]*notifiee
}

// DialPeer implements network.Dialer.
func (v *netView) DialPeer(ctx context.Context, p peer.ID) (network.Conn, error) {
	return v.host.dial(ctx, p)
}

// NewStream implements network.Network.
func (v *netView) NewStream(ctx context.Context, p peer.ID) (network.Stream, error) {
	c, err := v.host.dial(ctx, p)
	if err != nil {
		return nil, err
	}
	return c.NewStream(ctx)
}

// ClosePeer implements network.Dialer.
func (v *netView) ClosePeer(p peer.ID) error {
	if c := v.host.conns[p]; c != nil {
		return c.Close()
	}
	return nil
}

// Connectedness implements network.Dialer.
func (v *netView) Connectedness(p peer.ID) network.Connectedness {
	if v.host.conns[p] != nil {
		return network.Connected
	}
	return network.NotConnected
}

// Peers implements network.Dialer.
func (v *netView) Peers() []peer.ID {
	conns := v.host.sortedConns()
	out := make([]peer.ID, len(conns))
	for i, c := range conns {
		out[i] = c.RemotePeer()
	}
	return out
}

// Conns implements network.Dialer.
func (v *netView) Conns() []network.Conn {
	conns := v.host.sortedConns()
	out := make([]network.Conn, len(conns))
	for i, c := range conns {
		out[i] = c
	}
	return out
}

// ConnsToPeer implements network.Dialer.
func (v *netView) ConnsToPeer(p peer.ID) []network.Conn {
	if c := v.host.conns[p]; c != nil {
		return []network.Conn{c}
	}
	return nil
}

// Close implements network.Network.
func (v *netView) Close() error { return v.host.Close() }

// Notify implements network.Dialer.
func (v *netView) Notify(n network.Notifiee) {
	wrapped := &notifiee{Notifiee: n, view: v}
	v.notifs[n] = wrapped
	v.Network.Notify(wrapped)
}

// StopNotify implements network.Dialer.
func (v *netView) StopNotify(n network.Notifiee) {
	if wrapped := v.notifs[n]; wrapped != nil {
		delete(v.notifs, n)
		v.Network.StopNotify(wrapped)
	}
}

// notifiee hands mocknet's news on with our connections in place of mocknet's.
type notifiee struct {
	network.Notifiee
	view *netView
	last map[peer.ID]*conn // connections announced and not yet taken back
}

// Connected implements network.Notifiee.
func (n *notifiee) Connected(_ network.Network, m network.Conn) {
	c := n.view.host.conns[m.RemotePeer()]
	if c == nil {
		return // gone before mocknet came to say so
	}
	if n.last == nil {
		n.last = map[peer.ID]*conn{}
	}
	n.last[m.RemotePeer()] = c
	n.Notifiee.Connected(n.view, c)
}

// Disconnected implements network.Notifiee.
func (n *notifiee) Disconnected(_ network.Network, m network.Conn) {
	if c := n.last[m.RemotePeer()]; c != nil {
		delete(n.last, m.RemotePeer())
		n.Notifiee.Disconnected(n.view, c)
	}
}

// Listen implements network.Notifiee.
func (n *notifiee) Listen(_ network.Network, a ma.Multiaddr) { n.Notifiee.Listen(n.view, a) }

// ListenClose implements network.Notifiee.
func (n *notifiee) ListenClose(_ network.Network, a ma.Multiaddr) {
	n.Notifiee.ListenClose(n.view, a)
}
