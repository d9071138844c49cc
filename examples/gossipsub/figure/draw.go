package main

import (
	"bytes"
	"fmt"
	"image/color"
	"os"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// colours are from Okabe and Ito's palette, which colour-blind readers can tell
// apart; dashes do so in black and white.
var (
	colours = []color.Color{
		color.RGBA{0x00, 0x72, 0xb2, 0xff}, color.RGBA{0xd5, 0x5e, 0x00, 0xff},
		color.RGBA{0x00, 0x9e, 0x73, 0xff}, color.RGBA{0xcc, 0x79, 0xa7, 0xff},
	}
	dashes = [][]vg.Length{nil, {4, 1.5}, {1.2, 1.2}, {6, 1.5, 1.2, 1.5}}
	grey   = color.Gray{0x88}
)

// draw draws both panels side by side.
func draw(file string, runs []*run) error {
	left, err := propagation(runs)
	if err != nil {
		return err
	}
	right, err := waste(runs)
	if err != nil {
		return err
	}
	c := vgsvg.New(180*vg.Millimeter, 75*vg.Millimeter)
	whole := vgdraw.New(c)
	middle := (whole.Max.X - whole.Min.X) * 0.55
	left.Draw(vgdraw.Crop(whole, 2, -(whole.Max.X-whole.Min.X)+middle-6, 2, -2))
	right.Draw(vgdraw.Crop(whole, middle+6, -4, 2, -2))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return err
	}
	// Fonts are not embedded.
	svg := bytes.ReplaceAll(b.Bytes(), []byte("font-family:Liberation Sans"), []byte("font-family:Liberation Sans,Arial,Helvetica"))
	return os.WriteFile(file, svg, 0o644)
}

func panel(title, x, y string) *plot.Plot {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Font.Size = 9
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font.Size, axis.Tick.Label.Font.Size = 8, 7
		axis.Padding = 0
	}
	p.Legend.TextStyle.Font.Size, p.Legend.Padding = 8, 2
	p.Add(plotter.NewGrid())
	return p
}

// propagation is the empirical distribution of delivery times, a line a degree.
func propagation(runs []*run) (*plot.Plot, error) {
	p := panel("How fast a message arrives", "time from publication to delivery (ms)", "share of deliveries")
	p.Y.Min, p.Y.Max, p.X.Min = 0, 1, 0
	p.Y.Tick.Marker = every(0.25, 1)
	p.Legend.XOffs, p.Legend.YOffs = -4, 6
	for i, r := range runs {
		const points = 200
		line := make(plotter.XYs, 0, points+1)
		for k := range points + 1 {
			q := float64(k) / points
			line = append(line, plotter.XY{X: quantile(r.delivery, q), Y: q})
		}
		l, err := plotter.NewLine(line)
		if err != nil {
			return nil, err
		}
		l.Color, l.Dashes, l.Width = colours[i%len(colours)], dashes[i%len(dashes)], 1.2
		p.Add(l)
		p.X.Max = max(p.X.Max, r.delivery[len(r.delivery)-1])
		p.Legend.Add(fmt.Sprintf("d = %d", r.degree), l)
	}
	p.X.Tick.Marker = every(50, p.X.Max)
	return p, nil
}

// every marks multiples of step from 0 to most.
func every(step, most float64) plot.Ticker {
	var ticks plot.ConstantTicks
	for i := 0; float64(i)*step <= most; i++ {
		v := float64(i) * step
		ticks = append(ticks, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'g', -1, 64)})
	}
	return ticks
}

// waste is duplicates against degree, beside what the mesh alone explains.
func waste(runs []*run) (*plot.Plot, error) {
	p := panel("How often it arrives in vain", "mesh degree d", "duplicates per delivery")
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.XOffs, p.Legend.YOffs = 6, -4
	p.X.Min, p.Y.Min = 0, 0
	var degrees plot.ConstantTicks
	measured, theory := make(plotter.XYs, len(runs)), make(plotter.XYs, len(runs))
	for i, r := range runs {
		measured[i] = plotter.XY{X: float64(r.degree), Y: r.duplicates}
		theory[i] = plotter.XY{X: float64(r.degree), Y: r.mesh - 2}
		degrees = append(degrees, plot.Tick{Value: float64(r.degree), Label: strconv.Itoa(r.degree)})
		p.X.Max, p.Y.Max = max(p.X.Max, float64(r.degree)*1.1), max(p.Y.Max, r.duplicates*1.15)
	}
	p.X.Tick.Marker = degrees
	p.Y.Tick.Marker = every(2, p.Y.Max)
	l, err := plotter.NewLine(theory)
	if err != nil {
		return nil, err
	}
	l.Color, l.Dashes = grey, dashes[1]
	s, err := plotter.NewScatter(measured)
	if err != nil {
		return nil, err
	}
	s.Shape, s.Color, s.Radius = vgdraw.CircleGlyph{}, colours[0], 2.5
	p.Add(l, s)
	p.Legend.Add("measured", s)
	p.Legend.Add("mean mesh - 2", l)
	return p, nil
}
