package study

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
)

// Ends of the names of figures that show how a measure spreads.
const (
	boxSuffix  = "-box"
	ecdfSuffix = "-ecdf"
)

// mostPanels is how many small multiples a figure has at most: more are for a table.
const mostPanels = 12

// WritePlot writes one figure of the study, by its name in figures/ and in one of
// csv, pdf, png and svg. It fails with a report.UnknownPlotError if there is no
// such figure.
func (r *Results) WritePlot(w io.Writer, name, format string) error {
	return figure.WritePlan(w, r.plans(), name, format)
}

// plans are all figures of r: for each measure how its mean goes with the
// parameters, how it spreads over seeds in each cell, and its distribution.
// left says which would have too many panels.
func (r *Results) plans() []figure.Plan {
	plans, _ := r.allPlans()
	return plans
}

func (r *Results) allPlans() (plans []figure.Plan, left []string) {
	taken := map[string]bool{}
	free := func(name string) bool { return !taken[name] && !taken[name+boxSuffix] && !taken[name+ecdfSuffix] }
	for i, m := range r.Measures {
		name := slug(m.Expr)
		for n := 2; !free(name); n++ {
			name = slug(m.Expr) + "-" + strconv.Itoa(n)
		}
		taken[name], taken[name+boxSuffix], taken[name+ecdfSuffix] = true, true, true
		if r.empty(i) {
			left = append(left, fmt.Sprintf("There is no figure of %s: no run has samples of it.", m.Expr))
			continue
		}
		add := func(name string, panels int, draw func(name string) figure.Figure) {
			if panels > mostPanels {
				left = append(left, fmt.Sprintf("There is no figure %s: it would have %d panels, more than %d.", name, panels, mostPanels))
				return
			}
			plans = append(plans, figure.Plan{Name: name, Draw: func() figure.Figure { return draw(name) }})
		}
		l := r.layout(r.style(i))
		if l.x >= 0 {
			add(name, len(l.panels), func(name string) figure.Figure { return r.means(name, l, i) })
		}
		add(name+boxSuffix, len(l.panels), func(name string) figure.Figure { return r.boxes(name, l, i) })
		byX := r.distributions(l)
		add(name+ecdfSuffix, len(byX), func(name string) figure.Figure { return r.ecdf(name, byX, l, i) })
	}
	return plans, left
}

// empty reports whether no run has a value of a measure.
func (r *Results) empty(measure int) bool {
	for c := range r.Cells {
		if _, v := r.Sample(c, measure); len(v) > 0 {
			return false
		}
	}
	return true
}

// slug turns a measure into the name of a file: p99-ping-rtt-after-30m.
func slug(expr string) string {
	words := strings.FieldsFunc(expr, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9')
	})
	return strings.Join(words, "-")
}

// means shows the mean of a measure against x, with its interval: a line in a band
// for each value of the layout's line, or points with whiskers if x has no order.
func (r *Results) means(name string, l layout, measure int) figure.Figure {
	unit, least, most := r.spread(measure, func(cell int) []float64 {
		s := r.Statistic(cell, measure)
		if s.N == 0 {
			return nil
		}
		if s.MeanIn.OK {
			return []float64{s.Mean, s.MeanIn.Low, s.MeanIn.High}
		}
		return []float64{s.Mean}
	})
	style := r.style(measure)
	note := "mean, 95 % interval"
	if style.Intervals == noneOf {
		note = "mean"
	}
	f := figure.Figure{Name: name, Title: r.title(measure)}
	f.Y = r.valueAxis(measure, "mean over seeds", unit, least, most)
	f.Note = note + r.panelNote(l.rest) + r.beyond(measure, f.Y, "mean", r.allMeans(measure, unit.Size))
	x, place := r.acrossAxis(l, style)
	f.X = x
	f.Note += unlogged(style.Log, f.Y, r.Measures[measure].Expr) + unlogged(style.AcrossAxis == logMark, x, "the parameter across")
	for _, p := range l.panels {
		small := figure.Small{Title: p.title}
		for i, group := range p.groups {
			if len(group) == 0 {
				continue
			}
			label := r.lineLabel(l, i)
			line := figure.Line{Name: cmp.Or(label, "mean"), Label: label, Color: i, Dots: true}
			band := figure.Band{Low: line.Name + " ci95 low", Top: line.Name + " ci95 high", Clear: true, Color: i}
			for _, c := range group {
				s := r.Statistic(c, measure)
				if s.N == 0 {
					continue
				}
				at := place(c)
				line.Parts = appendPoint(line.Parts, l.at != nil, figure.Point{X: at, Y: s.Mean / unit.Size})
				if s.MeanIn.OK && style.Intervals != noneOf {
					band.Parts = appendPoint(band.Parts, l.at != nil, figure.Span{X: at, Low: s.MeanIn.Low / unit.Size, Top: s.MeanIn.High / unit.Size})
				}
			}
			if l.at == nil || style.Intervals == asBars || len(band.Parts) > 0 && len(band.Parts[0]) == 1 { // no band between names, nor at one place
				line.Whiskers = slices.Concat(band.Parts...)
				line.Shift = dodge(i, len(p.groups))
				if l.at != nil {
					line.Shift = 0
				}
				band.Parts = nil
			}
			small.Lines = append(small.Lines, line)
			if len(band.Parts) > 0 {
				small.Bands = append(small.Bands, band)
			}
		}
		f.Small = append(f.Small, small)
	}
	return r.finish(f, l, false)
}

// allMeans returns the means of a measure in all cells, in units of size.
func (r *Results) allMeans(measure int, size float64) (means []float64) {
	for c := range r.Cells {
		if s := r.Statistic(c, measure); s.N > 0 {
			means = append(means, s.Mean/size)
		}
	}
	return means
}

// appendPoint adds to one part if points are joined, else each is a part.
func appendPoint[T any](parts [][]T, joined bool, p T) [][]T {
	if joined && len(parts) > 0 {
		parts[0] = append(parts[0], p)
		return parts
	}
	return append(parts, []T{p})
}

// slot is the width that the lines of one place share, of the way to the next.
const slot = 0.7

// dodge is how far the i-th of n stands from the middle of its slot.
func dodge(i, n int) float64 { return slot / float64(n) * (float64(i) - float64(n-1)/2) }

// finish turns a single panel into a plain figure and makes the legend.
func (r *Results) finish(f figure.Figure, l layout, box bool) figure.Figure {
	if l.line >= 0 {
		for i := range r.Parameters[l.line].Values {
			f.Keys = append(f.Keys, figure.Key{Label: r.lineLabel(l, i), Color: i, Box: box})
		}
	}
	if len(f.Small) == 1 {
		s := f.Small[0]
		f.Lines, f.Bands, f.Boxes, f.Small = s.Lines, s.Bands, s.Boxes, nil
	}
	return f
}

func (r *Results) lineLabel(l layout, i int) string {
	if l.line < 0 {
		return ""
	}
	p := r.Parameters[l.line]
	return p.Name + " = " + p.Values[i]
}

// spread finds the unit of an axis for a measure, and the least and the most of
// numbers in that unit.
func (r *Results) spread(measure int, numbers func(cell int) []float64) (unit figure.Scale, least, most float64) {
	least, most = math.Inf(1), math.Inf(-1)
	whole := true
	for c := range r.Cells {
		for _, v := range numbers(c) {
			least, most = min(least, v), max(most, v)
			whole = whole && v == math.Trunc(v)
		}
	}
	m := r.Measures[measure]
	if m.dimension() == quantity.Share {
		unit = figure.Scale{Unit: "%", Size: 0.01}
	} else {
		unit = figure.ValueScale(m.dimension(), m.Unit, max(most, -least))
		if whole && unit.Size == 1 {
			unit.Steps = figure.Wholes.Steps
		}
	}
	return unit, least / unit.Size, most / unit.Size
}

// valueAxis is the axis of a measure, which the title names.
func (r *Results) valueAxis(measure int, label string, unit figure.Scale, least, most float64) figure.Axis {
	a := figure.ValueAxis(unit.Label(label), unit, least, most)
	if r.Measures[measure].dimension() == quantity.Share {
		a = figure.ShareAxis(label, max(0, least/100), min(1, most/100))
	}
	return r.styled(a, measure, label, unit, least, most)
}

// dimension is that of the values of m.
func (m Measure) dimension() quantity.Dimension {
	switch {
	case m.Share:
		return quantity.Share
	case m.Unit == "ns":
		return quantity.Duration
	case m.Unit == "B":
		return quantity.Bytes
	}
	return quantity.Number
}
