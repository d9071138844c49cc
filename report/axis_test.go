package report

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func labels(a axis) string {
	var out []string
	for _, t := range a.ticks {
		out = append(out, t.label)
	}
	return strings.Join(out, " ")
}

func TestTimeAxis(t *testing.T) {
	for _, c := range []struct {
		end         float64 // s
		label, want string
	}{
		{0.5, "virtual time (ms)", "0 100 200 300 400 500"},
		{1, "virtual time (s)", "0 0.2 0.4 0.6 0.8 1.0"},
		{45, "virtual time (s)", "0 10 20 30 40"},
		{90, "virtual time (s)", "0 15 30 45 60 75 90"},
		{600, "virtual time (min)", "0 2 4 6 8 10"},
		{3600, "virtual time (min)", "0 10 20 30 40 50 60"},
		{4 * 3600, "virtual time (h)", "0 1 2 3 4"},
		{24 * 3600, "virtual time (h)", "0 4 8 12 16 20 24"},
		{7 * 86400, "virtual time (d)", "0 1 2 3 4 5 6 7"},
		{400 * 86400, "virtual time (d)", "0 100 200 300 400"},
	} {
		a := timeAxis("", int64(c.end*1e9))
		if a.label != c.label || labels(a) != c.want {
			t.Errorf("%v s: %s: %s, want %s: %s", c.end, a.label, labels(a), c.label, c.want)
		}
	}
}

func TestLevelAxis(t *testing.T) {
	for _, c := range []struct {
		s           scale
		least, most float64
		want        string
	}{
		{wholes, 1, 3, "0 1 2 3"},
		{wholes, 0, 0, "0 1"},
		{wholes, 155, 190, "0 50 100 150 200"},
		{wholes, 1, 12345, "0 5,000 10,000 15,000"},
		{scale{size: 1}, 0, 0.002, "0 0.0005 0.0010 0.0015 0.0020"},
		{scale{size: 1}, -3, 7, "-4 -2 0 2 4 6 8"},
		{scale{size: 1}, -7, -3, "-8 -6 -4 -2 0"},
	} {
		if got := labels(levelAxis("", c.s, c.least, c.most)); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.least, c.most, got, c.want)
		}
	}
}

func TestLogAxis(t *testing.T) {
	if got := labels(logAxis("latency", 180e6, 66e9)); got != "1 s 10 s 1 min 300 ms 3 s 30 s" {
		t.Errorf("two decades: %s", got)
	}
	if got := labels(logAxis("latency", 1e3, 100e9)); got != "1 µs 10 µs 100 µs 1 ms 10 ms 100 ms 1 s 10 s 1 min" {
		t.Errorf("eight decades: %s", got)
	}
}

// Whatever the data, an axis holds it and has a readable number of ticks, all
// on the axis.
func TestAxesHoldTheirData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.Float64Range(-1e9, 1e9).Draw(t, "least")
		most := least + rapid.Float64Range(0, 1e9).Draw(t, "length")
		s := rapid.SampledFrom([]scale{wholes, {size: 1}}).Draw(t, "scale")
		a := levelAxis("", s, least, most)
		if a.low > least || a.high < most || a.low >= a.high {
			t.Fatalf("[%v, %v] does not hold [%v, %v]", a.low, a.high, least, most)
		}
		if len(a.ticks) < 2 || len(a.ticks) > ticksUp+3 {
			t.Fatalf("%d ticks: %s", len(a.ticks), labels(a))
		}
		end := rapid.Int64Range(1, 1e18).Draw(t, "end")
		across := timeAxis("", end)
		if n := len(across.ticks); n < 2 || n > ticksAcross+1 {
			t.Fatalf("%d ns: %d ticks: %s", end, n, labels(across))
		}
	})
}

func TestSpreadAxis(t *testing.T) {
	for _, c := range []struct {
		least, most float64
		want        string
	}{
		{0, 0, "0 1"},                  // all zero: not on the axis' end
		{3, 3, "0 1 2 3 4 5 6"},        // one value: in the middle
		{0, 2, "0 1 2"},                //
		{20, 29, "20 22 24 26 28"},     // far from 0, so without it
		{10, 29, "0 5 10 15 20 25 30"}, // near enough
		{-2, 3, "-2 -1 0 1 2 3"},
	} {
		a := spreadAxis("", wholes, c.least, c.most)
		if got := labels(a); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.least, c.most, got, c.want)
		}
		if a.low == c.least || a.high == c.most {
			t.Errorf("%v to %v: a step lies on an end of [%v, %v]", c.least, c.most, a.low, a.high)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.Float64Range(-1e6, 1e6).Draw(t, "least")
		most := least + rapid.Float64Range(0, 1e6).Draw(t, "length")
		a := spreadAxis("", scale{size: 1}, least, most)
		if a.low > least || a.high < most || a.low >= a.high || len(a.ticks) < 1 || len(a.ticks) > ticksAcross+1 {
			t.Fatalf("%v to %v: [%v, %v], ticks %s", least, most, a.low, a.high, labels(a))
		}
		if least < 0 && a.low == least {
			t.Fatalf("%v to %v: the first step lies on the end of the axis", least, most)
		}
	})
}
