package report

import (
	"slices"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/say"
)

// total is the key of samples over all groups.
const total = ""

// groups shows a gauge whose keys are groups of peers, a stair a group. With a
// single group beside the total, the total says it all.
func groups(name string, c caption, run *Run, s *Series, end int64) figure.Figure {
	time := figure.TimeScale(float64(end))
	byKey := map[string][]figure.Point{}
	var keys []string
	for i, t := range s.T {
		key := run.Name(s.Key[i])
		if _, ok := byKey[key]; !ok {
			keys = append(keys, key)
		}
		byKey[key] = append(byKey[key], figure.Point{X: float64(t) / time.Size, Y: s.Value[i]})
	}
	slices.SortFunc(keys, say.InOrder) // the total comes first
	if len(keys) == 2 && keys[0] == total {
		keys = keys[:1]
	}
	f := figure.Figure{
		Name: name, Title: c.title, Caption: "How many are up, read off every " + figure.TimeLabel(period(s)),
		X: figure.TimeAxis("", end),
		Y: figure.LevelAxis(c.what, figure.Wholes, slices.Min(s.Value), slices.Max(s.Value)),
	}
	most := max(maxPoints/len(keys), 400)
	for i, key := range keys {
		label := key
		if key == total {
			label = "all"
		}
		f.Lines = append(f.Lines, figure.Line{Name: label, Parts: [][]figure.Point{thinSeries(byKey[key], most)}, Color: i, Stair: true})
	}
	return f
}

// keyed reports whether s was read off by key, once at an instant, and not by peer.
func (r *Run) keyed(s *Series) bool {
	type reading struct {
		t   int64
		key uint32
	}
	seen := map[reading]bool{}
	for i, t := range s.T {
		x := reading{t, s.Key[i]}
		if seen[x] {
			return false
		}
		seen[x] = true
	}
	return !slices.ContainsFunc(s.Peer, func(p uint32) bool { return r.Name(p) != "" }) &&
		!slices.ContainsFunc(s.Key, func(k uint32) bool { return r.Name(k) == "" })
}

// keys shows a ratio that is read off by key: a line a key or, if these are too many, how they
// spread.
func keys(name string, c caption, run *Run, s *Series, end int64) figure.Figure {
	time := figure.TimeScale(float64(end))
	byKey := map[string][]figure.Point{}
	var names []string
	for i, t := range s.T {
		key := run.Name(s.Key[i])
		if byKey[key] == nil {
			names = append(names, key)
		}
		byKey[key] = append(byKey[key], figure.Point{X: float64(t) / time.Size, Y: 100 * s.Value[i]})
	}
	if len(names) > mostOutcomes {
		return percentages(name, c, s, end)
	}
	slices.SortFunc(names, say.InOrder)
	f := figure.Figure{
		Name: name, Title: c.title, Caption: "Each line is one of them, read off every " + figure.TimeLabel(period(s)),
		X: figure.TimeAxis("", end),
		Y: figure.ShareAxis(c.what, slices.Min(s.Value), slices.Max(s.Value)),
	}
	for i, key := range names {
		f.Lines = append(f.Lines, figure.Line{Name: key, Label: key, Parts: [][]figure.Point{thinSeries(byKey[key], maxPoints/len(names))}, Color: i})
	}
	return f
}
