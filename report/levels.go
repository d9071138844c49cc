package report

import (
	"math"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/stats"
	"github.com/libp2p-sim/sim/sim/trace"
)

// maxInstants bounds the points of a band. A longer series is pooled to fewer:
// more would be a hatching.
const (
	maxInstants = maxPoints / 2
	pooled      = 250
)

// levels shows a gauge over time: the mean of the samples of each sampling
// instant and, if instants have several, bands for how these spread. s is in
// order of time, and end is that of the time axis in virtual nanoseconds.
func levels(name string, c caption, s *Series, end int64) figure.Figure {
	time := figure.TimeScale(float64(end))
	least, most := slices.Min(s.Value), slices.Max(s.Value)
	unit := figure.ValueScale(quantity.Of(s.Def), s.Def.Unit, max(most, -least))
	if unit.Size == 1 && whole(s.Value) {
		unit.Steps = figure.Wholes.Steps
	}
	f := figure.Figure{
		Name: name, Title: c.title, Caption: "Read off every " + figure.TimeLabel(period(s)),
		X: figure.TimeAxis("", end),
		Y: figure.LevelAxis(unit.Label(c.what), unit, least/unit.Size, most/unit.Size),
	}
	var mean []figure.Point
	var inner, outer []figure.Span
	several := false
	for _, group := range instants(s, end) {
		x, v := group.t/time.Size, group.values
		mean = append(mean, figure.Point{X: x, Y: stats.Mean(v) / unit.Size})
		slices.Sort(v)
		inner = append(inner, figure.Span{X: x, Low: stats.Quantile(v, stats.P10) / unit.Size, Top: stats.Quantile(v, stats.P90) / unit.Size})
		outer = append(outer, figure.Span{X: x, Low: v[0] / unit.Size, Top: v[len(v)-1] / unit.Size})
		several = several || len(v) > 1
	}
	f.Lines = []figure.Line{{Name: "mean", Parts: [][]figure.Point{mean}}}
	if several {
		f.Caption = "Mean of the " + c.noun + " at each reading, with the range and the middle 80 %"
		f.Bands = []figure.Band{
			{Label: "min–max", Low: "min", Top: "max", Parts: [][]figure.Span{outer}},
			{Label: "10–90 %", Low: "p10", Top: "p90", Parts: [][]figure.Span{inner}, Strong: true},
		}
	}
	return f
}

// percentages shows a ratio that is read off for the whole network, as levels
// does a gauge.
func percentages(name string, c caption, s *Series, end int64) figure.Figure {
	percent := *s
	percent.Def.Kind, percent.Def.Unit = trace.Gauge, "%"
	percent.Value = make([]float64, len(s.Value))
	for i, v := range s.Value {
		percent.Value[i] = 100 * v
	}
	f := levels(name, c, &percent, end)
	f.Y = figure.ShareAxis(c.what, slices.Min(s.Value), slices.Max(s.Value))
	return f
}

func whole(values []float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return v != math.Trunc(v) })
}
