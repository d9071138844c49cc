package figure

import "math"

// place maps a value to where gonum is to draw it. Logarithms are taken here
// because plot.LogScale loses its place under a long label.
func (a Axis) place(v float64) float64 {
	if a.Log {
		return math.Log10(v)
	}
	return v
}

func (a Axis) placeLine(l Line) Line {
	if !a.Log {
		return l
	}
	parts := make([][]Point, len(l.Parts))
	for i, part := range l.Parts {
		for _, p := range part {
			parts[i] = append(parts[i], Point{a.place(p.X), p.Y})
		}
	}
	l.Parts, l.Whiskers = parts, a.placeSpans(l.Whiskers)
	return l
}

func (a Axis) placeBand(b Band) Band {
	if !a.Log {
		return b
	}
	parts := make([][]Span, len(b.Parts))
	for i, part := range b.Parts {
		parts[i] = a.placeSpans(part)
	}
	b.Parts = parts
	return b
}

func (a Axis) placeSpans(spans []Span) []Span {
	placed := make([]Span, len(spans))
	for i, s := range spans {
		placed[i] = Span{a.place(s.X), s.Low, s.Top}
	}
	return placed
}
