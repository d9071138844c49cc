package report

import (
	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
)

// events shows how many samples there were by any moment: each is one event.
// s is in order of time, and end is that of the time axis in virtual
// nanoseconds.
func events(name string, c caption, s *Series, end int64) figure.Figure {
	time := figure.TimeScale(float64(end))
	f := figure.Figure{
		Name: name, Title: c.title, Caption: "How many there have been by then",
		Note: "n = " + quantity.Thousands(int64(len(s.T))),
		X:    figure.TimeAxis("", end),
		Y:    figure.LevelAxis(c.what+", cumulative", figure.Wholes, 0, float64(len(s.T))),
	}
	path := []figure.Point{{X: 0, Y: 0}}
	for i, t := range s.T {
		if i+1 == len(s.T) || s.T[i+1] != t {
			path = append(path, figure.Point{X: float64(t) / time.Size, Y: float64(i + 1)})
		}
	}
	if last := float64(end) / time.Size; path[len(path)-1].X < last {
		path = append(path, figure.Point{X: last, Y: float64(len(s.T))})
	}
	f.Lines = []figure.Line{{Name: "events", Parts: [][]figure.Point{thinSeries(path, maxPoints)}, Stair: true}}
	return f
}
