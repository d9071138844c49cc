package study

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/sim/quantity"
)

func TestNumber(t *testing.T) {
	for s, want := range map[string]struct {
		v   float64
		dim quantity.Dimension
	}{
		"10": {10, quantity.Number}, "1.5": {1.5, quantity.Number}, "-2": {-2, quantity.Number},
		"50%": {0.5, quantity.Share}, "1h30m": {5400e9, quantity.Duration}, "250ms": {0.25e9, quantity.Duration},
		"2d": {2 * 86400e9, quantity.Duration}, "4 KiB": {4096, quantity.Bytes}, "10 Mbit": {1e7, quantity.Number},
	} {
		if v, dim, ok := number(s); !ok || math.Abs(v-want.v) > 1e-9*math.Abs(want.v) || dim != want.dim {
			t.Errorf("%q: %v, %v, %v", s, v, dim, ok)
		}
	}
	for _, s := range []string{"", "weibull", "10 parsecs", "1h 30", "5%2%", "{mean: 4h}", "true"} {
		if v, _, ok := number(s); ok {
			t.Errorf("%q is %v", s, v)
		}
	}
	if _, _, ok := numbers([]string{"1h", "5"}); ok {
		t.Error("hours and numbers on one axis")
	}
}

func TestLayout(t *testing.T) {
	all := []Measure{latency}
	for _, c := range []struct {
		name    string
		lab     *lab
		x, line string
		panels  []string
		groups  groups // of the first panel
	}{
		{"one cell", newLab(1, all), "", "", []string{""}, groups{{0}}},
		{"numbers go across", newLab(1, all, law, size), "k", "law", []string{""}, groups{{0, 1, 2}, {3, 4, 5}}},
		{"the most values go across", newLab(1, all, size, session), "session", "k", []string{""}, groups{{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}}},
		{"names", newLab(1, all, law), "law", "", []string{""}, groups{{0, 1}}},
		{"a third makes panels", newLab(1, all, size, session, law), "session", "k", []string{"law = weibull", "law = exponential"},
			groups{{0, 2, 4, 6}, {8, 10, 12, 14}, {16, 18, 20, 22}}},
		{"what does not vary is left out", newLab(1, all, Parameter{Name: "n", Values: []string{"5"}}, size), "k", "", []string{""}, groups{{0, 1, 2}}},
		{"in the order of numbers", newLab(1, all, Parameter{Name: "n", Values: []string{"100", "9", "20"}}), "n", "", []string{""}, groups{{1, 2, 0}}},
	} {
		r := &Results{Study: c.lab.Study}
		l := r.layout(Style{})
		name := func(p int) string {
			if p < 0 {
				return ""
			}
			return r.Parameters[p].Name
		}
		var titles []string
		for _, p := range l.panels {
			titles = append(titles, p.title)
		}
		if name(l.x) != c.x || name(l.line) != c.line || !cmp.Equal(titles, c.panels) || !cmp.Equal(l.panels[0].groups, c.groups) {
			t.Errorf("%s: %q across, %q as lines, panels %q, groups %v", c.name, name(l.x), name(l.line), titles, l.panels[0].groups)
		}
	}
}

// Parameters that are zipped tell nothing that one of them does not.
func TestZippedParametersAreOne(t *testing.T) {
	l := newLab(1, []Measure{latency}, size, session)
	l.Cells = []Cell{{"1", []string{"10", "1h"}}, {"2", []string{"20", "2h"}}, {"3", []string{"40", "4h"}}}
	r := &Results{Study: l.Study}
	if got := r.free(); !cmp.Equal(got, []int{0}) {
		t.Errorf("free %v, want k alone", got)
	}
	if got := r.Label(1); got != "k = 20" {
		t.Errorf("label %q", got)
	}
}
