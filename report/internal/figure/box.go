package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Box sums a sample up as Tukey did: from the lower to the upper quartile, a line
// at the median, whiskers to the furthest values within 1.5 times the box's height,
// and a ring for each value beyond.
type Box struct {
	Name                      string // in the csv
	X, Width                  float64
	Low, Q1, Median, Q3, High float64 // the whiskers' ends, and the box
	Beyond                    []float64
	Color                     int // an index into palette
}

// ringRadius is that of values beyond the whiskers.
const ringRadius = 1.2

// Plot draws b.
func (b Box) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	left, middle, right := x(b.X-b.Width/2), x(b.X), x(b.X+b.Width/2)
	style := lineStyle(b.Color)
	thin := draw.LineStyle{Color: style.Color, Width: 0.6}
	upright(c, thin, middle, y(b.Low), y(b.Q1))
	upright(c, thin, middle, y(b.Q3), y(b.High))
	corners := []vg.Point{{X: left, Y: y(b.Q1)}, {X: right, Y: y(b.Q1)}, {X: right, Y: y(b.Q3)}, {X: left, Y: y(b.Q3)}}
	c.FillPolygon(seeThrough(b.Color), c.ClipPolygonXY(corners))
	c.StrokeLines(thin, c.ClipLinesXY(append(corners, corners[0]))...)
	c.StrokeLines(draw.LineStyle{Color: style.Color, Width: 1.4}, c.ClipLinesXY([]vg.Point{{X: left, Y: y(b.Median)}, {X: right, Y: y(b.Median)}})...)
	ring := draw.GlyphStyle{Color: style.Color, Radius: ringRadius, Shape: draw.RingGlyph{}}
	for _, v := range b.Beyond {
		if at := (vg.Point{X: middle, Y: y(v)}); c.Contains(at) {
			c.DrawGlyphNoClip(ring, at)
		}
	}
}

func (b Box) points(add func(series string, x, y float64)) {
	for _, v := range []struct {
		name string
		y    float64
	}{{"low", b.Low}, {"q1", b.Q1}, {"median", b.Median}, {"q3", b.Q3}, {"high", b.High}} {
		add(b.Name+" "+v.name, b.X, v.y)
	}
	for _, v := range b.Beyond {
		add(b.Name+" beyond", b.X, v)
	}
}

// seeThrough is a colour of the palette that lets through the drawing under it.
func seeThrough(number int) color.Color {
	r, g, b, _ := palette[number%len(palette)].RGBA()
	return color.NRGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0x38}
}
