package log

import (
	"github.com/libp2p-sim/sim/sim/trace"
)

// maxOwn bounds the spans of protocols in a trace.
const maxOwn = 10_000

// Flags of a span, by opentelemetry/proto/trace/v1: whether its parent is of
// another process is known, and it is.
const (
	flagSampled  = 0x001
	flagKnown    = 0x100
	flagIsRemote = 0x200
)

// addOwn takes in the protocols' own spans of the operation.
func (s *spans) addOwn(log []byte) error {
	own, err := parseSpans(log)
	if err != nil {
		return err
	}
	if more := len(own) - maxOwn; more > 0 {
		s.dropped += int64(more)
		own = own[:maxOwn]
	}
	s.own = own
	return nil
}

// parentAt returns the number of the span below which a protocol's span is that
// names no parent: the whole, or the request that its peer was serving when it
// began.
func (s *spans) parentAt(own *trace.Span) int {
	if own.P == s.op.Peer {
		return 0
	}
	n := 0
	for _, l := range s.legs {
		x := l.exchange
		if x != nil && x.server == own.P && x.reached >= 0 && x.reached <= own.Start {
			n = 2*l.n + 2
		}
	}
	return n
}

// ownSpan is a span of a protocol as OTLP has it, with the parent that it names.
func ownSpan(s *trace.Span) otlpSpan {
	span := otlpSpan{
		TraceID: hexID(s.Trace[:]), SpanID: hexID(s.ID[:]), Name: s.Name, Kind: otlpKind(s.Kind),
		Start: otlpTime(s.Start), End: otlpTime(s.End), Attributes: otlpList(s.Attributes), Flags: flagSampled | flagKnown,
	}
	if s.Parent != [8]byte{} {
		span.ParentSpanID = hexID(s.Parent[:])
	}
	if s.Remote {
		span.Flags |= flagIsRemote
	}
	switch s.Status {
	case trace.StatusOK:
		span.Status.Code = statusOK
	case trace.StatusError:
		span.Status = otlpStatus{statusError, s.Description}
	}
	for _, e := range s.Events {
		span.Events = append(span.Events, otlpEvent{Time: otlpTime(e.T), Name: e.Name, Attributes: otlpList(e.Attributes)})
	}
	for _, l := range s.Links {
		span.Links = append(span.Links, otlpLink{TraceID: hexID(l.Trace[:]), SpanID: hexID(l.ID[:]), Attributes: otlpList(l.Attributes)})
	}
	return span
}

func otlpList(list []trace.Attribute) otlpAttributes {
	if len(list) == 0 {
		return nil
	}
	out := otlpAttributes{}
	for _, a := range list {
		out[a.Key] = a.Value
	}
	return out
}

func otlpKind(k trace.SpanKind) int {
	switch k {
	case trace.Server:
		return spanServer
	case trace.Client:
		return spanClient
	case trace.Producer:
		return spanProducer
	case trace.Consumer:
		return spanConsumer
	}
	return spanInternal
}

// looseKept reports whether a trace of no operation is in the sample.
func (s Sample) looseKept(own []trace.Span) bool {
	begin, end, well := own[0].Start, own[0].End, true
	for _, o := range own {
		begin, end = min(begin, o.Start), max(end, o.End)
		well = well && (o.Parent != [8]byte{} || o.Status != trace.StatusError)
	}
	return s.all() || trace.Sampling(s).Keeps(own[0].Trace, end-begin, well)
}
