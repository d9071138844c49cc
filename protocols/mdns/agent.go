package mdns

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim"
)

// group is where mDNS is spoken (RFC 6762, section 3).
const group = "224.0.0.251:5353"

// An agent is mDNS on one host.
type agent struct {
	in    *instance
	node  *sim.Node
	host  sim.Host
	group *sim.Membership
	rand  *rand.Rand

	name  string         // its record's: <peer-name>.<service>
	addrs []ma.Multiaddr // its record's

	cache     cache
	met       map[string]bool // names that were ever in the cache
	querier   querier
	responder responder

	timer *time.Timer   // for the next turn
	wake  time.Time     // when it fires
	done  chan struct{} // closed at the end
}

func newAgent(in *instance, n *sim.Node, r *rand.Rand) (*agent, error) {
	a := &agent{in: in, node: n, host: n.Host(), rand: r, met: map[string]bool{}, done: make(chan struct{})}
	a.name = newName(r) + "." + in.service
	listen, err := a.host.Network().InterfaceListenAddresses()
	if err != nil {
		return nil, fmt.Errorf("mdns: %s: addresses: %w", n.Name, err)
	}
	a.addrs, err = peer.AddrInfoToP2pAddrs(&peer.AddrInfo{ID: n.ID, Addrs: listen})
	if err != nil {
		return nil, fmt.Errorf("mdns: %s: addresses: %w", n.Name, err)
	}
	slices.SortFunc(a.addrs, ma.Multiaddr.Compare)
	if a.group, err = a.host.Join(group, a.receive); err != nil {
		return nil, fmt.Errorf("mdns: %s: %w", n.Name, err)
	}
	now := time.Now()
	a.querier = newQuerier(now, in.options.QueryInterval, r)
	a.wake = a.querier.next
	a.timer = time.NewTimer(a.wake.Sub(now))
	n.Go(a.run)
	return a, nil
}

// run is a goroutine of the node's, and no AfterFunc, so that it stands still
// when the node does.
func (a *agent) run() {
	for {
		select {
		case <-a.timer.C:
			a.turn()
		case <-a.done:
			return
		}
	}
}

// stop takes the record back, as long as somebody can hear it.
func (a *agent) stop() {
	close(a.done)
	if a.node.Host() == a.host && !a.responder.last.IsZero() {
		a.respond(0)
	}
	a.group.Close()
}

// turn does all that is due and sleeps until something else is.
func (a *agent) turn() {
	if a.node.Host() != a.host {
		return
	}
	now := time.Now()
	for _, e := range a.cache.expire(now) {
		a.expired(e)
	}
	if a.responder.due(now) {
		a.respond(a.in.options.TTL)
	}
	scheduled, stale := a.querier.due(now), a.cache.stale(now, a.rand)
	if scheduled || stale {
		a.query(now)
	}
	a.wake = time.Time{}
	a.wakeAt(a.querier.next)
	a.wakeAt(a.cache.next())
	a.wakeAt(a.responder.next())
}

// wakeAt makes sure that turn is called at t, or before. Zero is never.
func (a *agent) wakeAt(t time.Time) {
	if t.IsZero() || !a.wake.IsZero() && !t.Before(a.wake) {
		return
	}
	a.wake = t
	a.timer.Reset(time.Until(t))
}

// query asks for all peers. A peer answers its own query too, so that others
// hear of it (libp2p specs, discovery/mdns.md, "Request").
func (a *agent) query(now time.Time) {
	packets, err := newQuery(a.in.service, a.cache.known(now))
	if err != nil {
		panic(err) // all names in it were parsed
	}
	a.in.world.Emit("mdns.queries", 1, a.node.Name, "")
	for _, b := range packets {
		a.send(b, "query")
	}
	a.responder.asked(now, a.node.Index, false, a.rand)
}

// respond multicasts the peer's records; TTL 0 is a goodbye.
func (a *agent) respond(ttl time.Duration) {
	b, err := newResponse(a.in.service, pointer{a.name, ttl}, a.addrs)
	if err != nil {
		panic(err) // names and addresses are short
	}
	what := "response"
	if ttl == 0 {
		what = "goodbye"
	}
	a.in.world.Emit("mdns.responses", 1, a.node.Name, what)
	a.send(b, what)
}

func (a *agent) send(b []byte, what string) {
	a.in.world.Emit("mdns.bytes", float64(len(b)), a.node.Name, what)
	a.group.Send(b)
}

// receive takes a datagram of another peer.
func (a *agent) receive(from *sim.Node, b []byte) {
	m, err := parse(b, a.in.service)
	if err != nil {
		a.in.world.Emit("mdns.malformed", 1, a.node.Name, from.Name)
		return
	}
	now := time.Now()
	for _, p := range m.peers {
		a.hear(now, p)
	}
	if m.response {
		return
	}
	if m.asks {
		a.responder.asked(now, from.Index, m.truncated, a.rand)
	}
	for _, k := range m.known {
		if k.name == a.name && enough(k.ttl, a.in.options.TTL) {
			a.responder.knows(from.Index)
		}
	}
	a.wakeAt(a.responder.next())
}

// hear takes an announcement in.
func (a *agent) hear(now time.Time, p announcement) {
	switch {
	case p.info.ID == a.node.ID: // of the host before this one
	case p.ttl == 0:
		// Names are unique, so nobody can come to the rescue of one during the
		// second that RFC 6762, section 10.1, waits.
		if e := a.cache.drop(p.name); e != nil {
			a.expired(e)
		}
	default:
		if e := a.cache.accept(now, p, a.rand); e != nil {
			a.discovered(now, e)
		}
		if e := a.cache.byName[p.name]; e != nil {
			a.wakeAt(e.due())
		}
	}
}

func (a *agent) discovered(now time.Time, e *entry) {
	who := a.in.nameOf(e.info.ID)
	a.in.world.Emit("mdns.discovered", 1, a.node.Name, who)
	if since, ok := a.in.since(a.node, e.info.ID); ok && !a.met[e.name] {
		a.in.world.Emit("mdns.discovery_time", float64(now.Sub(since).Nanoseconds()), a.node.Name, who)
	}
	a.met[e.name] = true
	if a.in.options.Connect {
		a.connect(e.info)
	}
}

func (a *agent) expired(e *entry) {
	a.in.world.Emit("mdns.expired", 1, a.node.Name, a.in.nameOf(e.info.ID))
}

// connect dials a peer once; the outcome is in the event log.
func (a *agent) connect(info peer.AddrInfo) {
	if a.host.Network().Connectedness(info.ID) == network.Connected {
		return
	}
	a.node.Go(func() {
		ctx, cancel := a.node.Context()
		defer cancel()
		_ = a.host.Connect(ctx, info)
	})
}
