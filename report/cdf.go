package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/stats"
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
// the share of the samples that are at most x.
func cdf(name string, c caption, curves []curve) figure.Figure {
	f := figure.Figure{Name: name, Title: c.title}
	f.Y = figure.Axis{Label: "share of " + c.noun, Low: 0, High: 1, Ticks: figure.TicksEvery(0.25, 0, 1)}
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
		f.X = figure.LogAxis(c.what, least/1.1, most*1.1)
	}
	if len(f.X.Ticks) < 2 { // also of a logarithmic axis outside all decades
		at = func(x float64) float64 { return x }
		unit := figure.ValueScale(quantity.Of(def), def.Unit, max(most, -least))
		size = unit.Size
		if size == 1 && !slices.ContainsFunc(sorted, func(v []float64) bool { return !whole(v) }) {
			unit.Steps = figure.Wholes.Steps
		}
		f.X = figure.SpreadAxis(unit.Label(c.what), unit, least/size, most/size)
	}
	if len(curves) == 1 {
		f.Note = "n = " + quantity.Thousands(int64(len(sorted[0])))
		if operation := curves[0].label; operation != "" {
			f.Note = words(operation) + ", " + f.Note
		}
	}
	few := true
	for i, c := range curves {
		points := steps(sorted[i], size)
		few = few && len(points) <= fewSteps+1
		f.Lines = append(f.Lines, figure.Line{
			Name:  cmp.Or(c.label, c.series.Def.Name),
			Label: fmt.Sprintf("%s (n = %s)", words(c.label), quantity.Thousands(int64(len(sorted[i])))),
			Parts: [][]figure.Point{thinCurve(points, least/size, most/size, at)},
			Color: c.color,
			Stair: true,
		})
	}
	for i := range f.Lines {
		f.Lines[i].Dots = few
	}
	return f
}

// spreads reports whether the samples of curves have more than one value. If not, a
// number says all that a distribution would.
func spreads(curves []curve) bool {
	for _, c := range curves {
		for _, v := range c.series.Value {
			if v != curves[0].series.Value[0] {
				return true
			}
		}
	}
	return false
}

// steps returns the corners of the empirical distribution of sorted, from
// share 0 at the least value: one for each different value.
func steps(sorted []float64, size float64) []figure.Point {
	n := float64(len(sorted))
	points := []figure.Point{{X: sorted[0] / size, Y: 0}}
	for i, v := range sorted {
		if i+1 == len(sorted) || sorted[i+1] != v {
			points = append(points, figure.Point{X: v / size, Y: float64(i+1) / n})
		}
	}
	return points
}
