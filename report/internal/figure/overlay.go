package figure

import "slices"

// mostLaid bounds the lines of one run that are laid over another's: the palette has as
// many colours for both.
const mostLaid = 3

// Overlay lays the lines of two figures of one name between common axes, those of a with
// the first word before their names and those of b with the second. It reports whether
// they fit: of small multiples, boxes, many lines, or axes of other units they do not. Bands
// and bars are left out, and marks that are not the same in both.
func Overlay(a, b Drawing, names [2]string) (f Figure, fits bool) {
	x, sameX := a.X.with(b.X)
	y, sameY := a.Y.with(b.Y)
	if !sameX || !sameY || len(a.Panels) != 1 || len(b.Panels) != 1 {
		return Figure{}, false
	}
	f = Figure{Name: a.Name, Title: a.Title, X: x, Y: y}
	for i, d := range []Drawing{a, b} {
		p := d.Panels[0]
		if len(p.Lines) == 0 || len(p.Lines) > mostLaid || len(p.Boxes) > 0 {
			return Figure{}, false
		}
		for n, l := range p.Lines {
			laid := Line{Name: names[i] + " " + l.Name, Label: names[i], Parts: l.parts(), Color: 2*n + i, Stair: l.Stair, Dots: l.Dots}
			switch {
			case len(p.Lines) > 1:
				laid.Label += ": " + l.Label
			case d.Note != "": // beside the title there is no room for two
				laid.Label += ": " + d.Note
			}
			f.Lines = append(f.Lines, laid)
		}
	}
	if slices.Equal(a.Marks, b.Marks) {
		for _, m := range a.Marks {
			f.Marks = append(f.Marks, Mark(m))
		}
	}
	return f, true
}

// with is an axis over the ranges of both, with the ticks of the longer one. It reports
// whether they have one unit and one scale.
func (a DrawnAxis) with(b DrawnAxis) (Axis, bool) {
	if a.Label != b.Label || a.Log != b.Log || a.Time != b.Time || a.Nanos != b.Nanos {
		return Axis{}, false
	}
	longer := a
	if b.High-b.Low > a.High-a.Low {
		longer = b
	}
	out := Axis{Label: a.Label, Low: min(a.Low, b.Low), High: max(a.High, b.High), Log: a.Log, Time: a.Time, Nanos: a.Nanos}
	for i, at := range longer.At {
		out.Ticks = append(out.Ticks, Tick{at, longer.Ticks[i]})
	}
	return out, true
}

// parts are the points between the gaps of a line.
func (l DrawnLine) parts() (parts [][]Point) {
	open := false
	for i, y := range l.Y {
		if y == nil {
			open = false
			continue
		}
		if !open {
			parts = append(parts, nil)
		}
		open = true
		last := &parts[len(parts)-1]
		*last = append(*last, Point{l.X[i], *y})
	}
	return parts
}
