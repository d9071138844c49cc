package log

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
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
