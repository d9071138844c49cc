package figure

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
)

// WriteCSV writes the points of f: a line a point, headed by the axis labels. Series of
// small multiples have the title of theirs before their names. Between points that f
// does not join there is a line without a y.
func (f Figure) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	number := func(v float64) string {
		if math.IsNaN(v) {
			return ""
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	records := [][]string{{"series", f.X.Label, f.Y.Label}}
	for _, s := range f.small() {
		s.points(func(series string, x, y float64) {
			if s.Title != "" {
				series = s.Title + ": " + series
			}
			records = append(records, []string{series, number(x), number(y)})
		})
	}
	if f.Bars != nil {
		for _, p := range f.Bars.Tops {
			records = append(records, []string{f.Bars.Label, number(p.X), number(p.Y)})
		}
	}
	return out.WriteAll(records)
}

// points calls add for every number in s, and for every gap, whose y is NaN.
func (s Small) points(add func(series string, x, y float64)) {
	for _, l := range s.Lines {
		last := math.NaN()
		for _, part := range l.Parts {
			for i, p := range part {
				if i == 0 && !math.IsNaN(last) {
					add(l.Name, last+(p.X-last)/2, math.NaN())
				}
				add(l.Name, p.X, p.Y)
				last = p.X
			}
		}
		first := map[float64]bool{} // x of those that begin a part
		for _, part := range l.Parts {
			if len(part) > 0 {
				first[part[0].X] = true
			}
		}
		for i, w := range l.Whiskers {
			if i > 0 && first[w.X] {
				middle := l.Whiskers[i-1].X + (w.X-l.Whiskers[i-1].X)/2
				add(l.Name+" ci95 low", middle, math.NaN())
				add(l.Name+" ci95 high", middle, math.NaN())
			}
			add(l.Name+" ci95 low", w.X, w.Low)
			add(l.Name+" ci95 high", w.X, w.Top)
		}
	}
	for _, b := range s.Bands {
		last := math.NaN()
		for _, part := range b.Parts {
			for i, at := range part {
				if i == 0 && !math.IsNaN(last) {
					middle := last + (at.X-last)/2
					add(b.Low, middle, math.NaN())
					add(b.Top, middle, math.NaN())
				}
				add(b.Low, at.X, at.Low)
				add(b.Top, at.X, at.Top)
				last = at.X
			}
		}
	}
	for _, b := range s.Boxes {
		b.points(add)
	}
}
