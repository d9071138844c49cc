package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/quantity"
)

// axis is one axis of a figure: its range and ticks in its own unit.
type axis struct {
	label     string
	low, high float64
	log       bool
	ticks     []tick
}

type tick struct {
	at    float64
	label string
}

// Ticks that have room in a figure of one paper column.
const (
	ticksAcross = 7
	ticksUp     = 5
)

// linearAxis is an axis in s over values from low to high in s's unit, with at
// most parts steps. Ranges of length zero are widened.
func linearAxis(label string, s scale, low, high float64, parts int) axis {
	if high <= low {
		high = low + 1
	}
	step := s.step(high-low, parts)
	return axis{label: label, low: low, high: high, ticks: ticksEvery(step, low, high)}
}

// timeAxis is an axis of virtual time from 0 to end, in virtual nanoseconds.
func timeAxis(remark string, end int64) axis {
	s := timeScale(float64(end))
	return linearAxis(s.label("virtual time")+remark, s, 0, float64(end)/s.size, ticksAcross)
}

// levelAxis is an axis in s from 0, or from least if that is below, to most,
// widened so that its ends are ticks.
func levelAxis(label string, s scale, least, most float64) axis {
	low, high := min(least, 0), max(most, 0)
	if high == low {
		high = 1
	}
	step := s.step(high-low, ticksUp)
	low, high = math.Floor(low/step)*step, math.Ceil(high/step)*step
	return axis{label: label, low: low, high: high, ticks: ticksEvery(step, low, high)}
}

// ticksEvery returns the multiples of step from low to high.
func ticksEvery(step, low, high float64) []tick {
	const most = 1000
	if !(step > 0) || (high-low)/step > most {
		panic(fmt.Sprintf("report: ticks every %v from %v to %v", step, low, high))
	}
	const slack = 1e-9 // multiples of 0.1 miss the end by a bit
	_, frac, _ := strings.Cut(strconv.FormatFloat(step, 'f', -1, 64), ".")
	var ticks []tick
	for i := math.Ceil(low/step - slack); i <= high/step+slack; i++ {
		at := float64(i) * step
		label := strconv.FormatFloat(at, 'f', len(frac), 64)
		switch {
		case i == 0:
			at, label = 0, "0"
		case frac == "" && math.Abs(at) < 1e15:
			label = quantity.Thousands(int64(math.Round(at)))
		}
		ticks = append(ticks, tick{at, label})
	}
	return ticks
}

// decades are the ticks of a logarithmic axis of durations, in nanoseconds.
var decades = []tick{
	{1, "1 ns"}, {1e1, "10 ns"}, {1e2, "100 ns"}, {1e3, "1 µs"}, {1e4, "10 µs"}, {1e5, "100 µs"},
	{1e6, "1 ms"}, {1e7, "10 ms"}, {1e8, "100 ms"}, {1e9, "1 s"}, {1e10, "10 s"}, {60e9, "1 min"},
	{600e9, "10 min"}, {3600e9, "1 h"}, {36000e9, "10 h"},
}

// thirds are further ticks where decades are few.
var thirds = []tick{
	{3e2, "300 ns"}, {3e3, "3 µs"}, {3e4, "30 µs"}, {3e5, "300 µs"}, {3e6, "3 ms"}, {3e7, "30 ms"},
	{3e8, "300 ms"}, {3e9, "3 s"}, {30e9, "30 s"}, {180e9, "3 min"}, {1800e9, "30 min"},
}

// logAxis is a logarithmic axis of durations from low to high nanoseconds.
func logAxis(label string, low, high float64) axis {
	a := axis{label: label + ", log scale", low: low, high: high, log: true}
	within := func(from []tick) (ticks []tick) {
		for _, t := range from {
			if low <= t.at && t.at <= high {
				ticks = append(ticks, t)
			}
		}
		return ticks
	}
	a.ticks = within(decades)
	if len(a.ticks) <= ticksAcross/2 {
		a.ticks = append(a.ticks, within(thirds)...) // drawing does not mind the order
	}
	return a
}
