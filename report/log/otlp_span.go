package log

import (
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// firstWait is the number of the first span of waiting: behind those of all legs.
const firstWait = 2*maxLegs + 1

// request makes the export request of an operation.
func (s *spans) request(m *trace.Manifest, more *recorded) otlpRequest {
	id := trace.TraceID(m.Seed, s.op.Operation())
	b := newBatch(m, more)
	there := map[string]bool{} // span IDs
	number := func(n int) string {
		own := trace.SpanID(m.Seed, s.op.Operation(), n)
		return hexID(own[:])
	}
	put := func(peer string, n, parent int, span otlpSpan) {
		span.TraceID, span.SpanID = hexID(id[:]), number(n)
		if n != parent {
			span.ParentSpanID = number(parent)
		}
		there[span.SpanID] = true
		b.put(peer, otlpScope{"github.com/libp2p-sim/sim", m.Versions.Sim}, span)
	}
	put(s.op.Peer, 0, 0, s.root(more.metrics[s.op.Operation()]))
	for _, l := range s.legs {
		near := 2*l.n + 1
		if l.exchange == nil {
			put(l.from, near, l.parent, l.dial(s.op, more))
			continue
		}
		client, server := l.spans(more)
		put(l.exchange.client, near, l.parent, client)
		if l.exchange.reached >= 0 {
			put(l.exchange.server, near+1, near, server)
		}
	}
	if s.spent != nil {
		for i, x := range s.spent.longest(maxWaits) {
			put(s.op.Peer, firstWait+i, 0, otlpSpan{Name: "waits for " + x.Why.String(), Kind: spanInternal, Start: otlpTime(x.From), End: otlpTime(x.To)})
		}
	}
	for i := range s.own {
		there[hexID(s.own[i].ID[:])] = true
	}
	for i := range s.own {
		o := &s.own[i]
		span := ownSpan(o)
		if !there[span.ParentSpanID] { // it has none, or that did not end
			span.ParentSpanID = number(s.parentAt(o))
		}
		b.put(o.P, otlpScope{o.Scope, o.Version}, span)
	}
	return b.request()
}

// looseRequest makes the export request of a trace that belongs to no operation.
func looseRequest(own []trace.Span, m *trace.Manifest, more *recorded) otlpRequest {
	b := newBatch(m, more)
	for i := range own {
		b.put(own[i].P, otlpScope{own[i].Scope, own[i].Version}, ownSpan(&own[i]))
	}
	return b.request()
}

// dial makes the span of a dial. One that nobody ended, for its peer went down,
// ends with the operation.
func (l *leg) dial(o *Op, more *recorded) otlpSpan {
	span := otlpSpan{
		Name: "dial", Kind: spanClient, Start: otlpTime(l.begin), End: otlpTime(l.end),
		Attributes: more.remote("server", l.to),
	}
	switch {
	case l.end < 0:
		span.End = otlpTime(max(o.End, l.begin))
		span.Status = otlpStatus{statusError, "did not end"}
		span.Attributes["error.type"] = "aborted"
	case l.failed != "":
		span.Status = otlpStatus{statusError, l.failed}
		span.Attributes["error.type"] = strings.TrimPrefix(l.failed, "sim: ")
	}
	return span
}

// spans makes the two spans of an exchange.
func (l *leg) spans(more *recorded) (client, server otlpSpan) {
	x := l.exchange
	common := func(role, peer string) otlpAttributes {
		a := more.remote(role, peer)
		a["network.protocol.name"], a["rpc.system"], a["rpc.service"] = x.proto, "libp2p", x.proto
		a["libp2p.protocol"], a["libp2p.request.size"] = x.proto, l.bytes[0]
		if x.answered >= 0 {
			a["libp2p.response.size"] = l.bytes[1]
		}
		if x.stream != (trace.Nth{}) {
			a["libp2p.stream"] = x.stream.String()
		}
		return a
	}
	client = otlpSpan{
		Name: x.proto, Kind: spanClient, Attributes: common("server", x.server), Events: l.events[0], DroppedEvents: l.dropped[0],
		Start: otlpTime(x.asked), End: otlpTime(max(x.asking, x.heard)),
	}
	server = otlpSpan{
		Name: x.proto, Kind: spanServer, Attributes: common("client", x.client), Events: l.events[1], DroppedEvents: l.dropped[1],
		Start: otlpTime(x.reached), End: otlpTime(max(x.reading, x.answered, l.noted)), Flags: flagSampled | flagKnown | flagIsRemote,
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
