package lab

import (
	"bytes"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/figure"
)

// A Picture is a figure of a run.
type Picture struct {
	Name, Title, Metric string
	X, Y                string // labels of the axes
	Log                 bool   // x is logarithmic
	Lines               []Line
}

// A Line is points, of which those with a negative y are gaps.
type Line struct {
	Name string
	X, Y []float64
}

// Draw adds a figure to the run directory, in the forms that the page reads; its picture
// is a rectangle.
func (l *Lab) Draw(p Picture) {
	l.t.Helper()
	f := figure.Figure{Name: p.Name, Title: p.Title, Caption: "How to read it", Metrics: []string{p.Metric}}
	f.X, f.Y = figure.Axis{Label: p.X, Low: 0, High: 1, Log: p.Log}, figure.Axis{Label: p.Y, Low: 0, High: 1}
	if p.Log {
		f.X.Low = 1
	}
	for _, line := range p.Lines {
		drawn := figure.Line{Name: line.Name, Color: len(f.Lines)}
		var part []figure.Point
		for i, x := range line.X {
			if line.Y[i] < 0 {
				drawn.Parts, part = append(drawn.Parts, part), nil
				continue
			}
			part = append(part, figure.Point{X: x, Y: line.Y[i]})
			f.X.High, f.Y.High = max(f.X.High, x), max(f.Y.High, line.Y[i])
		}
		drawn.Parts = append(drawn.Parts, part)
		drawn.Parts = slices.DeleteFunc(drawn.Parts, func(p []figure.Point) bool { return len(p) == 0 })
		f.Lines = append(f.Lines, drawn)
	}
	for _, format := range []string{"csv", "json"} {
		var b bytes.Buffer
		if err := f.WriteAs(&b, format); err != nil {
			l.t.Fatal(err)
		}
		l.Put("plots/"+p.Name+"."+format, b.Bytes())
	}
	l.Put("plots/"+p.Name+".svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="90" height="60" style="fill:#0072b2"/></svg>`))
}
