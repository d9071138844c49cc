package kubernetes

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// Config adds to the manifests how long each kind of hop takes, one way, and
// which routes an operator has added. Delays are from 0 to an hour.
type Config struct {
	// Loopback is the delay between containers of one pod, and between pods
	// in the host network of one node.
	Loopback time.Duration
	// Bridge is the delay over a node's bridge: pod to pod, or pod to node.
	Bridge time.Duration
	// Wire is the delay from node to node.
	Wire time.Duration
	// Route is the time that one look-up in a routing table takes.
	Route time.Duration
	// Routes are added to those that a cluster has by itself.
	Routes []StaticRoute
}

// DefaultConfig has a loopback of 20 µs, a bridge of 60 µs, a wire of 500 µs,
// 10 µs a routing decision and no added routes. All four are assumptions: the
// order of magnitude on current servers in one data centre, no measurement.
func DefaultConfig() Config {
	return Config{
		Loopback: 20 * time.Microsecond,
		Bridge:   60 * time.Microsecond,
		Wire:     500 * time.Microsecond,
		Route:    10 * time.Microsecond,
	}
}

// Blackhole, in place of a node to send on to, drops the packets that a route matches.
const Blackhole = "blackhole"

// StaticRoute is a line that an operator adds to routing tables.
type StaticRoute struct {
	// Node has the table; "" is every node but Via and the one to which the
	// prefix belongs, which delivers.
	Node string
	// Prefix is where the route leads; no bits are set behind its length.
	Prefix netip.Prefix
	// Via is the node to send on to, or [Blackhole].
	Via string
}

// longestDelay keeps sums of delays far from overflow.
const longestDelay = time.Hour

// check reports faults of the config under the names of its fields, since they
// have no place in a file of manifests.
func (c Config) check(nodes []ClusterNode) error {
	var errs Errors
	fault := func(field, message, want, hint string) {
		errs = append(errs, say.Fault{File: field, Message: message, Want: want, Hint: hint})
	}
	for _, d := range []struct {
		name  string
		value time.Duration
	}{{"loopback", c.Loopback}, {"bridge", c.Bridge}, {"wire", c.Wire}, {"route", c.Route}} {
		if d.value < 0 || d.value > longestDelay {
			fault(d.name, fmt.Sprintf("delay %v", d.value), "0s to "+longestDelay.String(), "")
		}
	}
	names := make([]string, len(nodes))
	known := map[string]bool{}
	for i, n := range nodes {
		names[i] = n.Name
		known[n.Name] = true
	}
	first := map[StaticRoute]int{}
	for i, r := range c.Routes {
		field := fmt.Sprintf("routes[%d]", i)
		switch {
		case !r.Prefix.IsValid():
			fault(field+".prefix", "no network", "an address range such as 10.244.1.0/24", "")
		case r.Prefix != r.Prefix.Masked():
			fault(field+".prefix", fmt.Sprintf("%v has bits behind its length", r.Prefix), "a network", r.Prefix.Masked().String())
		}
		if r.Node != "" && !known[r.Node] {
			fault(field+".node", fmt.Sprintf("no node %q", say.Clip(r.Node)), "a Node of the manifests", near.Word(r.Node, names))
		}
		switch {
		case r.Via == Blackhole:
		case !known[r.Via]:
			fault(field+".via", fmt.Sprintf("no node %q", say.Clip(r.Via)), "a Node of the manifests or blackhole", near.Word(r.Via, append(names, Blackhole)))
		case r.Via == r.Node:
			fault(field+".via", fmt.Sprintf("node %s would send to itself", r.Node), "another node", "")
		}
		key := StaticRoute{Node: r.Node, Prefix: r.Prefix}
		if at, ok := first[key]; ok {
			fault(field, fmt.Sprintf("a second route to %v in the same table, after routes[%d]", r.Prefix, at), "one", "")
		} else {
			first[key] = i
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return errs
}
