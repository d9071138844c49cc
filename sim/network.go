package sim

import (
	"context"
	"slices"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
)

// netView is a host's network.Network: mocknet's, seen through our connections,
// with every list in the order in which connections were made. Mocknet connects and
// disconnects both hosts at once, so its own news reach nobody.
type netView struct {
	network.Network // mocknet's
	host            *fabricHost
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
	for _, c := range slices.Clone(v.host.conns[p]) {
		_ = c.Close()
	}
	return nil
}

// Connectedness implements network.Dialer.
func (v *netView) Connectedness(p peer.ID) network.Connectedness {
	if len(v.host.conns[p]) > 0 {
		return network.Connected
	}
	return network.NotConnected
}

// Peers implements network.Dialer.
func (v *netView) Peers() []peer.ID {
	var out []peer.ID
	for _, c := range v.host.sortedConns() {
		if p := c.RemotePeer(); v.host.conns[p][0] == c {
			out = append(out, p)
		}
	}
	return out
}

// Conns implements network.Dialer.
func (v *netView) Conns() []network.Conn { return networkConns(v.host.sortedConns()) }

// ConnsToPeer implements network.Dialer.
func (v *netView) ConnsToPeer(p peer.ID) []network.Conn { return networkConns(v.host.conns[p]) }

func networkConns(conns []*conn) []network.Conn {
	out := make([]network.Conn, len(conns))
	for i, c := range conns {
		out[i] = c
	}
	return out
}

// Close implements network.Network.
func (v *netView) Close() error { return v.host.Close() }

// Notify implements network.Dialer.
func (v *netView) Notify(n network.Notifiee) {
	if h := v.host; !slices.Contains(h.listeners, n) {
		h.listeners = append(h.listeners, n)
	}
}

// StopNotify implements network.Dialer.
func (v *netView) StopNotify(n network.Notifiee) {
	v.host.listeners = slices.DeleteFunc(slices.Clone(v.host.listeners), func(m network.Notifiee) bool { return m == n })
}
