package figure

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func labels(a Axis) string {
	var out []string
	for _, t := range a.Ticks {
		out = append(out, t.Label)
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
		a := TimeAxis("", int64(c.end*1e9))
		if a.Label != c.label || labels(a) != c.want {
			t.Errorf("%v s: %s: %s, want %s: %s", c.end, a.Label, labels(a), c.label, c.want)
		}
	}
}

func TestLevelAxis(t *testing.T) {
	for _, c := range []struct {
		s           Scale
		least, most float64
		want        string
	}{
		{Wholes, 1, 3, "0 1 2 3"},
		{Wholes, 0, 0, "0 1"},
		{Wholes, 155, 190, "0 50 100 150 200"},
		{Wholes, 1, 12345, "0 5,000 10,000 15,000"},
		{Scale{Size: 1}, 0, 0.002, "0 0.0005 0.0010 0.0015 0.0020"},
		{Scale{Size: 1}, -3, 7, "-4 -2 0 2 4 6 8"},
		{Scale{Size: 1}, -7, -3, "-8 -6 -4 -2 0"},
	} {
		if got := labels(LevelAxis("", c.s, c.least, c.most)); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.least, c.most, got, c.want)
		}
	}
}

func TestLogAxis(t *testing.T) {
	if got := labels(LogAxis("latency", 180e6, 66e9)); got != "1 s 10 s 1 min 300 ms 3 s 30 s" {
		t.Errorf("two decades: %s", got)
	}
	if got := labels(LogAxis("latency", 1e3, 100e9)); got != "1 µs 10 µs 100 µs 1 ms 10 ms 100 ms 1 s 10 s 1 min" {
		t.Errorf("eight decades: %s", got)
	}
}

// An axis holds any data and has a readable number of ticks, all on the axis.
func TestAxesHoldTheirData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.Float64Range(-1e9, 1e9).Draw(t, "least")
		most := least + rapid.Float64Range(0, 1e9).Draw(t, "length")
		s := rapid.SampledFrom([]Scale{Wholes, {Size: 1}}).Draw(t, "scale")
		a := LevelAxis("", s, least, most)
		if a.Low > least || a.High < most || a.Low >= a.High {
			t.Fatalf("[%v, %v] does not hold [%v, %v]", a.Low, a.High, least, most)
		}
		if len(a.Ticks) < 2 || len(a.Ticks) > TicksUp+3 {
			t.Fatalf("%d ticks: %s", len(a.Ticks), labels(a))
		}
		end := rapid.Int64Range(1, 1e18).Draw(t, "end")
		across := TimeAxis("", end)
		if n := len(across.Ticks); n < 2 || n > TicksAcross+1 {
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
		a := SpreadAxis("", Wholes, c.least, c.most)
		if got := labels(a); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.least, c.most, got, c.want)
		}
		if a.Low == c.least || a.High == c.most {
			t.Errorf("%v to %v: a step lies on an end of [%v, %v]", c.least, c.most, a.Low, a.High)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.Float64Range(-1e6, 1e6).Draw(t, "least")
		most := least + rapid.Float64Range(0, 1e6).Draw(t, "length")
		a := SpreadAxis("", Scale{Size: 1}, least, most)
		if a.Low > least || a.High < most || a.Low >= a.High || len(a.Ticks) < 1 || len(a.Ticks) > TicksAcross+1 {
			t.Fatalf("%v to %v: [%v, %v], ticks %s", least, most, a.Low, a.High, labels(a))
		}
		if least < 0 && a.Low == least {
			t.Fatalf("%v to %v: the first step lies on the end of the axis", least, most)
		}
	})
}

// TestLogAxes: ticks are few, and where a reader looks for them.
func TestLogAxes(t *testing.T) {
	for _, c := range []struct {
		a           Axis
		label, want string
	}{
		{DoublingAxis("peers online", 30, 530), "peers online, log scale", "32 64 128 256 512"},
		{DoublingAxis("peers online", 1, 5000), "peers online, log scale", "1 4 16 64 256 1,024 4,096"},
		{LogCountAxis("messages", Wholes, 3, 60), "messages, log scale", "5 10 20 50"},
		{LogCountAxis("traffic", Scale{Unit: "kB", Size: 1e3}, 0.5, 700), "traffic (kB), log scale", "1 3 10 30 100 300"},
		{LogCountAxis("traffic", Wholes, 1, 1e9), "traffic, log scale", "1 10 100 1,000 10,000 100,000 1,000,000 10,000,000 100,000,000 1,000,000,000"},
	} {
		if c.a.Label != c.label || labels(c.a) != c.want || !c.a.Log {
			t.Errorf("%s: %s, want %s: %s", c.a.Label, labels(c.a), c.label, c.want)
		}
	}
}
