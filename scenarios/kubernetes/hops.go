package kubernetes

import (
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// Hop is one stretch of the way from peer to peer.
type Hop struct {
	Kind     string        // Loopback, Bridge, Wire or Routing
	From, To string        // names of peers or nodes
	Delay    time.Duration // one way
}

// The kinds of hops. A routing decision is a hop too: it takes time, at From,
// and To is the next node or, at the last node, the peer.
const (
	Loopback = "loopback"
	Bridge   = "bridge"
	Wire     = "wire"
	Routing  = "route"
)

var (
	// ErrNoRoute says that a node has no route to a peer, or drops the packets
	// for it.
	ErrNoRoute = errors.New("no route")
	// ErrLoop says that nodes send the packets for a peer around in a circle.
	ErrLoop = errors.New("routing loop")
)

// RouteError says why a peer does not reach another.
type RouteError struct {
	From, To string     // peers
	IP       netip.Addr // the address of To
	Node     string     // where the way ends
	Route    Route      // the route that ended it; its prefix is not valid if there was none
	Err      error      // ErrNoRoute or ErrLoop
}

// Error names the peers, the node and the address.
func (e *RouteError) Error() string {
	why := fmt.Sprintf("node %s has none to %v", e.Node, e.IP)
	switch {
	case errors.Is(e.Err, ErrLoop):
		why = fmt.Sprintf("a packet for %v comes back to node %s", e.IP, e.Node)
	case e.Route.Prefix.IsValid():
		why = fmt.Sprintf("node %s drops packets for %v, by its route to %v", e.Node, e.IP, e.Route.Prefix)
	}
	return fmt.Sprintf("%v from %s to %s: %s", e.Err, e.From, e.To, why)
}

// Unwrap returns [ErrNoRoute] or [ErrLoop].
func (e *RouteError) Unwrap() error { return e.Err }

// Hops returns the way from peer i to peer j, indexes into Peers: over the
// loopback inside a pod and inside the host network of a node; over the bridge
// on one node; and from node to node as the routing tables say, from and to a
// pod over the bridge of its node. If j is not reached from i, the error is a
// *[RouteError].
func (c *Cluster) Hops(i, j int) ([]Hop, error) {
	from, to := &c.Peers[i], &c.Peers[j]
	samePod := from.Namespace == to.Namespace && from.Pod == to.Pod
	switch {
	case samePod, from.Node == to.Node && from.HostNetwork && to.HostNetwork:
		return []Hop{{Loopback, from.Name, to.Name, c.cfg.Loopback}}, nil
	case from.Node == to.Node:
		return []Hop{{Bridge, from.Name, to.Name, c.cfg.Bridge}}, nil
	}
	var hops []Hop
	if !from.HostNetwork {
		hops = append(hops, Hop{Bridge, from.Name, from.Node, c.cfg.Bridge})
	}
	hops, err := c.forward(hops, from, to)
	if err != nil {
		return nil, err
	}
	if !to.HostNetwork {
		hops = append(hops, Hop{Bridge, to.Node, to.Name, c.cfg.Bridge})
	}
	return hops, nil
}

// forward goes from node to node until one delivers.
func (c *Cluster) forward(hops []Hop, from, to *Peer) ([]Hop, error) {
	been := map[string]bool{}
	for at := from.Node; ; {
		fail := func(r Route, err error) ([]Hop, error) {
			return nil, &RouteError{from.Name, to.Name, to.IP, at, r, err}
		}
		if been[at] {
			return fail(Route{}, ErrLoop)
		}
		been[at] = true
		route, ok := c.tables[at].lookup(to.IP)
		switch {
		case !ok || route.Via == Blackhole:
			return fail(route, ErrNoRoute)
		case route.Via == "":
			return append(hops, Hop{Routing, at, to.Name, c.cfg.Route}), nil
		}
		hops = append(hops,
			Hop{Routing, at, route.Via, c.cfg.Route},
			Hop{Wire, at, route.Via, c.cfg.Wire})
		at = route.Via
	}
}

// Delay returns how long the way from peer i to peer j takes, the sum of its
// hops. Its errors are those of Hops.
func (c *Cluster) Delay(i, j int) (time.Duration, error) {
	hops, err := c.Hops(i, j)
	var sum time.Duration
	for _, h := range hops {
		sum += h.Delay
	}
	return sum, err
}
