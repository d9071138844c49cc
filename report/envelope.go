package report

import (
	"slices"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/stats"
	"github.com/libp2p-sim/sim/sim/trace"
)

// envelope is the bounds of a gauge: the least and the most of the values of
// which it is the mean.
type envelope struct{ least, most *Series }

// envelopes finds the gauges x with x_min and x_max, and marks these as drawn.
func envelopes(run *Run, drawn map[*Series]bool) map[*Series]*envelope {
	found := map[*Series]*envelope{}
	for i := range run.Series {
		s := &run.Series[i]
		bound := func(suffix string) *Series {
			b := run.Metric(s.Def.Name + suffix)
			if b == nil || len(b.T) == 0 || b.Def.Kind != trace.Gauge || b.Def.Unit != s.Def.Unit {
				return nil
			}
			return b
		}
		if len(s.T) == 0 || s.Def.Kind != trace.Gauge || s.Def.Name == peersOnline {
			continue
		}
		if least, most := bound("_min"), bound("_max"); least != nil && most != nil {
			found[s] = &envelope{least, most}
			drawn[least], drawn[most] = true, true
		}
	}
	return found
}

// draw shows s, which is in order of time, between its bounds; end is that of
// the time axis in virtual nanoseconds. The band has gaps where a bound was not
// read.
func (e envelope) draw(name string, c caption, s *Series, end int64) figure.Figure {
	time := figure.TimeScale(float64(end))
	least := min(slices.Min(e.least.Value), slices.Min(s.Value))
	most := max(slices.Max(e.most.Value), slices.Max(s.Value))
	unit := figure.ValueScale(quantity.Of(s.Def), s.Def.Unit, max(most, -least))
	f := figure.Figure{
		Name: name, Title: c.title, Caption: "Mean over all at each reading, with the least and the most",
		X: figure.TimeAxis("", end),
		Y: figure.LevelAxis(unit.Label(c.what), unit, least/unit.Size, most/unit.Size),
	}
	lows, tops := map[float64]float64{}, map[float64]float64{}
	for _, g := range instants(inOrder(e.least), end) {
		lows[g.t] = slices.Min(g.values)
	}
	for _, g := range instants(inOrder(e.most), end) {
		tops[g.t] = slices.Max(g.values)
	}
	var mean []figure.Point
	var parts [][]figure.Span
	gap := true
	for _, g := range instants(s, end) {
		x := g.t / time.Size
		mean = append(mean, figure.Point{X: x, Y: stats.Mean(g.values) / unit.Size})
		low, hasLow := lows[g.t]
		top, hasTop := tops[g.t]
		if !hasLow || !hasTop {
			gap = true
			continue
		}
		if gap {
			parts = append(parts, nil)
			gap = false
		}
		last := len(parts) - 1
		parts[last] = append(parts[last], figure.Span{X: x, Low: low / unit.Size, Top: top / unit.Size})
	}
	f.Lines = []figure.Line{{Name: "mean", Parts: [][]figure.Point{mean}}}
	f.Bands = []figure.Band{{Label: "min–max", Low: "min", Top: "max", Parts: parts}}
	return f
}
