package log

import (
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A batch sorts spans by peer and scope, each in the order in which they first
// come.
type batch struct {
	manifest *trace.Manifest
	more     *recorded
	peers    []string
	of       map[string]*otlpResourceSpans
}

func newBatch(m *trace.Manifest, more *recorded) *batch {
	return &batch{manifest: m, more: more, of: map[string]*otlpResourceSpans{}}
}

func (b *batch) put(peer string, scope otlpScope, span otlpSpan) {
	r := b.of[peer]
	if r == nil {
		r = &otlpResourceSpans{Resource: otlpResource{b.resource(peer)}}
		b.of[peer] = r
		b.peers = append(b.peers, peer)
	}
	for i := range r.ScopeSpans {
		if r.ScopeSpans[i].Scope == scope {
			r.ScopeSpans[i].Spans = append(r.ScopeSpans[i].Spans, span)
			return
		}
	}
	r.ScopeSpans = append(r.ScopeSpans, otlpScopeSpans{Scope: scope, Spans: []otlpSpan{span}})
}

func (b *batch) request() otlpRequest {
	var r otlpRequest
	for _, p := range b.peers {
		r.ResourceSpans = append(r.ResourceSpans, *b.of[p])
	}
	return r
}

// resource describes a peer as OpenTelemetry's semantic conventions have it.
func (b *batch) resource(peer string) otlpAttributes {
	m := b.manifest
	a := otlpAttributes{
		"service.name": b.more.roster.Seat(peer).Group, "service.instance.id": peer, "service.namespace": m.Scenario,
		"sim.seed": strconv.FormatUint(m.Seed, 10), // may be beyond int64
	}
	if p, ok := b.more.peers[peer]; ok {
		a["libp2p.peer.id"], a["libp2p.peer.address"] = p.ID, p.Addr
	}
	return a
}

// remote describes the peer at the other end, in the role of a server or client:
// by its name, where a server would have its domain name, and if it is known by
// what the network has.
func (r *recorded) remote(role, peer string) otlpAttributes {
	a := otlpAttributes{role + ".address": peer}
	p, ok := r.peers[peer]
	if !ok {
		return a
	}
	a["libp2p.remote.peer.id"], a["libp2p.remote.address"] = p.ID, p.Addr
	// /ip4/1.2.3.4/tcp/4001
	if part := strings.Split(p.Addr, "/"); len(part) >= 5 {
		if port, err := strconv.ParseInt(part[4], 10, 64); err == nil {
			a["network.type"] = strings.Replace(part[1], "ip", "ipv", 1)
			a["network.peer.address"], a["network.peer.port"], a["network.transport"] = part[2], port, part[3]
		}
	}
	return a
}
