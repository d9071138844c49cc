package study

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
)

const (
	// logFrom is how many times the least value of x the greatest must be for a
	// logarithmic axis.
	logFrom = 16
	// apart is how far ticks are at least, as a share of the axis.
	apart = 1.0 / 14
)

// acrossAxis is the axis of x, and where a cell stands on it: by its number, or in
// a slot of its own if x has none. Ticks are the values that were tried, if they
// have room.
func (r *Results) acrossAxis(l layout, style Style) (a figure.Axis, place func(cell int) float64) {
	if l.at == nil {
		return r.slots(l, style)
	}
	p := r.Parameters[l.x]
	most := slices.Max(l.at)
	unit := figure.Scale{Unit: "%", Size: 0.01}
	if l.dim != quantity.Share {
		unit = figure.ValueScale(l.dim, "", most)
	}
	at := slices.Clone(l.at)
	for i := range at {
		at[i] /= unit.Size
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(at)))
	low, high := sorted[0], sorted[len(sorted)-1]
	place = func(cell int) float64 { return at[r.xIndex(l, cell)] }
	label := unit.Label(cmp.Or(style.AcrossLabel, p.Name))
	a = figure.Axis{Label: label, Low: low, High: high, Log: low > 0 && high >= logFrom*low && len(sorted) > 2}
	switch style.AcrossAxis {
	case linear:
		a.Log = false
	case logMark:
		a.Log = low > 0
	}
	if a.Log {
		a.Label += ", log scale"
	}
	for _, v := range sorted {
		a.Ticks = append(a.Ticks, figure.Tick{At: v, Label: tickLabel(v)})
	}
	if a.Crowded(apart) && !a.Log {
		a.Ticks = figure.LinearAxis(label, unit, low, high, figure.TicksAcross).Ticks
	}
	return a.Widened(), place
}

// tickLabel writes a number as an axis does.
func tickLabel(v float64) string {
	if v == float64(int64(v)) {
		return quantity.Thousands(int64(v))
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}

// slots gives every value of x a place of the same width, in order.
func (r *Results) slots(l layout, style Style) (a figure.Axis, place func(cell int) float64) {
	if l.x < 0 {
		return figure.Axis{Low: -1.5, High: 1.5}, func(int) float64 { return 0 }
	}
	p := r.Parameters[l.x]
	order := make([]int, len(p.Values))
	for i := range order {
		order[i] = i
	}
	if l.at != nil {
		slices.SortStableFunc(order, func(i, j int) int {
			switch {
			case l.at[i] < l.at[j]:
				return -1
			case l.at[i] > l.at[j]:
				return 1
			}
			return 0
		})
	}
	edge := 0.5
	if len(order) < 3 {
		edge = 1 // no box as wide as a barn
	}
	for i, v := range l.order {
		order[i] = slices.Index(p.Values, v)
	}
	a = figure.Axis{Label: cmp.Or(style.AcrossLabel, p.Name), Low: -edge, High: float64(len(order)-1) + edge}
	slot := make([]float64, len(order))
	for at, i := range order {
		slot[i] = float64(at)
		a.Ticks = append(a.Ticks, figure.Tick{At: float64(at), Label: p.Values[i]})
	}
	return a, func(cell int) float64 { return slot[r.xIndex(l, cell)] }
}
