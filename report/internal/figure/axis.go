package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/quantity"
)

// Axis is one axis of a figure: its range and ticks in its own unit.
type Axis struct {
	Label     string
	Low, High float64
	Log       bool
	Ticks     []Tick
	// Time is how many nanoseconds of virtual time one of its unit is; 0: it is an axis
	// of something else.
	Time float64
	// Nanos: its values are durations in nanoseconds, whatever its ticks say.
	Nanos bool
}

// A Tick is a mark on an axis, with a grid line.
type Tick struct {
	At    float64
	Label string
}

// Ticks that have room in a figure of one paper column.
const (
	TicksAcross = 7
	TicksUp     = 5
)

// LinearAxis returns an axis in s over values from low to high in s's unit, with at
// most parts steps. Ranges of length zero are widened.
func LinearAxis(label string, s Scale, low, high float64, parts int) Axis {
	if high <= low {
		high = low + 1
	}
	step := s.Step(high-low, parts)
	return Axis{Label: label, Low: low, High: high, Ticks: TicksEvery(step, low, high)}
}

// TimeAxis returns an axis of virtual time from 0 to end, in virtual nanoseconds.
func TimeAxis(remark string, end int64) Axis {
	s := TimeScale(float64(end))
	a := LinearAxis(s.Label("virtual time")+remark, s, 0, float64(end)/s.Size, TicksAcross)
	a.Time = s.Size
	return a
}

// LevelAxis returns an axis in s from 0, or from least if that is below, to most,
// widened so that its ends are ticks.
func LevelAxis(label string, s Scale, least, most float64) Axis {
	low, high := min(least, 0), max(most, 0)
	if high == low {
		high = 1
	}
	step := s.Step(high-low, TicksUp)
	low, high = math.Floor(low/step)*step, math.Ceil(high/step)*step
	return Axis{Label: label, Low: low, High: high, Ticks: TicksEvery(step, low, high)}
}

// ShareAxis spans 0 to 100 %, or a smaller part if all shares are high or all
// are low.
func ShareAxis(what string, least, most float64) Axis {
	low, high := 0.0, 100.0
	for _, from := range []float64{50, 80, 90} {
		if 100*least >= from {
			low = from
		}
	}
	for _, to := range []float64{50, 20, 10} {
		if low == 0 && 100*most <= to { // not all of them exactly 50 %
			high = to
		}
	}
	a := Axis{Label: what + " (%)", Low: low, High: high}
	a.Ticks = TicksEvery(Scale{}.Step(high-low, TicksUp), low, high)
	return a
}

// ValueAxis returns an axis in s for values from least to most: from 0 unless that would
// leave half of it empty, with ticks at its ends.
func ValueAxis(label string, s Scale, least, most float64) Axis {
	if least <= most/2 || most-least < most/1000 {
		return LevelAxis(label, s, least, most)
	}
	step := s.Step(most-least, TicksUp)
	low, high := math.Floor(least/step)*step, math.Ceil(most/step)*step
	return Axis{Label: label, Low: low, High: high, Ticks: TicksEvery(step, low, high)}
}

// SpreadAxis returns a linear axis for a distribution from least to most: from 0
// unless that would leave most of it empty, with room where a step would lie on
// its end.
func SpreadAxis(label string, s Scale, least, most float64) Axis {
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
	return LinearAxis(label, s, low, high, TicksAcross)
}

// TicksEvery returns the multiples of step from low to high.
func TicksEvery(step, low, high float64) []Tick {
	const most = 1000
	if !(step > 0) || (high-low)/step > most {
		panic(fmt.Sprintf("report: ticks every %v from %v to %v", step, low, high))
	}
	const slack = 1e-9 // multiples of 0.1 miss the end by a bit
	_, frac, _ := strings.Cut(strconv.FormatFloat(step, 'f', -1, 64), ".")
	var ticks []Tick
	for i := math.Ceil(low/step - slack); i <= high/step+slack; i++ {
		at := float64(i) * step
		label := strconv.FormatFloat(at, 'f', len(frac), 64)
		switch {
		case i == 0:
			at, label = 0, "0"
		case frac == "" && math.Abs(at) < 1e15:
			label = quantity.Thousands(int64(math.Round(at)))
		}
		ticks = append(ticks, Tick{at, label})
	}
	return ticks
}

// decades are the ticks of a logarithmic axis of durations, in nanoseconds.
var decades = []Tick{
	{1, "1 ns"}, {1e1, "10 ns"}, {1e2, "100 ns"}, {1e3, "1 µs"}, {1e4, "10 µs"}, {1e5, "100 µs"},
	{1e6, "1 ms"}, {1e7, "10 ms"}, {1e8, "100 ms"}, {1e9, "1 s"}, {1e10, "10 s"}, {60e9, "1 min"},
	{600e9, "10 min"}, {3600e9, "1 h"}, {36000e9, "10 h"},
}

// thirds are further ticks where decades are few.
var thirds = []Tick{
	{3e2, "300 ns"}, {3e3, "3 µs"}, {3e4, "30 µs"}, {3e5, "300 µs"}, {3e6, "3 ms"}, {3e7, "30 ms"},
	{3e8, "300 ms"}, {3e9, "3 s"}, {30e9, "30 s"}, {180e9, "3 min"}, {1800e9, "30 min"},
}

// LogAxis returns a logarithmic axis of durations from low to high nanoseconds.
func LogAxis(label string, low, high float64) Axis {
	a := Axis{Label: label + ", log scale", Low: low, High: high, Log: true, Nanos: true}
	a.Ticks = within(decades, low, high)
	if len(a.Ticks) <= TicksAcross/2 {
		a.Ticks = append(a.Ticks, within(thirds, low, high)...) // drawing does not mind the order
	}
	return a
}

// LogCountAxis returns a logarithmic axis in s from low to high, both above 0 and in
// its unit, with ticks at 1, 2 and 5 times powers of ten where there is room.
func LogCountAxis(label string, s Scale, low, high float64) Axis {
	a := Axis{Label: s.Label(label) + ", log scale", Low: low, High: high, Log: true}
	for _, steps := range [][]float64{{1, 2, 5}, {1, 3}, {1}} {
		var all []Tick
		for e := math.Floor(math.Log10(low)); e <= math.Log10(high); e++ {
			for _, m := range steps {
				at := m * math.Pow10(int(e))
				all = append(all, Tick{at, tickLabel(at)})
			}
		}
		if a.Ticks = within(all, low, high); len(a.Ticks) <= TicksAcross {
			break
		}
	}
	return a
}

// DoublingAxis returns a logarithmic axis of numbers from low to high, with ticks at
// powers of two.
func DoublingAxis(label string, low, high float64) Axis {
	a := Axis{Label: label + ", log scale", Low: low, High: high, Log: true}
	var all []Tick
	for at := 1.0; at <= high; at *= 2 {
		all = append(all, Tick{at, tickLabel(at)})
	}
	for a.Ticks = within(all, low, high); len(a.Ticks) > TicksAcross+1; {
		var some []Tick
		for i, t := range a.Ticks {
			if i%2 == 0 {
				some = append(some, t)
			}
		}
		a.Ticks = some
	}
	return a
}

// tickLabel writes a number of few digits.
func tickLabel(at float64) string {
	if at >= 1 && at < 1e15 {
		return quantity.Thousands(int64(math.Round(at)))
	}
	return strconv.FormatFloat(at, 'f', -1, 64)
}

func within(ticks []Tick, low, high float64) (inside []Tick) {
	for _, t := range ticks {
		if low <= t.At && t.At <= high {
			inside = append(inside, t)
		}
	}
	return inside
}

// Crowded reports whether two neighbouring ticks are closer than a share of the
// axis.
func (a Axis) Crowded(share float64) bool {
	for i := 1; i < len(a.Ticks); i++ {
		if a.place(a.Ticks[i].At)-a.place(a.Ticks[i-1].At) < share*(a.place(a.High)-a.place(a.Low)) {
			return true
		}
	}
	return false
}

// Widened returns a with a little room before its first and after its last value,
// so that marks there do not lie on its ends. A range of length zero gets one.
func (a Axis) Widened() Axis {
	switch {
	case a.Log:
		by := math.Pow(a.High/a.Low, 0.04)
		a.Low, a.High = a.Low/by, a.High*by
	case a.High == a.Low:
		a.Low, a.High = a.Low-1, a.High+1
	default:
		by := 0.04 * (a.High - a.Low)
		a.Low, a.High = a.Low-by, a.High+by
	}
	return a
}
