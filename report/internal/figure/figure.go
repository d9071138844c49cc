package figure

import (
	"encoding/csv"
	"io"
	"strconv"
)

// Figure is a picture as data: what to draw, in the units of its axes.
type Figure struct {
	Name  string // of its files
	Title string
	Note  string // beside the title, such as "n = 480"
	X, Y  Axis
	Bands []Band // drawn first, in order
	Lines []Line
	Bars  *Bars // a second, low panel under the first; nil for none
}

// A Point is in the units of the axes.
type Point struct{ X, Y float64 }

// A Line is drawn from point to point, with gaps between its parts.
type Line struct {
	Name  string // in the csv and, if Label is empty, in the legend
	Label string
	Parts [][]Point
	Color int  // an index into palette
	Stair bool // a value holds until the next point
	Dots  bool // mark each point
	// Whiskers are upright strokes over the points, "name ci95 low" to
	// "name ci95 high" in the csv. Shift moves line and whiskers to the right
	// when they are drawn, to show what would be hidden.
	Whiskers []Span
	Shift    float64
}

// Band is the area between two curves.
type Band struct {
	Label    string // in the legend
	Low, Top string // the curves' names in the csv
	Parts    [][]Span
	Strong   bool // a darker tint
}

// A Span is upright.
type Span struct{ X, Low, Top float64 }

// Bars is a bar for each point, from 0.
type Bars struct {
	Label string
	Width float64
	Y     Axis
	Tops  []Point // the middle of a bar's top
}

// WriteCSV writes what f draws: a line a point, headed by the axis labels.
func (f Figure) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	records := [][]string{{"series", f.X.Label, f.Y.Label}}
	add := func(series string, x, y float64) {
		records = append(records, []string{series, number(x), number(y)})
	}
	for _, l := range f.Lines {
		for _, part := range l.Parts {
			for _, p := range part {
				add(l.Name, p.X, p.Y)
			}
		}
		for _, s := range l.Whiskers {
			add(l.Name+" ci95 low", s.X, s.Low)
			add(l.Name+" ci95 high", s.X, s.Top)
		}
	}
	for _, b := range f.Bands {
		for _, part := range b.Parts {
			for _, s := range part {
				add(b.Low, s.X, s.Low)
				add(b.Top, s.X, s.Top)
			}
		}
	}
	if f.Bars != nil {
		for _, p := range f.Bars.Tops {
			add(f.Bars.Label, p.X, p.Y)
		}
	}
	return out.WriteAll(records)
}
