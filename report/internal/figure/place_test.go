package figure

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// On a logarithmic axis all that is drawn moves, and nothing that was given does.
func TestLogarithmsOfAllThatIsDrawn(t *testing.T) {
	a := Axis{Low: 1, High: 1000, Log: true}
	line := Line{Parts: [][]Point{{{10, 1}, {100, 2}}}, Whiskers: []Span{{10, 0, 2}}}
	placed := axes{x: a}.line(line)
	if diff := cmp.Diff(Line{Parts: [][]Point{{{1, 1}, {2, 2}}}, Whiskers: []Span{{1, 0, 2}}}, placed); diff != "" {
		t.Error(diff)
	}
	band := Band{Parts: [][]Span{{{10, 1, 2}, {1000, 3, 4}}}}
	if diff := cmp.Diff([][]Span{{{1, 1, 2}, {3, 3, 4}}}, axes{x: a}.band(band).Parts, cmp.Comparer(nearTo)); diff != "" {
		t.Error(diff)
	}
	if line.Parts[0][0].X != 10 || line.Whiskers[0].X != 10 || band.Parts[0][0].X != 10 {
		t.Error("changed what was given")
	}
	a.Log = false
	if diff := cmp.Diff(line, axes{x: a}.line(line)); diff != "" {
		t.Errorf("on a linear axis: %s", diff)
	}
}

// So it does on an axis upwards, boxes too.
func TestLogarithmsUpwards(t *testing.T) {
	a := axes{y: Axis{Low: 1, High: 1000, Log: true}}
	line := Line{Parts: [][]Point{{{1, 10}, {2, 100}}}, Whiskers: []Span{{1, 1, 100}}}
	if diff := cmp.Diff(Line{Parts: [][]Point{{{1, 1}, {2, 2}}}, Whiskers: []Span{{1, 0, 2}}}, a.line(line)); diff != "" {
		t.Error(diff)
	}
	band := Band{Parts: [][]Span{{{5, 10, 100}}}}
	if diff := cmp.Diff([][]Span{{{5, 1, 2}}}, a.band(band).Parts); diff != "" {
		t.Error(diff)
	}
	box := Box{X: 3, Width: 1, Low: 1, Q1: 10, Median: 100, Q3: 1000, High: 10000, Beyond: []float64{1e5}}
	if diff := cmp.Diff(Box{X: 3, Width: 1, Low: 0, Q1: 1, Median: 2, Q3: 3, High: 4, Beyond: []float64{5}}, a.box(box), cmp.Comparer(nearTo)); diff != "" {
		t.Error(diff)
	}
	if box.Beyond[0] != 1e5 {
		t.Error("changed what was given")
	}
}

// TestNothingOutside: what lies beyond the limits of an axis is not drawn beside it, and
// what lies within is.
func TestNothingOutside(t *testing.T) {
	linear := Axis{Low: 0, High: 10, Ticks: TicksEvery(5, 0, 10)}
	shapes := func(y Axis, low, top float64) int {
		f := Figure{Name: "x", Title: "x", X: linear, Y: y, Lines: []Line{{
			Name: "a", Dots: true, Parts: [][]Point{{{5, low}}}, Whiskers: []Span{{5, low, top}},
		}}, Boxes: []Box{{Name: "b", X: 5, Width: 1, Low: low, Q1: low, Median: low, Q3: top, High: top, Beyond: []float64{low}}},
			Bands: []Band{{Low: "l", Top: "t", Parts: [][]Span{{{5, low, top}}}}}}
		var b strings.Builder
		if err := f.WriteSVG(&b); err != nil {
			t.Fatal(err)
		}
		return strings.Count(b.String(), "<path")
	}
	logs := LogCountAxis("", Scale{Size: 1}, 1, 100)
	for _, y := range []Axis{linear, logs} {
		outside, inside := shapes(y, 1e6, 2e6), shapes(y, 2, 9)
		if bare := shapes(y, 3e6, 4e6); outside != bare || inside <= outside+4 {
			t.Errorf("%d shapes outside, %d inside", outside, inside)
		}
	}
}

func nearTo(a, b float64) bool { return a-b < 1e-12 && b-a < 1e-12 }

func TestWidenedAxis(t *testing.T) {
	for _, a := range []Axis{{Low: 10, High: 40}, {Low: 32, High: 512, Log: true}, {Low: 5, High: 5}} {
		if w := a.Widened(); !(w.Low < a.Low && w.High > a.High) || a.Log && w.Low <= 0 {
			t.Errorf("%v to %v became %v to %v", a.Low, a.High, w.Low, w.High)
		}
	}
}

func TestValueAxis(t *testing.T) {
	for _, c := range []struct {
		least, most float64
		want        string
	}{
		{400, 412, "400 405 410 415"}, {10, 412, "0 100 200 300 400 500"}, {5, 5, "0 1 2 3 4 5"}, {0, 0, "0 0.2 0.4 0.6 0.8 1.0"}, {-3, 2, "-3 -2 -1 0 1 2"},
	} {
		if got := labels(ValueAxis("", Scale{Size: 1}, c.least, c.most)); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.least, c.most, got, c.want)
		}
	}
}
