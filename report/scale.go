package report

import (
	"math"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/quantity"
)

// scale is the unit that an axis counts in.
type scale struct {
	unit  string    // "" for a plain number
	size  float64   // one of it, in the base unit of the metric
	steps []float64 // between ticks, in this unit, ascending; nil for 1, 2, 5, 10 ...
}

var minuteSteps = []float64{0.5, 1, 2, 5, 10, 15, 20, 30, 60}

// timeScales are taken over from by the next at its from, in nanoseconds.
var timeScales = []struct {
	from float64
	scale
}{
	{0, scale{"ns", 1, nil}},
	{1e3, scale{"µs", 1e3, nil}},
	{1e6, scale{"ms", 1e6, nil}},
	{1e9, scale{"s", 1e9, nil}},
	{10e9, scale{"s", 1e9, minuteSteps}},
	{120e9, scale{"min", 60e9, minuteSteps}},
	{2 * 3600e9, scale{"h", 3600e9, []float64{0.25, 0.5, 1, 2, 3, 4, 6, 12, 24}}},
	{72 * 3600e9, scale{"d", 86400e9, []float64{0.5, 1, 2, 5, 7, 14}}},
}

// wholes is the scale of things that come one by one.
var wholes = scale{size: 1, steps: []float64{1}}

// timeScale is the unit for durations up to most, in nanoseconds.
func timeScale(most float64) scale {
	s := timeScales[0].scale
	for _, next := range timeScales {
		if most >= next.from {
			s = next.scale
		}
	}
	return s
}

// valueScale is the unit for values of dimension d up to most, both in unit.
func valueScale(d quantity.Dimension, unit string, most float64) scale {
	switch {
	case d == quantity.Duration:
		return timeScale(most)
	case d == quantity.Bytes && most >= 1e9:
		return scale{"GB", 1e9, nil}
	case d == quantity.Bytes && most >= 1e6:
		return scale{"MB", 1e6, nil}
	case d == quantity.Bytes && most >= 1e3:
		return scale{"kB", 1e3, nil}
	case d == quantity.Bytes:
		return scale{"bytes", 1, nil}
	case unit == "1":
		unit = ""
	}
	if most >= 1e6 {
		return scale{strings.TrimSuffix("million "+unit, " "), 1e6, nil}
	}
	return scale{unit, 1, nil}
}

// label names an axis in this unit, "latency (ms)".
func (s scale) label(what string) string {
	if s.unit == "" || slices.Contains(strings.Fields(what), s.unit) {
		return what
	}
	return what + " (" + s.unit + ")"
}

// step is the smallest step that cuts length into at most the given number of
// parts.
func (s scale) step(length float64, parts int) float64 {
	least := length / float64(parts)
	for _, step := range s.steps {
		if step >= least {
			return step
		}
	}
	decade := math.Pow10(int(math.Floor(math.Log10(least))))
	for _, m := range []float64{1, 2, 5} {
		if step := m * decade; step >= least*(1-1e-9) {
			return step
		}
	}
	return 10 * decade
}
