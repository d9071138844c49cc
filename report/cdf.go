package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/quantity"
	"github.com/libp2p-sim/sim/report/internal/stats"
	"github.com/libp2p-sim/sim/sim/trace"
)

// logFrom is how many times the largest median the largest value must be for a
// CDF of durations to get a logarithmic axis: on a linear one, half of the
// samples would be squeezed into its first thirtieth.
const logFrom = 30

// curve is a series and what the legend calls it.
type curve struct {
	label  string
	series *Series
}

// cdf is the empirical distribution of one or more series of one dimension:
// what share of the samples is at most x.
func cdf(name, title, what, share string, curves []curve) figure {
	f := figure{name: name, title: title}
	f.y = axis{label: share, low: 0, high: 1, ticks: ticksEvery(0.25, 0, 1)}
	def := curves[0].series.Def
	dim := quantity.Of(def)
	sorted := make([][]float64, len(curves))
	least, most, median := math.Inf(1), math.Inf(-1), 0.0
	for i, c := range curves {
		sorted[i] = slices.Clone(c.series.Value)
		slices.Sort(sorted[i])
		least, most = min(least, sorted[i][0]), max(most, sorted[i][len(sorted[i])-1])
		median = max(median, stats.Quantile(sorted[i], stats.P50))
	}
	size, at := 1.0, func(x float64) float64 { return x }
	if dim == quantity.Duration && least > 0 && most > logFrom*median {
		f.x, at = logAxis(what, least/1.1, most*1.1), math.Log
	} else {
		s := valueScale(dim, def.Unit, most)
		size = s.size
		if def.Kind == trace.Count {
			s.steps = wholes.steps
		}
		f.x = linearAxis(s.label(what), s, min(least/size, 0), most/size*1.04, ticksAcross)
	}
	f.note = "n = " + quantity.Thousands(int64(len(sorted[0])))
	for i, c := range curves {
		legend := c.label
		if len(curves) > 1 {
			f.note = ""
			legend = fmt.Sprintf("%s (n = %s)", c.label, quantity.Thousands(int64(len(sorted[i]))))
		}
		points := thinCurve(steps(sorted[i], size), least/size, most/size, at)
		f.lines = append(f.lines, line{name: c.label, label: legend, parts: [][]point{points}, color: i, stair: true})
	}
	return f
}

// steps returns the corners of the empirical distribution of sorted, from
// share 0 at the least value: one for each different value.
func steps(sorted []float64, size float64) []point {
	n := float64(len(sorted))
	points := []point{{sorted[0] / size, 0}}
	for i, v := range sorted {
		if i+1 == len(sorted) || sorted[i+1] != v {
			points = append(points, point{v / size, float64(i+1) / n})
		}
	}
	return points
}
