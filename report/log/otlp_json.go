package log

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// The OTLP types that an export needs, as their JSON encoding has them: keys in
// lowerCamelCase, IDs in hex, 64-bit numbers as strings, enums as numbers.
// Source: OpenTelemetry Protocol Specification 1.10, "JSON Protobuf Encoding".
type (
	otlpRequest struct {
		ResourceSpans []otlpResourceSpans `json:"resourceSpans"`
	}
	otlpResourceSpans struct {
		Resource   otlpResource     `json:"resource"`
		ScopeSpans []otlpScopeSpans `json:"scopeSpans"`
	}
	otlpResource struct {
		Attributes otlpAttributes `json:"attributes"`
	}
	otlpScopeSpans struct {
		Scope otlpScope  `json:"scope"`
		Spans []otlpSpan `json:"spans"`
	}
	otlpScope struct {
		Name    string `json:"name"`
		Version string `json:"version,omitempty"`
	}
	otlpSpan struct {
		TraceID       string         `json:"traceId"`
		SpanID        string         `json:"spanId"`
		ParentSpanID  string         `json:"parentSpanId,omitempty"`
		Name          string         `json:"name"`
		Kind          int            `json:"kind"`
		Start         otlpTime       `json:"startTimeUnixNano"`
		End           otlpTime       `json:"endTimeUnixNano"`
		Attributes    otlpAttributes `json:"attributes,omitempty"`
		Events        []otlpEvent    `json:"events,omitempty"`
		DroppedEvents uint32         `json:"droppedEventsCount,omitempty"`
		Links         []otlpLink     `json:"links,omitempty"`
		Status        otlpStatus     `json:"status"`
		Flags         uint32         `json:"flags,omitempty"`
	}
	otlpLink struct {
		TraceID    string         `json:"traceId"`
		SpanID     string         `json:"spanId"`
		Attributes otlpAttributes `json:"attributes,omitempty"`
	}
	otlpEvent struct {
		Time       otlpTime       `json:"timeUnixNano"`
		Name       string         `json:"name"`
		Attributes otlpAttributes `json:"attributes,omitempty"`
	}
	otlpStatus struct {
		Code    int    `json:"code,omitempty"`
		Message string `json:"message,omitempty"`
	}
)

// Kinds of spans and codes of a status, by opentelemetry/proto/trace/v1.
const (
	spanInternal = 1
	spanServer   = 2
	spanClient   = 3
	spanProducer = 4
	spanConsumer = 5

	statusOK    = 1
	statusError = 2
)

// otlpTime is virtual ns, written as ns since 1970.
type otlpTime int64

func (t otlpTime) MarshalJSON() ([]byte, error) {
	return json.Marshal(strconv.FormatInt(Epoch.UnixNano()+int64(t), 10))
}

// otlpAttributes have values of the types that trace.Attribute names.
type otlpAttributes map[string]any

func (a otlpAttributes) MarshalJSON() ([]byte, error) {
	type keyValue struct {
		Key   string         `json:"key"`
		Value map[string]any `json:"value"`
	}
	list := make([]keyValue, 0, len(a))
	for k, v := range a {
		list = append(list, keyValue{k, otlpValue(v)})
	}
	slices.SortFunc(list, func(a, b keyValue) int { return cmp.Compare(a.Key, b.Key) })
	return json.Marshal(list)
}

func otlpValue(v any) map[string]any {
	switch v := v.(type) {
	case bool:
		return map[string]any{"boolValue": v}
	case int64:
		return map[string]any{"intValue": strconv.FormatInt(v, 10)}
	case float64:
		return map[string]any{"doubleValue": v}
	case []any:
		values := make([]any, len(v))
		for i, x := range v {
			values[i] = otlpValue(x)
		}
		return map[string]any{"arrayValue": map[string]any{"values": values}}
	}
	return map[string]any{"stringValue": v}
}

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
