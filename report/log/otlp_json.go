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
		Status        otlpStatus     `json:"status"`
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

	statusError = 2
)

// otlpTime is virtual ns, written as ns since 1970.
type otlpTime int64

func (t otlpTime) MarshalJSON() ([]byte, error) {
	return json.Marshal(strconv.FormatInt(Epoch.UnixNano()+int64(t), 10))
}

// otlpAttributes have values of type string, int64 or bool.
type otlpAttributes map[string]any

func (a otlpAttributes) MarshalJSON() ([]byte, error) {
	type keyValue struct {
		Key   string         `json:"key"`
		Value map[string]any `json:"value"`
	}
	list := make([]keyValue, 0, len(a))
	for k, v := range a {
		kv := keyValue{Key: k}
		switch v := v.(type) {
		case string:
			kv.Value = map[string]any{"stringValue": v}
		case bool:
			kv.Value = map[string]any{"boolValue": v}
		case int64:
			kv.Value = map[string]any{"intValue": strconv.FormatInt(v, 10)}
		}
		list = append(list, kv)
	}
	slices.SortFunc(list, func(a, b keyValue) int { return cmp.Compare(a.Key, b.Key) })
	return json.Marshal(list)
}
