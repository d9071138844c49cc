package report

import (
	"math"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/quantity"
	"github.com/libp2p-sim/sim/report/internal/stats"
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
func levels(name string, c caption, s *Series, end int64) figure {
	time := timeScale(float64(end))
	least, most := slices.Min(s.Value), slices.Max(s.Value)
	unit := valueScale(quantity.Of(s.Def), s.Def.Unit, max(most, -least))
	if unit.size == 1 && whole(s.Value) {
		unit.steps = wholes.steps
	}
	f := figure{
		name: name, title: c.title,
		x: timeAxis("", end),
		y: levelAxis(unit.label(c.what), unit, least/unit.size, most/unit.size),
	}
	var mean []point
	var inner, outer []span
	several := false
	for _, group := range instants(s, end) {
		x, v := group.t/time.size, group.values
		mean = append(mean, point{x, stats.Mean(v) / unit.size})
		slices.Sort(v)
		inner = append(inner, span{x, stats.Quantile(v, stats.P10) / unit.size, stats.Quantile(v, stats.P90) / unit.size})
		outer = append(outer, span{x, v[0] / unit.size, v[len(v)-1] / unit.size})
		several = several || len(v) > 1
	}
	f.lines = []line{{name: "mean", parts: [][]point{mean}}}
	if several {
		f.bands = []band{
			{label: "min–max", low: "min", top: "max", parts: [][]span{outer}},
			{label: "10–90 %", low: "p10", top: "p90", parts: [][]span{inner}, strong: true},
		}
	}
	return f
}

// percentages shows a ratio that is read off for the whole network, as levels
// does a gauge.
func percentages(name string, c caption, s *Series, end int64) figure {
	percent := *s
	percent.Def.Kind, percent.Def.Unit = trace.Gauge, "%"
	percent.Value = make([]float64, len(s.Value))
	for i, v := range s.Value {
		percent.Value[i] = 100 * v
	}
	f := levels(name, c, &percent, end)
	f.y = shareAxis(c.what, slices.Min(s.Value), slices.Max(s.Value))
	return f
}

func whole(values []float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return v != math.Trunc(v) })
}
