package log

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A mark is an end of a span, as a story tells of it.
type mark struct {
	t     int64
	n     int // of the span, in the order of beginning
	begin bool
	span  *trace.Span
}

// marksOf puts the beginnings and ends of spans in the order in which to tell of
// them: of one instant first the ends of older spans, then the beginnings. A
// span without duration has a beginning only.
func marksOf(own []trace.Span) []mark {
	sorted := slices.Clone(own)
	// Spans end before those around them, and so come before them in the log.
	slices.Reverse(sorted)
	slices.SortStableFunc(sorted, func(a, b trace.Span) int { return cmp.Compare(a.Start, b.Start) })
	var out []mark
	for i := range sorted {
		s := &sorted[i]
		out = append(out, mark{s.Start, i, true, s})
		if s.End > s.Start {
			out = append(out, mark{s.End, i, false, s})
		}
	}
	slices.SortStableFunc(out, func(a, b mark) int {
		switch {
		case a.t != b.t:
			return cmp.Compare(a.t, b.t)
		case a.begin != b.begin && a.begin:
			return 1
		case a.begin != b.begin:
			return -1
		case a.begin:
			return cmp.Compare(a.n, b.n)
		}
		return cmp.Compare(b.n, a.n)
	})
	return out
}

// upTo returns up to which instant to tell before an event. A peer acts in a
// span that has begun; an event that reaches it is why one ends or begins.
func upTo(e *Event) int64 {
	switch e.Kind {
	case trace.Send, trace.Dial, trace.OpEnd, trace.Note:
		return e.T
	}
	return e.T - 1
}

// tellOwn tells the protocols' own spans up to an instant.
func (s *teller) tellOwn(t int64) {
	for len(s.own) > 0 && s.own[0].t <= t {
		m := s.own[0]
		s.own = s.own[1:]
		o := m.span
		e := &Event{Event: trace.Event{T: m.t, P: o.P}}
		switch took := time.Duration(o.End - o.Start); {
		case !m.begin:
			s.line(e, "leaves %s, after %v%s", shown(o.Name), took, failing(o))
		case took == 0:
			s.line(e, "passes %s of %s%s%s", shown(o.Name), shown(o.Scope), s.whom(o), failing(o))
		default:
			s.line(e, "enters %s of %s%s", shown(o.Name), shown(o.Scope), s.whom(o))
		}
	}
}

// whom says which peers the attributes of a span name.
func (s *teller) whom(o *trace.Span) string {
	var words []string
	for _, a := range o.Attributes {
		if id, ok := a.Value.(string); ok && s.named[id] != "" {
			words = append(words, shown(a.Key)+" "+shown(s.named[id]))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

func failing(s *trace.Span) string {
	if s.Status != trace.StatusError {
		return ""
	}
	return ": error: " + shown(s.Description)
}
