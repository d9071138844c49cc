package figure

import (
	"encoding/csv"
	"io"
	"strconv"
)

// WriteCSV writes what f draws: a line a point, headed by the axis labels. Series
// of small multiples have the title of theirs before their names.
func (f Figure) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
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

// points calls add for every number in s.
func (s Small) points(add func(series string, x, y float64)) {
	for _, l := range s.Lines {
		for _, part := range l.Parts {
			for _, p := range part {
				add(l.Name, p.X, p.Y)
			}
		}
		for _, w := range l.Whiskers {
			add(l.Name+" ci95 low", w.X, w.Low)
			add(l.Name+" ci95 high", w.X, w.Top)
		}
	}
	for _, b := range s.Bands {
		for _, part := range b.Parts {
			for _, at := range part {
				add(b.Low, at.X, at.Low)
				add(b.Top, at.X, at.Top)
			}
		}
	}
	for _, b := range s.Boxes {
		b.points(add)
	}
}
