package sim

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/connmgr"
	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	bhost "github.com/libp2p/go-libp2p/p2p/host/basic"
	"github.com/libp2p/go-libp2p/p2p/host/eventbus"
	basic "github.com/libp2p/go-libp2p/p2p/net/connmgr"
	"github.com/libp2p/go-libp2p/p2p/protocol/identify"
)

var (
	errDown   = errors.New("sim: this host is down")
	errNoConn = errors.New("connection failed") // a basic host's word for network.ErrNoConn
)

// Host is one incarnation of a node, and all that protocols see of it.
type Host interface {
	host.Host
	// Join joins a multicast group on the LAN of the host's node. Datagrams that others in
	// it send reach recv; a host does not hear itself. Join fails for nodes on no LAN. A
	// host that goes down leaves its groups.
	Join(group string, recv func(from *Node, b []byte)) (*Membership, error)
}

// A fabricHost is a mocknet host whose connections and streams take the time that the
// simulated network says.
type fabricHost struct {
	host.Host // mocknet's, the same as base
	base      *bhost.BasicHost
	node      *Node
	net       network.Network    // result of Network
	listeners []network.Notifiee // to the network, in the order of Notify
	events    *events
	ids       identify.IDService
	manager   connmgr.ConnManager // nil without one

	conns     map[peer.ID][]*conn  // open at this end, by the peer at the far end; no entry is empty
	accepting []*conn              // accepted, but not open before the process runs
	dials     map[peer.ID]*dial    // in flight, and somebody waits for each
	backoffs  map[peer.ID]*backoff // of peers to which the last dial failed, if DialConfig.Backoff
	handlers  []handlerEntry       // at most one of a protocol, in the order of setting

	dead bool          // it is down for good: node.host is another, or nil
	gone chan struct{} // closed when dead is set
}

type handlerEntry struct {
	proto  protocol.ID
	match  func(protocol.ID) bool // nil: equality
	handle network.StreamHandler
}

var _ Host = (*fabricHost)(nil)

// EventBus implements host.Host.
func (h *fabricHost) EventBus() event.Bus { return h.events.bus }

// Network implements host.Host.
func (h *fabricHost) Network() network.Network { return h.net }

// SetStreamHandler implements host.Host.
func (h *fabricHost) SetStreamHandler(pid protocol.ID, handle network.StreamHandler) {
	handle = h.node.guard(handle)
	h.setHandler(handlerEntry{proto: pid, handle: handle})
	h.base.SetStreamHandler(pid, handle) // for streams opened below the host, as identify's are
	h.events.handles([]protocol.ID{pid}, nil)
}

// SetStreamHandlerMatch implements host.Host.
func (h *fabricHost) SetStreamHandlerMatch(pid protocol.ID, match func(protocol.ID) bool, handle network.StreamHandler) {
	handle = h.node.guard(handle)
	h.setHandler(handlerEntry{proto: pid, match: match, handle: handle})
	h.base.SetStreamHandlerMatch(pid, match, handle)
	h.events.handles([]protocol.ID{pid}, nil)
}

// RemoveStreamHandler implements host.Host.
func (h *fabricHost) RemoveStreamHandler(pid protocol.ID) {
	h.handlers = slices.DeleteFunc(h.handlers, func(e handlerEntry) bool { return e.proto == pid })
	h.base.RemoveStreamHandler(pid)
	h.events.handles(nil, []protocol.ID{pid})
}

func (h *fabricHost) setHandler(e handlerEntry) {
	h.handlers = slices.DeleteFunc(h.handlers, func(old handlerEntry) bool { return old.proto == e.proto })
	h.handlers = append(h.handlers, e)
}

// handler returns the handler of a protocol, nil if there is none.
func (h *fabricHost) handler(p protocol.ID) network.StreamHandler {
	for _, e := range h.handlers {
		if e.proto == p || e.match != nil && e.match(p) {
			return e.handle
		}
	}
	return nil
}

// ManageConnections is a [NodeConfig.ConnManager]: go-libp2p's connection manager, which
// closes connections beyond high until low are left, those younger than grace excepted.
func ManageConnections(low, high int, grace time.Duration) func() (connmgr.ConnManager, error) {
	return func() (connmgr.ConnManager, error) {
		return basic.NewConnManager(low, high, basic.WithGracePeriod(grace))
	}
}

// startManager gives the host the connection manager of its node.
func (h *fabricHost) startManager() error {
	if h.node.config.ConnManager == nil {
		return nil
	}
	var err error
	if h.manager, err = h.node.config.ConnManager(); err != nil {
		return fmt.Errorf("sim: connection manager of %s: %w", h.node.Name, err)
	}
	h.net.Notify(h.manager.Notifee())
	return nil
}

// ConnManager implements host.Host.
func (h *fabricHost) ConnManager() connmgr.ConnManager {
	if h.manager == nil {
		return h.Host.ConnManager()
	}
	return h.manager
}

// best returns the connection to a peer over which new streams go, nil if there is
// none: as in go-libp2p's swarm the one with most streams, of equal ones the last.
func (h *fabricHost) best(p peer.ID) *conn {
	var best *conn
	for _, c := range h.conns[p] {
		if best == nil || len(c.streams) >= len(best.streams) {
			best = c
		}
	}
	return best
}

// sortedConns returns the connections that are open at this end, in the order in which
// they were made.
func (h *fabricHost) sortedConns() []*conn {
	out := make([]*conn, 0, len(h.conns))
	for _, conns := range h.conns {
		out = append(out, conns...)
	}
	slices.SortFunc(out, func(a, b *conn) int { return int(a.id - b.id) })
	return out
}

// everyConn is sortedConns, and those that wait for the process to run.
func (h *fabricHost) everyConn() []*conn { return append(h.sortedConns(), h.accepting...) }

// reap closes mocknet's host once the host is down.
func (h *fabricHost) reap() {
	h.node.world.openHosts--
	h.node.label.Go(func() {
		if h.manager != nil {
			_ = h.manager.Close()
		}
		_ = h.ids.Close()
		_ = h.base.Close()
		h.events.close()
	})
}

// tell calls f for all that listen to the network, one after the other.
func (h *fabricHost) tell(f func(network.Notifiee)) {
	for _, n := range h.listeners {
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
