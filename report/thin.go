package report

import (
	"math"

	"github.com/libp2p-sim/sim/report/internal/figure"
)

// maxPoints bounds the points of a curve: more do not show in print, but make
// an SVG slow and large.
const maxPoints = 2000

// thinCurve drops points of a rising curve over [low, high] × [0, 100] until those
// left are at least 1/1000 of the axes apart, added up over both. A rising
// curve goes 1 right and 1 up, so at most maxPoints+2 remain, and no point of
// the drawn curve moves by more than 1/1000. at maps x to the axis (log or not).
func thinCurve(points []figure.Point, low, high float64, at func(float64) float64) []figure.Point {
	if len(points) <= maxPoints {
		return points
	}
	length := at(high) - at(low)
	if length <= 0 {
		length = 1
	}
	kept := points[:1:1]
	last := points[0]
	for _, p := range points[1 : len(points)-1] {
		if (at(p.X)-at(last.X))/length+(p.Y-last.Y)/100 >= 2.0/maxPoints {
			kept = append(kept, p)
			last = p
		}
	}
	return append(kept, points[len(points)-1])
}

// thinSeries keeps the first, least, greatest and last point of each of
// most/4 equal stretches of x, which draws the same pixels (M4: Jugel et al.,
// VLDB 2014), if there are more than most. points must be sorted by x.
func thinSeries(points []figure.Point, most int) []figure.Point {
	if len(points) <= most {
		return points
	}
	first, last := points[0].X, points[len(points)-1].X
	bins := float64(most / 4)
	stretch := (last - first) / bins
	bin := func(p figure.Point) float64 {
		return min(math.Floor((p.X-first)/stretch), bins-1)
	}
	var kept []figure.Point
	for from := 0; from < len(points); {
		to, least, most := from, from, from
		for ; to < len(points) && bin(points[to]) == bin(points[from]); to++ {
			if points[to].Y < points[least].Y {
				least = to
			}
			if points[to].Y > points[most].Y {
				most = to
			}
		}
		previous := -1
		for _, i := range []int{from, min(least, most), max(least, most), to - 1} {
			if i != previous {
				kept = append(kept, points[i])
				previous = i
			}
		}
		from = to
	}
	return kept
}
