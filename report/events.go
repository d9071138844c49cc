package report

import "github.com/libp2p-sim/sim/report/internal/quantity"

// events shows how many samples there were by any moment: each is one event.
// s is in order of time, and end is that of the time axis in virtual
// nanoseconds.
func events(name string, c caption, s *Series, end int64) figure {
	time := timeScale(float64(end))
	f := figure{
		name: name, title: c.title,
		note: "n = " + quantity.Thousands(int64(len(s.T))),
		x:    timeAxis("", end),
		y:    levelAxis(c.what+", cumulative", wholes, 0, float64(len(s.T))),
	}
	path := []point{{0, 0}}
	for i, t := range s.T {
		if i+1 == len(s.T) || s.T[i+1] != t {
			path = append(path, point{float64(t) / time.size, float64(i + 1)})
		}
	}
	if last := float64(end) / time.size; path[len(path)-1].x < last {
		path = append(path, point{last, float64(len(s.T))})
	}
	f.lines = []line{{name: "events", parts: [][]point{thinSeries(path, maxPoints)}, stair: true}}
	return f
}
