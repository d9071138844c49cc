package sim

import (
	"context"
	"fmt"
	"slices"

	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/host/eventbus"
)

// netView is a host's network.Network: mocknet's, seen through our connections,
// with every list in the order in which connections were made. Mocknet connects and
// disconnects both hosts at once, so its own news reach nobody.
type netView struct {
	network.Network // mocknet's
	host            *fabricHost
	listeners       []network.Notifiee // in the order of Notify
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
	if !slices.Contains(v.listeners, n) {
		v.listeners = append(v.listeners, n)
	}
}

// StopNotify implements network.Dialer.
func (v *netView) StopNotify(n network.Notifiee) {
	v.listeners = slices.DeleteFunc(slices.Clone(v.listeners), func(m network.Notifiee) bool { return m == n })
}

// tell calls f for all listeners, one after the other.
func (v *netView) tell(f func(network.Notifiee)) {
	for _, n := range v.listeners {
		f(n)
	}
}

// events are what a host says on its bus. A basic host's own bus also has what
// mocknet says, which speaks of both ends of a connection at once.
type events struct {
	bus       event.Bus
	connected event.Emitter
	protocols event.Emitter
	addresses event.Emitter
}

// newEvents makes the bus of a host that listens on the addresses of its node.
func newEvents(n *Node) (*events, error) {
	e := &events{bus: eventbus.NewBus()}
	for _, x := range []struct {
		emitter *event.Emitter
		of      any
		options []event.EmitterOpt
	}{
		{&e.connected, new(event.EvtPeerConnectednessChanged), nil},
		{&e.protocols, new(event.EvtLocalProtocolsUpdated), []event.EmitterOpt{eventbus.Stateful}},
		{&e.addresses, new(event.EvtLocalAddressesUpdated), []event.EmitterOpt{eventbus.Stateful}},
	} {
		var err error
		if *x.emitter, err = e.bus.Emitter(x.of, x.options...); err != nil {
			return nil, fmt.Errorf("sim: event bus of %s: %w", n.Name, err)
		}
	}
	listens := event.EvtLocalAddressesUpdated{Diffs: true}
	for _, a := range n.Addrs {
		listens.Current = append(listens.Current, event.UpdatedAddress{Address: a, Action: event.Added})
	}
	if err := e.addresses.Emit(listens); err != nil {
		return nil, fmt.Errorf("sim: event bus of %s: %w", n.Name, err)
	}
	return e, nil
}

// connectedness says that a host is connected to a peer, or no longer.
func (e *events) connectedness(p peer.ID, c network.Connectedness) {
	_ = e.connected.Emit(event.EvtPeerConnectednessChanged{Peer: p, Connectedness: c})
}

// handles says which protocols a host handles, and which no longer.
func (e *events) handles(added, removed []protocol.ID) {
	_ = e.protocols.Emit(event.EvtLocalProtocolsUpdated{Added: added, Removed: removed})
}

func (e *events) close() {
	for _, x := range []event.Emitter{e.connected, e.protocols, e.addresses} {
		_ = x.Close()
	}
}
