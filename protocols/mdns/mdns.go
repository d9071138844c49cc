// Package mdns lets peers of one multicast domain find each other, as the
// libp2p specification discovery/mdns.md says, with real DNS messages.
//
// Its nouns are the agent, mDNS on one host, which asks and answers; the peer
// name, a random label that a host draws when it starts and that its records
// go by; and the cache, the peer names that an agent believes in until their
// TTL is over or a goodbye comes. Discovered is a name that enters a cache,
// expired one that leaves it: a peer that restarts is discovered anew, and its
// old name expires by itself unless it said goodbye.
//
// Of multicast DNS (RFC 6762) it follows random delays (section 6), growing
// intervals and queries that keep records alive (5.2), suppression of known
// answers over several packets (7.1, 7.2), the second between two multicasts
// of a record (6) and goodbyes (10.1). It does not probe for conflicts (8.1):
// names are too long for any; does not take another's query for its own (7.3),
// since libp2p wants every peer to ask and to answer itself; and does not send
// SRV and address records, or answer DNS-SD tools, which libp2p does not need.
package mdns

import (
	"math/rand/v2"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/miekg/dns"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Protocol is libp2p's discovery over multicast DNS. Peers ask by themselves.
var Protocol = protocols.New(protocols.Definition[Options, *instance]{
	Name:     "mdns",
	Doc:      "libp2p mDNS: peers of one multicast domain find each other.",
	Options:  defaults(),
	Check:    (*Options).check,
	Metrics:  metrics,
	Describe: describe,
	Show:     trace.Show{Title: "mDNS"},
	New:      newInstance,
})

var metrics = []trace.MetricDef{
	{Name: "mdns.discovered", Unit: "peers", Kind: trace.Count, Help: "A peer that a peer discovered, 1 each time.", Caption: trace.Caption{Title: "Peers discovered by mDNS", Axis: "peers discovered", Noun: "peers"}},
	{Name: "mdns.expired", Unit: "peers", Kind: trace.Count, Help: "A peer that a peer knew and that said goodbye or was not heard for its TTL, 1 each time.", Caption: trace.Caption{Title: "Peers that mDNS lost", Axis: "peers lost", Noun: "peers"}},
	{Name: "mdns.discovery_time", Unit: "ns", Kind: trace.Duration, Help: "Time from when both peers were up until one first discovered the other.", Caption: trace.Caption{Title: "mDNS discovery time", Axis: "discovery time", Noun: "discoveries"}},
	{Name: "mdns.queries", Unit: "queries", Kind: trace.Count, Help: "A query that a peer sent, 1 each time."},
	{Name: "mdns.responses", Unit: "responses", Kind: trace.Count, Help: "A response or goodbye that a peer sent, 1 each time."},
	{Name: "mdns.bytes", Unit: "bytes", Kind: trace.Count, Help: "Size of a DNS message that a peer sent, counted once however many peers listen.", Caption: trace.Caption{Title: "Size of mDNS messages", Axis: "message size", Noun: "messages"}},
	{Name: "mdns.malformed", Unit: "messages", Kind: trace.Count, Help: "A message that a peer could not make sense of, 1 each time."},
	{Name: "mdns.known", Unit: "peers", Kind: trace.Gauge, Help: "Peers that a peer in a multicast domain knows by mDNS.", Caption: trace.Caption{Title: "Peers known by mDNS", Axis: "peers known", Noun: "peers"}},
}

func newInstance(w *sim.World, o Options) (*instance, error) {
	return &instance{
		world:   w,
		options: o,
		service: dns.CanonicalName(o.Service),
		agents:  map[*sim.Node]*agent{},
		started: map[*sim.Node]time.Time{},
		rands:   map[*sim.Node]*rand.Rand{},
	}, nil
}

type instance struct {
	world   *sim.World
	options Options
	service string                   // absolute, lower case
	agents  map[*sim.Node]*agent     // of the nodes that are up and in a domain
	started map[*sim.Node]time.Time  // when, for the last time
	rands   map[*sim.Node]*rand.Rand // outlive the agents
}

// Start implements protocols.Instance. A node outside all multicast domains
// has no use for mDNS and does without.
func (in *instance) Start(n *sim.Node) error {
	if n.LAN == "" {
		return nil
	}
	if in.rands[n] == nil {
		in.rands[n] = in.world.Rand("mdns/" + n.Name)
	}
	a, err := newAgent(in, n, in.rands[n])
	if err != nil {
		return err
	}
	in.agents[n], in.started[n] = a, time.Now()
	return nil
}

// Stop implements protocols.Instance.
func (in *instance) Stop(n *sim.Node) {
	if a := in.agents[n]; a != nil {
		delete(in.agents, n)
		a.stop()
	}
}

// Sample implements protocols.Instance.
func (in *instance) Sample() {
	for _, n := range in.world.Nodes() {
		if a := in.agents[n]; a != nil {
			in.world.Emit("mdns.known", float64(a.cache.peers()), n.Name, "")
		}
	}
}

// since is when a node and a peer were both up.
func (in *instance) since(n *sim.Node, id peer.ID) (time.Time, bool) {
	m := in.world.Node(id)
	if m == nil {
		return time.Time{}, false
	}
	a, b := in.started[n], in.started[m]
	if a.Before(b) {
		a = b
	}
	return a, true
}

// nameOf is a peer's name in a scenario, else its ID.
func (in *instance) nameOf(id peer.ID) string {
	if n := in.world.Node(id); n != nil {
		return n.Name
	}
	return id.String()
}
