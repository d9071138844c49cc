package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/quantity"
	"github.com/libp2p-sim/sim/report/internal/stats"
)

const (
	// logFrom is how many times the largest median the largest value must be for
	// a CDF of durations to get a logarithmic axis: on a linear one, half of the
	// samples would be squeezed into its first thirtieth.
	logFrom = 30
	// fewSteps is up to how many different values curves have their steps marked.
	fewSteps = 12
)

// curve is a series of a family: its operation, "" if it has no family, and the
// number of its colour.
type curve struct {
	label  string
	series *Series
	color  int
}

// cdf is the empirical distribution of one or more series of one dimension:
// what share of the samples is at most x.
func cdf(name string, c caption, curves []curve) figure {
	f := figure{name: name, title: c.title}
	f.y = axis{label: "share of " + c.noun, low: 0, high: 1, ticks: ticksEvery(0.25, 0, 1)}
	def := curves[0].series.Def
	sorted := make([][]float64, len(curves))
	least, most, median := math.Inf(1), math.Inf(-1), 0.0
	for i, c := range curves {
		sorted[i] = slices.Clone(c.series.Value)
		slices.Sort(sorted[i])
		least, most = min(least, sorted[i][0]), max(most, sorted[i][len(sorted[i])-1])
		median = max(median, stats.Quantile(sorted[i], stats.P50))
	}
	size, at := 1.0, math.Log
	if quantity.Of(def) == quantity.Duration && least > 0 && most > logFrom*median {
		f.x = logAxis(c.what, least/1.1, most*1.1)
	}
	if len(f.x.ticks) < 2 { // also of a logarithmic axis outside all decades
		at = func(x float64) float64 { return x }
		unit := valueScale(quantity.Of(def), def.Unit, max(most, -least))
		size = unit.size
		if size == 1 && !slices.ContainsFunc(sorted, func(v []float64) bool { return !whole(v) }) {
			unit.steps = wholes.steps
		}
		f.x = spreadAxis(unit.label(c.what), unit, least/size, most/size)
	}
	if len(curves) == 1 {
		f.note = "n = " + quantity.Thousands(int64(len(sorted[0])))
		if operation := curves[0].label; operation != "" {
			f.note = words(operation) + ", " + f.note
		}
	}
	few := true
	for i, c := range curves {
		points := steps(sorted[i], size)
		few = few && len(points) <= fewSteps+1
		f.lines = append(f.lines, line{
			name:  cmp.Or(c.label, c.series.Def.Name),
			label: fmt.Sprintf("%s (n = %s)", words(c.label), quantity.Thousands(int64(len(sorted[i])))),
			parts: [][]point{thinCurve(points, least/size, most/size, at)},
			color: c.color,
			stair: true,
		})
	}
	for i := range f.lines {
		f.lines[i].dots = few
	}
	return f
}

// spreadAxis is a linear axis for a distribution from least to most: from 0
// unless that would leave most of it empty, with room where a step would lie on
// its end.
func spreadAxis(label string, s scale, least, most float64) axis {
	low, high := min(least, 0), max(most, 0)
	switch length := most - least; {
	case low == high:
		high = 1
	case least > most/2 && length > most/100:
		low = least - length/20
	case length <= most/100: // one value, or nearly: in the middle
		high = 2 * most
	}
	if least <= 0 {
		low -= (high - low) / 25
	}
	high += (high - low) / 25
	return linearAxis(label, s, low, high, ticksAcross)
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
