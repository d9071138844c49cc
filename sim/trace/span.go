package trace

import (
	"cmp"
	"encoding/hex"
	"math"
	"slices"
	"strconv"
)

// A Span is an activity of which a protocol told OpenTelemetry: one line of the
// span log. Fields that are empty are left out, but for times and IDs.
type Span struct {
	Start, End  int64 // virtual ns since the start of the run
	P           string
	Op          int64  // the operation that it belongs to; 0 for none
	Of          string // whose operation Op is; "" for P's own
	Trace       [16]byte
	ID, Parent  [8]byte // Parent is zero for one that has none of its own log
	Remote      bool    // the parent is at another peer: its context came in a message
	Scope       string  // the name of the tracer
	Version     string  // of the scope
	Name        string
	Kind        SpanKind
	Status      SpanStatus
	Description string // of an error
	Attributes  []Attribute
	Events      []SpanEvent
	Links       []SpanLink
}

// SpanKind says which side of an exchange a span is, as OpenTelemetry has it.
type SpanKind string

const (
	Internal SpanKind = "internal"
	Server   SpanKind = "server"
	Client   SpanKind = "client"
	Producer SpanKind = "producer"
	Consumer SpanKind = "consumer"
)

// SpanStatus is "" as long as nobody has said anything.
type SpanStatus string

const (
	StatusOK    SpanStatus = "ok"
	StatusError SpanStatus = "error"
)

// An Attribute has a string, bool, int64 or float64, or a []any of one of these.
type Attribute struct {
	Key   string
	Value any
}

// A SpanEvent happened within a span.
type SpanEvent struct {
	T          int64 // virtual ns
	Name       string
	Attributes []Attribute
}

// A SpanLink names a span that another has to do with.
type SpanLink struct {
	Trace      [16]byte
	ID         [8]byte
	Attributes []Attribute
}

// Operation returns the name of the operation that s belongs to, or none.
func (s *Span) Operation() Nth { return owned(s.P, s.Op, s.Of) }

// Within makes s belong to an operation, or to none.
func (s *Span) Within(op Nth) { s.Op, s.Of = own(s.P, op) }

// AppendJSON appends the canonical form of s, one line. Attributes are sorted by
// key; of two with the same key the later counts.
func (s *Span) AppendJSON(b []byte) []byte {
	b = append(b, `{"t":`...)
	b = strconv.AppendInt(b, s.Start, 10)
	b = append(b, `,"end":`...)
	b = strconv.AppendInt(b, s.End, 10)
	b = appendText(b, `,"p":`, s.P)
	b = appendNumber(b, `,"o":`, s.Op)
	b = appendText(b, `,"of":`, s.Of)
	b = appendID(b, `,"trace":"`, s.Trace[:])
	b = appendID(b, `,"span":"`, s.ID[:])
	if s.Parent != [8]byte{} {
		b = appendID(b, `,"parent":"`, s.Parent[:])
	}
	if s.Remote {
		b = append(b, `,"remote":true`...)
	}
	b = appendText(b, `,"scope":`, s.Scope)
	b = appendText(b, `,"version":`, s.Version)
	b = appendText(b, `,"name":`, s.Name)
	b = appendText(b, `,"kind":`, string(s.Kind))
	b = appendText(b, `,"status":`, string(s.Status))
	b = appendText(b, `,"d":`, s.Description)
	b = appendAttributes(b, s.Attributes)
	for i, e := range s.Events {
		b = append(b, opening(i, `,"events":[`)...)
		b = append(b, `{"t":`...)
		b = strconv.AppendInt(b, e.T, 10)
		b = appendText(b, `,"name":`, e.Name)
		b = append(appendAttributes(b, e.Attributes), '}')
	}
	b = append(b, closing(len(s.Events))...)
	for i, l := range s.Links {
		b = append(b, opening(i, `,"links":[`)...)
		b = appendID(b, `{"trace":"`, l.Trace[:])
		b = appendID(b, `,"span":"`, l.ID[:])
		b = append(appendAttributes(b, l.Attributes), '}')
	}
	b = append(b, closing(len(s.Links))...)
	return append(b, '}', '\n')
}

// opening begins a list at its first member and separates the others.
func opening(i int, first string) string {
	if i == 0 {
		return first
	}
	return ","
}

func closing(n int) string {
	if n == 0 {
		return ""
	}
	return "]"
}

func appendID(b []byte, key string, id []byte) []byte {
	return append(hex.AppendEncode(append(b, key...), id), '"')
}

func appendAttributes(b []byte, list []Attribute) []byte {
	if len(list) == 0 {
		return b
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(x, y Attribute) int { return cmp.Compare(x.Key, y.Key) })
	b = append(b, `,"attrs":{`...)
	first := true
	for i, a := range sorted {
		if i+1 < len(sorted) && sorted[i+1].Key == a.Key {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(appendString(b, a.Key), ':')
		b = appendValue(b, a.Value)
	}
	return append(b, '}')
}

// appendValue writes a value so that its type can be told: floating-point
// numbers have a point or an exponent, and those that JSON does not have are
// texts.
func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendString(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return appendString(b, strconv.FormatFloat(v, 'g', -1, 64))
		}
		n := len(b)
		b = strconv.AppendFloat(b, v, 'g', -1, 64)
		if !slices.ContainsFunc(b[n:], func(c byte) bool { return c == '.' || c == 'e' }) {
			b = append(b, '.', '0')
		}
		return b
	case []any:
		b = append(b, '[')
		for i, x := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendValue(b, x)
		}
		return append(b, ']')
	}
	return append(b, "null"...) // no attribute has another type
}
