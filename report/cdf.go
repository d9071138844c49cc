package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

const (
	// logFrom is how many times the least the largest value must be for a CDF to get a
	// logarithmic axis.
	logFrom = 10
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
	f := figure.Figure{Name: name, Title: c.title, Caption: "Share of the " + c.noun + " at or below each value"}
	f.Y = figure.Axis{Label: "share of " + c.noun + " (%)", Low: 0, High: 100, Ticks: figure.TicksEvery(25, 0, 100)}
	sorted := make([][]float64, len(curves))
	least, most := math.Inf(1), math.Inf(-1)
	for i, c := range curves {
		sorted[i] = slices.Clone(c.series.Value)
		slices.Sort(sorted[i])
		least, most = min(least, sorted[i][0]), max(most, sorted[i][len(sorted[i])-1])
	}
	var size float64
	f.X, size = spreadAxis(c.what, curves[0].series.Def, sorted, least, most)
	at := func(x float64) float64 { return x }
	if f.X.Log {
		at = math.Log
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
			Label: strings.TrimSpace(fmt.Sprintf("%s (n = %s)", words(c.label), quantity.Thousands(int64(len(sorted[i]))))),
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

// spreadAxis returns the axis of a distribution from least to most, and one of its unit
// in that of the metric. It is logarithmic if values span a decade or more.
func spreadAxis(what string, def trace.MetricDef, sorted [][]float64, least, most float64) (a figure.Axis, size float64) {
	dimension := quantity.Of(def)
	if least > 0 && most >= logFrom*least {
		if dimension == quantity.Duration {
			a, size = figure.LogAxis(what, least/1.1, most*1.1), 1
		} else {
			unit := figure.ValueScale(dimension, def.Unit, most)
			a, size = figure.LogCountAxis(what, unit, least/unit.Size/1.1, most/unit.Size*1.1), unit.Size
		}
		if len(a.Ticks) > 1 { // not between two ticks
			return a, size
		}
	}
	unit := figure.ValueScale(dimension, def.Unit, max(most, -least))
	size = unit.Size
	if size == 1 && !slices.ContainsFunc(sorted, func(v []float64) bool { return !whole(v) }) {
		unit.Steps = figure.Wholes.Steps
	}
	return figure.SpreadAxis(unit.Label(what), unit, least/size, most/size), size
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
			points = append(points, figure.Point{X: v / size, Y: 100 * float64(i+1) / n})
		}
	}
	return points
}
