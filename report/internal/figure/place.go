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

// axes are the pair of a panel: what is drawn there is moved to where gonum draws it.
type axes struct{ x, y Axis }

func (a axes) logs() bool { return a.x.Log || a.y.Log }

func (a axes) line(l Line) Line {
	if !a.logs() {
		return l
	}
	parts := make([][]Point, len(l.Parts))
	for i, part := range l.Parts {
		for _, p := range part {
			parts[i] = append(parts[i], Point{a.x.place(p.X), a.y.place(p.Y)})
		}
	}
	l.Parts, l.Whiskers = parts, a.spans(l.Whiskers)
	return l
}

func (a axes) band(b Band) Band {
	if !a.logs() {
		return b
	}
	parts := make([][]Span, len(b.Parts))
	for i, part := range b.Parts {
		parts[i] = a.spans(part)
	}
	b.Parts = parts
	return b
}

func (a axes) spans(spans []Span) []Span {
	placed := make([]Span, len(spans))
	for i, s := range spans {
		placed[i] = Span{a.x.place(s.X), a.y.place(s.Low), a.y.place(s.Top)}
	}
	return placed
}

// box places b, which stands in a slot of an axis that is linear.
func (a axes) box(b Box) Box {
	for _, v := range []*float64{&b.Low, &b.Q1, &b.Median, &b.Q3, &b.High} {
		*v = a.y.place(*v)
	}
	beyond := make([]float64, len(b.Beyond))
	for i, v := range b.Beyond {
		beyond[i] = a.y.place(v)
	}
	b.Beyond = beyond
	return b
}
