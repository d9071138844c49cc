package report

import (
	"bytes"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// writeSVG draws f as a vector graphic whose texts stay text.
func (f figure) writeSVG(w io.Writer) error {
	c := vgsvg.New(figureWidth, figureHeight)
	f.draw(draw.New(c))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return err
	}
	// Fonts are not embedded; the stand-ins have the same widths or nearly so.
	_, err := w.Write(bytes.ReplaceAll(b.Bytes(),
		[]byte("font-family:Liberation Sans"), []byte("font-family:Liberation Sans,Arial,Helvetica")))
	return err
}

// writePNG draws f with pngDPI dots an inch.
func (f figure) writePNG(w io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(figureWidth, figureHeight), vgimg.UseDPI(pngDPI))
	f.draw(draw.New(c))
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(w)
	return err
}

// barsHeight is that of the lower panel.
const barsHeight = 44

// draw lays f out from the top: title, legend, panel and, if there are bars, a
// second panel with the same time axis.
func (f figure) draw(c draw.Canvas) {
	c = draw.Crop(c, 4, -6, 3, -4)
	c = f.drawTitle(c)
	c = f.drawLegend(c)
	if f.bars == nil {
		panel(f.x, f.y, f.layers()).Draw(c)
		return
	}
	bare := f.x // the lower panel labels it
	bare.label = ""
	bare.ticks = nil
	upper := panel(bare, f.y, f.layers())
	lower := panel(f.x, f.bars.y, []plot.Plotter{grid{f.x, f.bars.y}, *f.bars})
	upperArea := draw.Crop(c, 0, 0, barsHeight+4, 0)
	lowerArea := draw.Crop(c, 0, 0, 0, -(c.Max.Y - c.Min.Y - barsHeight + 2))
	align(upper, lower, &upperArea, &lowerArea)
	upper.Draw(upperArea)
	lower.Draw(lowerArea)
}

func (f figure) layers() []plot.Plotter {
	var layers []plot.Plotter
	for _, b := range f.bands {
		layers = append(layers, b)
	}
	layers = append(layers, grid{f.x, f.y})
	for _, l := range f.lines { // the first is solid, and shows through the dashes of others
		layers = append(layers, f.x.placeLine(l))
	}
	return layers
}

// align crops two areas so that the data of their plots begins and ends at the
// same x.
func align(a, b *plot.Plot, areaA, areaB *draw.Canvas) {
	dataA, dataB := a.DataCanvas(*areaA), b.DataCanvas(*areaB)
	left, right := max(dataA.Min.X, dataB.Min.X), min(dataA.Max.X, dataB.Max.X)
	*areaA = draw.Crop(*areaA, left-dataA.Min.X, right-dataA.Max.X, 0, 0)
	*areaB = draw.Crop(*areaB, left-dataB.Min.X, right-dataB.Max.X, 0, 0)
}

// panel is a pair of axes with what is drawn between them.
func panel(x, y axis, layers []plot.Plotter) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	x.apply(&p.X, acrossLabel)
	y.apply(&p.Y, upLabel)
	p.Add(layers...)
	return p
}

// Room for the labels of axes.
const (
	acrossLabel = 200
	upLabel     = 100
)

// apply makes a what to shows. Its label is cut to room.
func (a axis) apply(to *plot.Axis, room vg.Length) {
	to.Min, to.Max = a.place(a.low), a.place(a.high)
	to.Label.TextStyle.Font = labelFont
	to.Label.TextStyle.Color = ink
	to.Label.Text = fit(a.label, labelFont, room)
	to.Label.Padding = 2
	to.Padding = 0
	to.LineStyle = draw.LineStyle{Color: ink, Width: 0.5}
	to.Tick.LineStyle = to.LineStyle
	to.Tick.Length = 2.5
	to.Tick.Label.Font = tickFont
	to.Tick.Label.Color = ink
	ticks := make([]plot.Tick, len(a.ticks))
	for i, t := range a.ticks {
		ticks[i] = plot.Tick{Value: a.place(t.at), Label: t.label}
	}
	to.Tick.Marker = plot.ConstantTicks(ticks)
}

// place maps a value to where gonum is to draw it. Logarithms are taken here
// because plot.LogScale loses its place under a long label.
func (a axis) place(v float64) float64 {
	if a.log {
		return math.Log10(v)
	}
	return v
}

func (a axis) placeLine(l line) line {
	if !a.log {
		return l
	}
	parts := make([][]point, len(l.parts))
	for i, part := range l.parts {
		for _, p := range part {
			parts[i] = append(parts[i], point{a.place(p.x), p.y})
		}
	}
	l.parts = parts
	return l
}
