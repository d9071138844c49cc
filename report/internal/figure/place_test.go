package figure

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// On a logarithmic axis all that is drawn moves, and nothing that was given does.
func TestLogarithmsOfAllThatIsDrawn(t *testing.T) {
	a := Axis{Low: 1, High: 1000, Log: true}
	line := Line{Parts: [][]Point{{{10, 1}, {100, 2}}}, Whiskers: []Span{{10, 0, 2}}}
	placed := a.placeLine(line)
	if diff := cmp.Diff(Line{Parts: [][]Point{{{1, 1}, {2, 2}}}, Whiskers: []Span{{1, 0, 2}}}, placed); diff != "" {
		t.Error(diff)
	}
	band := Band{Parts: [][]Span{{{10, 1, 2}, {1000, 3, 4}}}}
	if diff := cmp.Diff([][]Span{{{1, 1, 2}, {3, 3, 4}}}, a.placeBand(band).Parts, cmp.Comparer(nearTo)); diff != "" {
		t.Error(diff)
	}
	if line.Parts[0][0].X != 10 || line.Whiskers[0].X != 10 || band.Parts[0][0].X != 10 {
		t.Error("changed what was given")
	}
	a.Log = false
	if diff := cmp.Diff(line, a.placeLine(line)); diff != "" {
		t.Errorf("on a linear axis: %s", diff)
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
