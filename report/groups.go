package report

import "slices"

// total is the key of samples over all groups.
const total = ""

// groups shows a gauge whose keys are groups of peers, a stair a group. With a
// single group beside the total, the total says it all.
func groups(name string, c caption, run *Run, s *Series, end int64) figure {
	time := timeScale(float64(end))
	byKey := map[string][]point{}
	var keys []string
	for i, t := range s.T {
		key := run.Name(s.Key[i])
		if _, ok := byKey[key]; !ok {
			keys = append(keys, key)
		}
		byKey[key] = append(byKey[key], point{float64(t) / time.size, s.Value[i]})
	}
	slices.Sort(keys) // the total comes first
	if len(keys) == 2 && keys[0] == total {
		keys = keys[:1]
	}
	f := figure{
		name: name, title: c.title,
		x: timeAxis("", end),
		y: levelAxis(c.what, wholes, slices.Min(s.Value), slices.Max(s.Value)),
	}
	most := max(maxPoints/len(keys), 400)
	for i, key := range keys {
		label := key
		if key == total {
			label = "all"
		}
		f.lines = append(f.lines, line{name: label, parts: [][]point{thinSeries(byKey[key], most)}, color: i, stair: true})
	}
	return f
}
