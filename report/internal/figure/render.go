package figure

import (
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// WriteSVG draws f as a vector graphic that needs no fonts; its texts stay text,
// to be searched.
func (f Figure) WriteSVG(w io.Writer) error {
	width, height := f.size()
	c := newSVG(width, height, f.Name)
	f.draw(draw.New(c))
	_, err := c.WriteTo(w)
	return err
}

// WritePNG draws f with pngDPI dots an inch.
func (f Figure) WritePNG(w io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(f.size()), vgimg.UseDPI(pngDPI))
	f.draw(draw.New(c))
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(w)
	return err
}

// WritePDF draws f as a document of one page with its fonts embedded.
func (f Figure) WritePDF(w io.Writer) error {
	width, height := f.size()
	c := newPDF(width, height, f.Title)
	f.draw(draw.New(c))
	_, err := c.WriteTo(w)
	return err
}

// barsHeight is that of the lower panel.
const barsHeight = 44

// draw lays f out from the top: title, legend, panel and, if there are bars, a
// second panel with the same time axis.
func (f Figure) draw(c draw.Canvas) {
	c = draw.Crop(c, 4, -6, 3, -4)
	c = f.drawTitle(c)
	c = f.drawLegend(c)
	all := f.layers(f.small()[0])
	switch {
	case len(f.Small) > 0:
		f.drawSmall(c)
		return
	case f.Bars == nil:
		panel(f.X, f.Y, all).Draw(c)
		return
	}
	bare := f.X // the lower panel labels it
	bare.Label = ""
	bare.Ticks = nil
	upper := panel(bare, f.Y, all)
	lower := panel(f.X, f.Bars.Y, []plot.Plotter{grid{f.X, f.Bars.Y}, *f.Bars})
	upperArea := draw.Crop(c, 0, 0, barsHeight+4, 0)
	lowerArea := draw.Crop(c, 0, 0, 0, -(c.Max.Y - c.Min.Y - barsHeight + 2))
	align(upper, lower, &upperArea, &lowerArea)
	upper.Draw(upperArea)
	lower.Draw(lowerArea)
}

func (f Figure) layers(s Small) []plot.Plotter {
	var layers []plot.Plotter
	a := axes{f.X, f.Y}
	for _, m := range f.Marks {
		layers = append(layers, m)
	}
	for _, b := range s.Bands {
		layers = append(layers, a.band(b))
	}
	layers = append(layers, grid{f.X, f.Y})
	for _, b := range s.Boxes {
		layers = append(layers, a.box(b))
	}
	for _, l := range s.Lines { // the first is solid, and shows through the dashes of others
		layers = append(layers, a.line(l))
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

// panel is a pair of axes with the drawing between them.
func panel(x, y Axis, layers []plot.Plotter) *plot.Plot {
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

// apply makes to the axis a. Its label is clipped to room.
func (a Axis) apply(to *plot.Axis, room vg.Length) {
	to.Min, to.Max = a.place(a.Low), a.place(a.High)
	to.Label.TextStyle.Font = labelFont
	to.Label.TextStyle.Color = ink
	to.Label.Text = fit(a.Label, labelFont, room)
	to.Label.Padding = 2
	to.Padding = 0
	to.LineStyle = draw.LineStyle{Color: ink, Width: 0.5}
	to.Tick.LineStyle = to.LineStyle
	to.Tick.Length = 2.5
	to.Tick.Label.Font = tickFont
	to.Tick.Label.Color = ink
	ticks := make([]plot.Tick, len(a.Ticks))
	for i, t := range a.Ticks {
		ticks[i] = plot.Tick{Value: a.place(t.At), Label: t.Label}
	}
	to.Tick.Marker = plot.ConstantTicks(ticks)
}
