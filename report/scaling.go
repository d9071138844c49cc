package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
)

// What it takes to draw a quantity against the size of the network: so many
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
func scaling(run *Run, s *Series) (draw func(name string) figure, ok bool) {
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
	var points []point
	for _, n := range slices.Sorted(maps.Keys(sums)) {
		if counts[n] >= scalingSamples && n > 0 {
			points = append(points, point{math.Log2(n), sums[n] / counts[n]})
		}
	}
	if len(points) < scalingSizes || points[len(points)-1].x-points[0].x < math.Log2(scalingSpan) {
		return nil, false
	}
	return func(name string) figure {
		slope, start := leastSquares(points)
		first, last := points[0].x, points[len(points)-1].x
		most := 0.0
		for _, p := range points {
			most = max(most, p.y)
		}
		return figure{
			name:  name,
			title: "Hops and network size",
			note:  fmt.Sprintf("%s, %.2f per doubling", operationOf(s.Def.Name), slope),
			x:     linearAxis("log2 of peers online", wholes, math.Floor(first), math.Ceil(last), mostBuckets),
			y:     levelAxis("mean hops", wholes, 0, most),
			lines: []line{
				{name: "measured", parts: [][]point{points}, dots: true},
				{name: "fit", parts: [][]point{{{first, start + float64(slope*first)}, {last, start + float64(slope*last)}}}, color: 1},
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

// leastSquares is the line of least squares through points.
func leastSquares(points []point) (slope, start float64) {
	n := float64(len(points))
	var x, y, xx, xy float64
	for _, p := range points {
		x += p.x
		y += p.y
		xx += float64(p.x * p.x)
		xy += float64(p.x * p.y)
	}
	slope = (float64(n*xy) - float64(x*y)) / (float64(n*xx) - float64(x*x))
	return slope, (y - float64(slope*x)) / n
}
