package report

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// theorySuffix ends the name of a gauge that holds the predicted values of
// others.
const theorySuffix = "_theory"

// theories finds the prediction to hold a gauge against: for stem or
// stem_anything, by numbered keys, the gauge stem_theory with such keys of the
// same kind. It marks the latter as drawn.
func theories(run *Run, drawn map[*Series]bool) map[*Series]*Series {
	found := map[*Series]*Series{}
	for i := range run.Series {
		theory := &run.Series[i]
		stem, ok := strings.CutSuffix(theory.Def.Name, theorySuffix)
		if !ok {
			continue
		}
		prefix, ok := numberedKeys(run, theory)
		if !ok {
			continue
		}
		for j := range run.Series {
			s := &run.Series[j]
			name := s.Def.Name
			if name != stem && !strings.HasPrefix(name, stem+"_") || strings.HasSuffix(name, theorySuffix) || s.Def.Unit != theory.Def.Unit {
				continue
			}
			if own, ok := numberedKeys(run, s); ok && own == prefix {
				found[s] = theory
				drawn[theory] = true
			}
		}
	}
	return found
}

// numberedKeys reports whether s is a gauge whose keys are all prefix-number.
func numberedKeys(run *Run, s *Series) (prefix string, ok bool) {
	if s.Def.Kind != trace.Gauge || len(s.Key) == 0 {
		return "", false
	}
	prefix, _, ok = numberOf(run.Name(s.Key[0]))
	checked := map[uint32]bool{}
	for _, key := range s.Key {
		if !ok {
			return "", false
		}
		if !checked[key] {
			checked[key] = true
			var own string
			own, _, ok = numberOf(run.Name(key))
			ok = ok && own == prefix
		}
	}
	return prefix, ok
}

// numberOf splits "cpl-7" into "cpl" and 7.
func numberOf(key string) (prefix string, n int, ok bool) {
	dash := strings.LastIndexByte(key, '-')
	if dash < 0 || key[dash+1:] == "" || strings.Trim(key[dash+1:], "0123456789") != "" {
		return "", 0, false
	}
	n, err := strconv.Atoi(key[dash+1:])
	return key[:dash], n, err == nil
}

// profile shows measured and theory by the number in their keys, each as its
// mean over the last third of a run of end nanoseconds, when things have
// settled, or over all if that has no samples.
func profile(name string, c caption, run *Run, measured, theory *Series, end int64) figure.Figure {
	prefix, _ := numberedKeys(run, measured)
	from := end - end/3
	if slices.Max(measured.T) < from {
		from = 0
	}
	lines := []figure.Line{
		{Name: "measured", Parts: [][]figure.Point{meanByNumber(run, measured, from)}, Dots: true},
		{Name: "theory", Parts: [][]figure.Point{meanByNumber(run, theory, from)}, Color: 1, Dots: true},
	}
	least, most := 0.0, 0.0
	for _, l := range lines {
		for _, p := range l.Parts[0] {
			least, most = min(least, p.Y), max(most, p.Y)
		}
	}
	high := 1.0 // the axis ends with the last that can be told from 0
	for _, l := range lines {
		for _, p := range l.Parts[0] {
			if max(p.Y, -p.Y) > max(most, -least)/200 {
				high = max(high, p.X)
			}
		}
	}
	unit := figure.ValueScale(quantity.Of(measured.Def), measured.Def.Unit, most)
	for _, l := range lines {
		l.Parts[0] = slices.DeleteFunc(l.Parts[0], func(p figure.Point) bool { return p.X > high })
		for i := range l.Parts[0] {
			l.Parts[0][i].Y /= unit.Size
		}
	}
	f := figure.Figure{
		Name: name, Title: c.title, Note: "mean over the last third", Caption: "Mean over the last third of the run, beside what theory predicts",
		X:     figure.LinearAxis(run.numbered(measured.Def.Name, prefix), figure.Wholes, 0, high, mostBuckets),
		Y:     figure.LevelAxis(unit.Label(c.what), unit, least/unit.Size, most/unit.Size),
		Lines: lines,
	}
	if from == 0 {
		f.Note, f.Caption = "mean over the run", "Mean over the run, beside what theory predicts"
	}
	return f
}

// mostBuckets is how many steps an axis of bucket numbers has at most.
const mostBuckets = 12

// meanByNumber returns the mean of s for each number in its keys, of samples
// since from. A number that is not among those of an instant counts as 0 then:
// nobody has such a bucket.
func meanByNumber(run *Run, s *Series, from int64) []figure.Point {
	sums := map[int][]float64{}
	times := map[int64]bool{}
	for i, t := range s.T {
		if t >= from {
			_, n, _ := numberOf(run.Name(s.Key[i]))
			sums[n] = append(sums[n], s.Value[i])
			times[t] = true
		}
	}
	var points []figure.Point
	for _, n := range slices.Sorted(maps.Keys(sums)) {
		total := 0.0
		for _, v := range sums[n] {
			total += v
		}
		points = append(points, figure.Point{X: float64(n), Y: total / float64(max(len(times), 1))})
	}
	return points
}
