package figure

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Mark is something that happened in a stretch of virtual time, drawn behind the
// data: a tint, or an upright line if it is of one instant or of a kind that is often.
type Mark struct {
	From, To float64 // in the unit of the axis; From: it was of one instant
	Kind     string  // fault, churn or the name of an operation that comes in rounds
	Text     string
}

var (
	faultTint = color.NRGBA{0xd5, 0x5e, 0x00, 0x24}
	faultInk  = color.NRGBA{0xd5, 0x5e, 0x00, 0xa0}
	churnTint = color.NRGBA{0x66, 0x66, 0x66, 0x24}
	churnInk  = color.NRGBA{0x66, 0x66, 0x66, 0xa0}
	roundInk  = color.NRGBA{0x00, 0x9e, 0x73, 0xa0}
)

// Kinds of marks that are tints. Others are dotted lines.
const (
	FaultMark = "fault"
	ChurnMark = "churn"
)

func (m Mark) tint() color.Color {
	if m.Kind == FaultMark {
		return faultTint
	}
	return churnTint
}

func (m Mark) line() draw.LineStyle {
	style := draw.LineStyle{Color: roundInk, Width: 0.6, Dashes: []vg.Length{1.2, 1.8}}
	switch m.Kind {
	case FaultMark:
		style = draw.LineStyle{Color: faultInk, Width: 0.6}
	case ChurnMark:
		style = draw.LineStyle{Color: churnInk, Width: 0.6}
	}
	return style
}

// wide reports whether m is drawn as a tint.
func (m Mark) wide() bool { return (m.Kind == FaultMark || m.Kind == ChurnMark) && m.To > m.From }

// Plot draws m over the height of the panel.
func (m Mark) Plot(c draw.Canvas, p *plot.Plot) {
	x, _ := p.Transforms(&c)
	left, right := max(x(m.From), c.Min.X), min(x(m.To), c.Max.X)
	if left > c.Max.X || right < c.Min.X {
		return
	}
	if m.wide() {
		c.FillPolygon(m.tint(), []vg.Point{{X: left, Y: c.Min.Y}, {X: left, Y: c.Max.Y}, {X: right, Y: c.Max.Y}, {X: right, Y: c.Min.Y}})
	}
	c.StrokeLine2(m.line(), left, c.Min.Y, left, c.Max.Y)
}

// markKinds returns a mark of each kind, in the order of the first: the legend has them.
func (f Figure) markKinds() []Mark {
	var kinds []Mark
	for _, m := range f.Marks {
		i := slices.IndexFunc(kinds, func(k Mark) bool { return k.Kind == m.Kind })
		switch {
		case i < 0:
			kinds = append(kinds, m)
		case m.wide():
			kinds[i] = m
		}
	}
	return kinds
}
