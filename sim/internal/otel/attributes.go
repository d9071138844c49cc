package otel

import (
	"go.opentelemetry.io/otel/attribute"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/libp2p-sim/sim/sim/trace"
)

func attributes(list []attribute.KeyValue) []trace.Attribute {
	if len(list) == 0 {
		return nil
	}
	out := make([]trace.Attribute, 0, len(list))
	for _, kv := range list {
		if kv.Valid() {
			out = append(out, trace.Attribute{Key: string(kv.Key), Value: value(kv.Value)})
		}
	}
	return out
}

func value(v attribute.Value) any {
	switch v.Type() {
	case attribute.BOOL:
		return v.AsBool()
	case attribute.INT64:
		return v.AsInt64()
	case attribute.FLOAT64:
		return v.AsFloat64()
	case attribute.STRING:
		return v.AsString()
	case attribute.BOOLSLICE:
		return anys(v.AsBoolSlice())
	case attribute.INT64SLICE:
		return anys(v.AsInt64Slice())
	case attribute.FLOAT64SLICE:
		return anys(v.AsFloat64Slice())
	case attribute.STRINGSLICE:
		return anys(v.AsStringSlice())
	}
	return v.String()
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = x
	}
	return out
}

func links(list []oteltrace.Link) []trace.SpanLink {
	var out []trace.SpanLink
	for _, l := range list {
		if l.SpanContext.IsValid() {
			out = append(out, trace.SpanLink{Trace: l.SpanContext.TraceID(), ID: l.SpanContext.SpanID(), Attributes: attributes(l.Attributes)})
		}
	}
	return out
}

func kindOf(k oteltrace.SpanKind) trace.SpanKind {
	switch k {
	case oteltrace.SpanKindServer:
		return trace.Server
	case oteltrace.SpanKindClient:
		return trace.Client
	case oteltrace.SpanKindProducer:
		return trace.Producer
	case oteltrace.SpanKindConsumer:
		return trace.Consumer
	}
	return trace.Internal
}
