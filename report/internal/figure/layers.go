package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The layers of a panel, from the back: bands, grid, bars, lines.

const dotRadius = 1.3

// Plot draws b; a part of one point as a short upright stroke.
func (b Band) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, part := range b.Parts {
		if len(part) == 1 {
			s := part[0]
			upright(c, draw.LineStyle{Color: b.tint(), Width: 4}, x(s.X), y(s.Low), y(s.Top))
			continue
		}
		outline := make([]vg.Point, 0, 2*len(part))
		for _, s := range part {
			outline = append(outline, vg.Point{X: x(s.X), Y: y(s.Top)})
		}
		for i := len(part) - 1; i >= 0; i-- {
			outline = append(outline, vg.Point{X: x(part[i].X), Y: y(part[i].Low)})
		}
		c.FillPolygon(b.tint(), c.ClipPolygonXY(outline))
	}
}

// upright draws a stroke from low to top, or what of it lies between the axes.
func upright(c draw.Canvas, style draw.LineStyle, x, low, top vg.Length) {
	c.StrokeLines(style, c.ClipLinesXY([]vg.Point{{X: x, Y: low}, {X: x, Y: top}})...)
}

// Plot draws l; a part of one point as a dot. Of a stair with dots, the foot
// gets none: no sample is there.
func (l Line) Plot(c draw.Canvas, p *plot.Plot) {
	across, y := p.Transforms(&c)
	x := func(v float64) vg.Length { return across(v + l.Shift) }
	style := lineStyle(l.Color)
	for _, w := range l.Whiskers {
		upright(c, draw.LineStyle{Color: style.Color, Width: 0.5}, x(w.X), y(w.Low), y(w.Top))
	}
	for _, part := range l.Parts {
		var path []vg.Point
		for _, pt := range part {
			at := vg.Point{X: x(pt.X), Y: y(pt.Y)}
			if l.Stair && len(path) > 0 {
				path = append(path, vg.Point{X: at.X, Y: path[len(path)-1].Y})
			}
			path = append(path, at)
		}
		c.StrokeLines(style, c.ClipLinesXY(path)...)
		if l.Dots || len(part) == 1 {
			marked := part
			if l.Stair && len(part) > 1 {
				marked = part[1:]
			}
			for _, pt := range marked {
				dot := draw.GlyphStyle{Color: style.Color, Radius: dotRadius, Shape: draw.CircleGlyph{}}
				if at := (vg.Point{X: x(pt.X), Y: y(pt.Y)}); c.Contains(at) {
					c.DrawGlyphNoClip(dot, at) // whole, also on an edge
				}
			}
		}
	}
}

// Plot draws b's bars.
func (b Bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, top := range b.Tops {
		half := b.Width * 0.4 // leaves a gap between neighbours
		left, right := x(top.X-half), x(top.X+half)
		c.FillPolygon(barGray, c.ClipPolygonXY([]vg.Point{
			{X: left, Y: y(0)}, {X: left, Y: y(top.Y)}, {X: right, Y: y(top.Y)}, {X: right, Y: y(0)},
		}))
	}
}

// grid draws a line at each tick.
type grid struct{ x, y Axis }

// Plot draws g.
func (g grid) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := draw.LineStyle{Color: color.Color(gridGray), Width: 0.4}
	for _, t := range g.x.Ticks {
		at := x(g.x.place(t.At))
		c.StrokeLine2(style, at, c.Min.Y, at, c.Max.Y)
	}
	for _, t := range g.y.Ticks {
		c.StrokeLine2(style, c.Min.X, y(g.y.place(t.At)), c.Max.X, y(g.y.place(t.At)))
	}
}
