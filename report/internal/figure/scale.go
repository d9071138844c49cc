package figure

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// Scale is the unit that an axis counts in.
type Scale struct {
	Unit  string    // "" for a plain number
	Size  float64   // one of it, in the base unit of the metric
	Steps []float64 // between ticks, in this unit, ascending; nil for 1, 2, 5, 10 ...
}

var minuteSteps = []float64{0.5, 1, 2, 5, 10, 15, 20, 30, 60}

// timeScales are taken over from by the next at its from, in nanoseconds.
var timeScales = []struct {
	from float64
	Scale
}{
	{0, Scale{"ns", 1, nil}},
	{1e3, Scale{"µs", 1e3, nil}},
	{1e6, Scale{"ms", 1e6, nil}},
	{1e9, Scale{"s", 1e9, nil}},
	{10e9, Scale{"s", 1e9, minuteSteps}},
	{120e9, Scale{"min", 60e9, minuteSteps}},
	{2 * 3600e9, Scale{"h", 3600e9, []float64{0.25, 0.5, 1, 2, 3, 4, 6, 12, 24}}},
	{72 * 3600e9, Scale{"d", 86400e9, []float64{0.5, 1, 2, 5, 7, 14}}},
}

// Wholes is the scale of things that come one by one.
var Wholes = Scale{Size: 1, Steps: []float64{1}}

// TimeScale returns the unit for durations up to most, in nanoseconds.
func TimeScale(most float64) Scale {
	s := timeScales[0].Scale
	for _, next := range timeScales {
		if most >= next.from {
			s = next.Scale
		}
	}
	return s
}

// ValueScale returns the unit for values of dimension d up to most, both in unit.
func ValueScale(d quantity.Dimension, unit string, most float64) Scale {
	switch {
	case d == quantity.Duration:
		return TimeScale(most)
	case d == quantity.Bytes && most >= 1e9:
		return Scale{"GB", 1e9, nil}
	case d == quantity.Bytes && most >= 1e6:
		return Scale{"MB", 1e6, nil}
	case d == quantity.Bytes && most >= 1e3:
		return Scale{"kB", 1e3, nil}
	case d == quantity.Bytes:
		return Scale{"bytes", 1, nil}
	case unit == "1":
		unit = ""
	}
	if most >= 1e6 {
		return Scale{strings.TrimSuffix("million "+unit, " "), 1e6, nil}
	}
	return Scale{unit, 1, nil}
}

// Label names an axis in this unit, "latency (ms)".
func (s Scale) Label(what string) string {
	if s.Unit == "" || slices.Contains(strings.Fields(what), s.Unit) {
		return what
	}
	return what + " (" + s.Unit + ")"
}

// Step returns the smallest step that divides length into at most the given number
// of parts.
func (s Scale) Step(length float64, parts int) float64 {
	least := length / float64(parts)
	for _, step := range s.Steps {
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

// TimeLabel writes a duration in nanoseconds as an axis does, "5 min".
func TimeLabel(ns int64) string {
	s := TimeScale(float64(ns))
	for _, t := range timeScales { // the largest unit that is whole
		if float64(ns) >= t.Size && ns%int64(t.Size) == 0 {
			s = t.Scale
		}
	}
	return strconv.FormatFloat(float64(ns)/s.Size, 'f', -1, 64) + " " + s.Unit
}
