package report

import (
	"fmt"
	"github.com/libp2p-sim/sim/report/internal/figure"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
)

// The least data to draw a quantity against the size of the network: so many
// samples at each of so many sizes, the largest so much larger than the least.
const (
	scalingSamples = 20
	scalingSizes   = 3
	scalingSpan    = 4
)

// hopsSuffix ends the name of a count of hops.
const hopsSuffix = ".hops"

// scaling shows mean hops of an operation against the number of peers online,
// with a least-squares line over its logarithm, if the network has had enough
// sizes; else it reports false.
func scaling(run *Run, s *Series) (draw func(name string) figure.Figure, ok bool) {
	if !strings.HasSuffix(s.Def.Name, hopsSuffix) {
		return nil, false
	}
	sums, counts := map[float64]float64{}, map[float64]float64{}
	at, sizes := sizesOf(run)
	for i, t := range s.T {
		j := sort.Search(len(at), func(j int) bool { return at[j] > t })
		if j == 0 {
			continue
		}
		sums[sizes[j-1]] += s.Value[i]
		counts[sizes[j-1]]++
	}
	var points []figure.Point
	for _, n := range slices.Sorted(maps.Keys(sums)) {
		if counts[n] >= scalingSamples && n > 0 {
			points = append(points, figure.Point{X: n, Y: sums[n] / counts[n]})
		}
	}
	if len(points) < scalingSizes || points[len(points)-1].X < scalingSpan*points[0].X {
		return nil, false
	}
	return func(name string) figure.Figure {
		slope, start := leastSquares(points)
		first, last := points[0].X, points[len(points)-1].X
		most := 0.0
		for _, p := range points {
			most = max(most, p.Y)
		}
		return figure.Figure{
			Name:    name,
			Title:   "Hops and network size",
			Caption: "Mean hops in networks of each size, with the line of least squares over the logarithm of the size",
			Note:    fmt.Sprintf("%s, %.2f per doubling", operationOf(s.Def.Name), slope),
			X:       figure.DoublingAxis("peers online", first/1.1, last*1.1),
			Y:       figure.LevelAxis("mean hops", figure.Wholes, 0, most),
			Lines: []figure.Line{
				{Name: "measured", Parts: [][]figure.Point{points}, Dots: true},
				{Name: "fit", Parts: [][]figure.Point{{{X: first, Y: start + float64(slope*math.Log2(first))}, {X: last, Y: start + float64(slope*math.Log2(last))}}}, Color: 1},
			},
		}
	}, true
}

// operationOf is the middle part of a metric's name, in words.
func operationOf(metric string) string {
	parts := strings.Split(metric, ".")
	return strings.ReplaceAll(parts[len(parts)/2], "_", " ")
}

// sizesOf returns how many peers were online, and from when on.
func sizesOf(run *Run) (at []int64, sizes []float64) {
	s := run.Metric(peersOnline)
	if s == nil {
		return nil, nil
	}
	s = inOrder(s)
	for i, t := range s.T {
		if run.Name(s.Key[i]) == "" {
			at, sizes = append(at, t), append(sizes, s.Value[i])
		}
	}
	return at, sizes
}

// leastSquares is the line of least squares through points, over the base-2 logarithm of
// x.
func leastSquares(points []figure.Point) (slope, start float64) {
	n := float64(len(points))
	var x, y, xx, xy float64
	for _, p := range points {
		at := math.Log2(p.X)
		x += at
		y += p.Y
		xx += float64(at * at)
		xy += float64(at * p.Y)
	}
	slope = (float64(n*xy) - float64(x*y)) / (float64(n*xx) - float64(x*x))
	return slope, (y - float64(slope*x)) / n
}
