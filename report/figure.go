package report

import (
	"encoding/csv"
	"io"
	"strconv"
)

// figure is a picture as data: what to draw, in the units of its axes.
type figure struct {
	name  string // of its files
	title string
	note  string // beside the title, such as "n = 480"
	x, y  axis
	bands []band // drawn first, in order
	lines []line
	bars  *bars // a second, low panel under the first; nil for none
}

type point struct{ x, y float64 }

type line struct {
	name  string // in the csv and, if label is empty, in the legend
	label string
	parts [][]point
	color int  // an index into palette
	stair bool // a value holds until the next point
	dots  bool // mark each point
	// whiskers are upright strokes over the points, "name ci95 low" to
	// "name ci95 high" in the csv. shift moves line and whiskers to the right
	// when they are drawn, to show what would be hidden.
	whiskers []span
	shift    float64
}

// band is the area between two curves.
type band struct {
	label    string // in the legend
	low, top string // the curves' names in the csv
	parts    [][]span
	strong   bool // a darker tint
}

type span struct{ x, low, top float64 }

// bars is a bar for each point, from 0.
type bars struct {
	label string
	width float64
	y     axis
	tops  []point // the middle of a bar's top
}

// writeCSV writes what f draws: a line a point, headed by the axis labels.
func (f figure) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	records := [][]string{{"series", f.x.label, f.y.label}}
	add := func(series string, x, y float64) {
		records = append(records, []string{series, number(x), number(y)})
	}
	for _, l := range f.lines {
		for _, part := range l.parts {
			for _, p := range part {
				add(l.name, p.x, p.y)
			}
		}
		for _, s := range l.whiskers {
			add(l.name+" ci95 low", s.x, s.low)
			add(l.name+" ci95 high", s.x, s.top)
		}
	}
	for _, b := range f.bands {
		for _, part := range b.parts {
			for _, s := range part {
				add(b.low, s.x, s.low)
				add(b.top, s.x, s.top)
			}
		}
	}
	if f.bars != nil {
		for _, p := range f.bars.tops {
			add(f.bars.label, p.x, p.y)
		}
	}
	return out.WriteAll(records)
}
