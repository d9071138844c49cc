package log

import (
	"strconv"

	"github.com/libp2p-sim/sim/sim/trace"
)

// request makes what is to be sent: the spans by peer, in the order in which the
// peers come into the operation.
func (s *spans) request(m *trace.Manifest) otlpRequest {
	id := TraceID(m.Seed, s.op.ID)
	var peers []string
	of := map[string][]otlpSpan{}
	put := func(peer string, n, parent int, span otlpSpan) {
		own := SpanID(m.Seed, s.op.ID, n)
		span.TraceID, span.SpanID = hexID(id[:]), hexID(own[:])
		if n != parent {
			above := SpanID(m.Seed, s.op.ID, parent)
			span.ParentSpanID = hexID(above[:])
		}
		if of[peer] == nil {
			peers = append(peers, peer)
		}
		of[peer] = append(of[peer], span)
	}
	put(s.op.Peer, 0, 0, s.root())
	for _, l := range s.legs {
		near := 2*l.n + 1
		if l.exchange == nil {
			put(l.from, near, l.parent, l.dial(s.op))
			continue
		}
		client, server := l.spans()
		put(l.exchange.client, near, l.parent, client)
		if l.exchange.reached >= 0 {
			put(l.exchange.server, near+1, near, server)
		}
	}
	var r otlpRequest
	for _, p := range peers {
		r.ResourceSpans = append(r.ResourceSpans, otlpResourceSpans{
			Resource: otlpResource{otlpAttributes{
				"service.name": GroupOf(p), "service.instance.id": p, "service.namespace": m.Scenario,
				"sim.seed": strconv.FormatUint(m.Seed, 10), // may be beyond int64
			}},
			ScopeSpans: []otlpScopeSpans{{Scope: otlpScope{"github.com/libp2p-sim/sim", m.Versions.Sim}, Spans: of[p]}},
		})
	}
	return r
}

// dial makes the span of a dial. One that nobody ended, for its peer went down,
// ends with the operation.
func (l *leg) dial(o *Op) otlpSpan {
	span := otlpSpan{
		Name: "dial", Kind: spanClient, Start: otlpTime(l.begin), End: otlpTime(l.end),
		Attributes: otlpAttributes{"network.peer.address": l.to},
	}
	switch {
	case l.end < 0:
		span.End = otlpTime(max(o.End, l.begin))
		span.Status = otlpStatus{statusError, "did not end"}
		span.Attributes["error.type"] = "aborted"
	case l.failed != "":
		span.Status = otlpStatus{statusError, l.failed}
		span.Attributes["error.type"] = "dial"
	}
	return span
}

// spans makes the two spans of an exchange.
func (l *leg) spans() (client, server otlpSpan) {
	x := l.exchange
	common := func(peer string) otlpAttributes {
		a := otlpAttributes{
			"network.peer.address": peer, "network.protocol.name": x.proto,
			"libp2p.protocol": x.proto, "rpc.system": "libp2p", "rpc.service": x.proto,
		}
		if x.stream != 0 {
			a["libp2p.stream"] = x.stream
		}
		return a
	}
	client = otlpSpan{
		Name: x.proto, Kind: spanClient, Attributes: common(x.server), Events: l.events[0], DroppedEvents: l.dropped[0],
		Start: otlpTime(x.asked), End: otlpTime(max(x.asking, x.heard)),
	}
	server = otlpSpan{
		Name: x.proto, Kind: spanServer, Attributes: common(x.client), Events: l.events[1], DroppedEvents: l.dropped[1],
		Start: otlpTime(x.reached), End: otlpTime(max(x.reading, x.answered)),
	}
	if x.answered < 0 {
		client.Kind, server.Kind = spanProducer, spanConsumer
	}
	if x.lost && x.reached < 0 {
		client.Status = otlpStatus{statusError, "did not arrive"}
		client.Attributes["error.type"] = "lost"
	}
	return client, server
}
