package report

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The layers of a panel, from the back: bands, grid, bars, lines.

const dotRadius = 1.3

// Plot draws b; a part of one point as a short upright stroke.
func (b band) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, part := range b.parts {
		if len(part) == 1 {
			s := part[0]
			c.StrokeLine2(draw.LineStyle{Color: b.tint(), Width: 4}, x(s.x), y(s.low), x(s.x), y(s.top))
			continue
		}
		outline := make([]vg.Point, 0, 2*len(part))
		for _, s := range part {
			outline = append(outline, vg.Point{X: x(s.x), Y: y(s.top)})
		}
		for i := len(part) - 1; i >= 0; i-- {
			outline = append(outline, vg.Point{X: x(part[i].x), Y: y(part[i].low)})
		}
		c.FillPolygon(b.tint(), c.ClipPolygonXY(outline))
	}
}

// Plot draws l; a part of one point as a dot. Of a stair with dots, the foot
// gets none: no sample is there.
func (l line) Plot(c draw.Canvas, p *plot.Plot) {
	across, y := p.Transforms(&c)
	x := func(v float64) vg.Length { return across(v + l.shift) }
	style := lineStyle(l.color)
	for _, w := range l.whiskers {
		c.StrokeLine2(draw.LineStyle{Color: style.Color, Width: 0.5}, x(w.x), y(w.low), x(w.x), y(w.top))
	}
	for _, part := range l.parts {
		var path []vg.Point
		for _, pt := range part {
			at := vg.Point{X: x(pt.x), Y: y(pt.y)}
			if l.stair && len(path) > 0 {
				path = append(path, vg.Point{X: at.X, Y: path[len(path)-1].Y})
			}
			path = append(path, at)
		}
		c.StrokeLines(style, c.ClipLinesXY(path)...)
		if l.dots || len(part) == 1 {
			marked := part
			if l.stair && len(part) > 1 {
				marked = part[1:]
			}
			for _, pt := range marked {
				dot := draw.GlyphStyle{Color: style.Color, Radius: dotRadius, Shape: draw.CircleGlyph{}}
				if at := (vg.Point{X: x(pt.x), Y: y(pt.y)}); c.Contains(at) {
					c.DrawGlyphNoClip(dot, at) // whole, also on an edge
				}
			}
		}
	}
}

// Plot draws b's bars.
func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, top := range b.tops {
		half := b.width * 0.4 // leaves a gap between neighbours
		left, right := x(top.x-half), x(top.x+half)
		c.FillPolygon(barGray, c.ClipPolygonXY([]vg.Point{
			{X: left, Y: y(0)}, {X: left, Y: y(top.y)}, {X: right, Y: y(top.y)}, {X: right, Y: y(0)},
		}))
	}
}

// grid draws a line at each tick.
type grid struct{ x, y axis }

// Plot draws g.
func (g grid) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := draw.LineStyle{Color: color.Color(gridGray), Width: 0.4}
	for _, t := range g.x.ticks {
		at := x(g.x.place(t.at))
		c.StrokeLine2(style, at, c.Min.Y, at, c.Max.Y)
	}
	for _, t := range g.y.ticks {
		c.StrokeLine2(style, c.Min.X, y(t.at), c.Max.X, y(t.at))
	}
}
