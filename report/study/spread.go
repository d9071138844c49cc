package study

import (
	"cmp"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/stats"
)

// boxes shows how a measure spreads over the seeds of each cell: a box for each,
// those of one x side by side.
func (r *Results) boxes(name string, l layout, measure int) figure.Figure {
	sample := func(cell int) []float64 {
		_, v := r.Sample(cell, measure)
		return v
	}
	unit, least, most := r.spread(measure, sample)
	f := figure.Figure{Name: name, Title: r.title(measure)}
	f.Y = r.valueAxis(measure, "values of seeds", unit, least, most)
	f.Note = "quartiles" + r.panelNote(l.rest) + r.beyond(measure, f.Y, "value", r.allValues(measure, unit.Size)) +
		unlogged(r.style(measure).Log, f.Y, r.Measures[measure].Expr)
	x, place := r.slots(l, r.style(measure))
	f.X = x
	for _, p := range l.panels {
		small := figure.Small{Title: p.title}
		for i, group := range p.groups {
			for _, c := range group {
				if v := sample(c); len(v) > 0 {
					b := box(v, unit.Size)
					b.Name = cmp.Or(r.Label(c), "all")
					b.X = place(c) + dodge(i, len(p.groups))
					b.Width = slot / float64(len(p.groups)) * 0.8
					b.Color = i
					small.Boxes = append(small.Boxes, b)
				}
			}
		}
		f.Small = append(f.Small, small)
	}
	return r.finish(f, l, true)
}

// allValues returns the values of a measure in all runs, in units of size.
func (r *Results) allValues(measure int, size float64) (values []float64) {
	for c := range r.Cells {
		_, sample := r.Sample(c, measure)
		for _, v := range sample {
			values = append(values, v/size)
		}
	}
	return values
}

// box sums values up, in units of size.
func box(values []float64, size float64) figure.Box {
	sorted := slices.Sorted(slices.Values(values))
	for i := range sorted {
		sorted[i] /= size
	}
	b := figure.Box{
		Q1:     stats.Quantile(sorted, 250_000),
		Median: stats.Quantile(sorted, stats.P50),
		Q3:     stats.Quantile(sorted, 750_000),
	}
	reach := 1.5 * (b.Q3 - b.Q1)
	b.Low, b.High = b.Q1, b.Q3
	for _, v := range sorted {
		if v < b.Q1-reach || v > b.Q3+reach {
			b.Beyond = append(b.Beyond, v)
			continue
		}
		b.Low, b.High = min(b.Low, v), max(b.High, v)
	}
	return b
}

// A distribution is a panel of an ECDF: cells with their labels, a line each.
type distribution struct {
	title string
	cells []int
	color []int
	label []string
}

// distributions has all cells in one panel if they are few, else a panel for each
// value of x in each of the layout's, a line for each value of its line.
func (r *Results) distributions(l layout) []distribution {
	if len(r.Cells) <= mostLines {
		var d distribution
		for c := range r.Cells {
			d.cells, d.color, d.label = append(d.cells, c), append(d.color, c), append(d.label, cmp.Or(r.Label(c), "all"))
		}
		return []distribution{d}
	}
	var all []distribution
	for _, p := range l.panels {
		byX := map[int]*distribution{}
		var order []int
		for i, group := range p.groups {
			for _, c := range group {
				x := r.xIndex(l, c)
				d := byX[x]
				if d == nil {
					d = &distribution{title: r.panelTitle(r.Cells[c], append(l.rest[:len(l.rest):len(l.rest)], l.x))}
					byX[x] = d
					order = append(order, c)
				}
				d.cells, d.color, d.label = append(d.cells, c), append(d.color, i), append(d.label, cmp.Or(r.lineLabel(l, i), "all"))
			}
		}
		slices.SortStableFunc(order, func(a, b int) int { return r.compareX(l, a, b) })
		for _, c := range order {
			all = append(all, *byX[r.xIndex(l, c)])
		}
	}
	return all
}

// smallTicks are so many as a small multiple has room for across.
const smallTicks = 4

// ecdf shows the share of the seeds of a cell that have at most a value.
func (r *Results) ecdf(name string, panels []distribution, l layout, measure int) figure.Figure {
	sample := func(cell int) []float64 {
		_, v := r.Sample(cell, measure)
		return v
	}
	m := r.Measures[measure]
	unit, least, most := r.spread(measure, sample)
	f := figure.Figure{Name: name, Title: r.title(measure), Note: "ECDF"}
	label := cmp.Or(r.style(measure).Label, m.Expr)
	f.X = figure.SpreadAxis(unit.Label(label), unit, least, most)
	if len(panels) > 1 {
		f.X.Ticks = figure.LinearAxis("", unit, f.X.Low, f.X.High, smallTicks).Ticks
	}
	if m.dimension() == quantity.Share { // no share is beyond all
		f.X = shareAcross(f.X, label, len(panels))
	}
	f.X = r.styled(f.X, measure, label, unit, least, most)
	f.Note += r.beyond(measure, f.X, "value", r.allValues(measure, unit.Size)) + unlogged(r.style(measure).Log, f.X, m.Expr)
	f.Y = figure.Axis{Label: "share of seeds (%)", Low: 0, High: 100, Ticks: figure.TicksEvery(25, 0, 100)}
	for _, p := range panels {
		small := figure.Small{Title: p.title}
		for i, c := range p.cells {
			if v := sample(c); len(v) > 0 {
				small.Lines = append(small.Lines, figure.Line{
					Name: p.label[i], Parts: [][]figure.Point{steps(v, unit.Size)}, Color: p.color[i], Stair: true,
				})
			}
		}
		f.Small = append(f.Small, small)
	}
	if len(panels) == 1 {
		l.line = -1 // the legend names cells
	} else {
		f.Note += r.panelNote(append(l.rest[:len(l.rest):len(l.rest)], l.x))
	}
	return r.finish(f, l, false)
}

// shareAcross keeps an axis of shares within 0 and 100 %, with a little room for lines
// on its ends.
func shareAcross(a figure.Axis, name string, panels int) figure.Axis {
	low, high := max(0, a.Low), min(100, a.High)
	parts := figure.TicksAcross
	if panels > 1 {
		parts = smallTicks
	}
	axis := figure.LinearAxis(name+" (%)", figure.Scale{Unit: "%", Size: 0.01}, low, high, parts)
	by := 0.02 * (high - low)
	axis.Low, axis.High = low-by, high+by
	return axis
}

// steps are the corners of the empirical distribution of values, in units of size.
func steps(values []float64, size float64) []figure.Point {
	sorted := slices.Sorted(slices.Values(values))
	points := []figure.Point{{X: sorted[0] / size}}
	for i, v := range sorted {
		if i+1 == len(sorted) || sorted[i+1] != v {
			points = append(points, figure.Point{X: v / size, Y: 100 * float64(i+1) / float64(len(sorted))})
		}
	}
	return points
}
