package report

import (
	"math"
	"slices"
	"testing"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"pgregory.net/rapid"
)

// drawCurve makes rising points over [1, 1e6] × [0, 100].
func drawCurve(t *rapid.T) []figure.Point {
	n := rapid.IntRange(2, 6000).Draw(t, "n")
	bend := rapid.Float64Range(0.05, 20).Draw(t, "bend")
	points := make([]figure.Point, n)
	for i := range points {
		y := float64(i) / float64(n-1)
		points[i] = figure.Point{X: 1 + math.Pow(y, bend)*(1e6-1), Y: 100 * y}
	}
	return points
}

func TestThinCurveKeepsTheShape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := drawCurve(t)
		at := rapid.SampledFrom([]func(float64) float64{math.Log, func(x float64) float64 { return x }}).Draw(t, "at")
		low, high := points[0].X, points[len(points)-1].X
		thin := thinCurve(slices.Clone(points), low, high, at)
		if len(points) <= maxPoints && len(thin) != len(points) {
			t.Fatalf("%d of %d points left, want all", len(thin), len(points))
		}
		if len(thin) > maxPoints+2 {
			t.Fatalf("%d points left, want at most %d", len(thin), maxPoints+2)
		}
		if thin[0] != points[0] || thin[len(thin)-1] != points[len(points)-1] {
			t.Fatal("an end is missing")
		}
		// Each point lies within 1/1000 of the one kept before it.
		length, j := at(high)-at(low), 0
		for _, p := range points {
			for j+1 < len(thin) && thin[j+1].Y <= p.Y {
				j++
			}
			if d := (at(p.X)-at(thin[j].X))/length + (p.Y-thin[j].Y)/100; d > 1.0/1000 {
				t.Fatalf("%v was dropped %v after %v", p, d, thin[j])
			}
		}
	})
}

func TestThinSeriesKeepsExtremes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		most := rapid.SampledFrom([]int{400, maxPoints}).Draw(t, "most")
		spike := rapid.IntRange(0, n-1).Draw(t, "spike")
		points := make([]figure.Point, n)
		for i := range points {
			points[i] = figure.Point{X: float64(i), Y: math.Sin(float64(i))}
		}
		points[spike].Y = 9
		thin := thinSeries(points, most)
		if len(thin) > most || n <= most && len(thin) != n {
			t.Fatalf("%d of %d points left, want at most %d", len(thin), n, most)
		}
		if !slices.Contains(thin, points[spike]) || thin[0] != points[0] || thin[len(thin)-1] != points[n-1] {
			t.Fatalf("the spike at %d or an end is missing", spike)
		}
		if !slices.IsSortedFunc(thin, func(a, b figure.Point) int { return int(a.X - b.X) }) {
			t.Fatal("out of order")
		}
	})
}
