package page

import (
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
)

// TestCurves: the numbers behind a figure are in the data, by series in the order
// of the file, to eight digits; a figure with too many is shown as it is printed.
func TestCurves(t *testing.T) {
	l := lab.New(t, "x")
	l.Put("plots/a.svg", []byte(`<svg><text x="1">get (n = 1,225)</text><text>put (n = 3)</text><text>get, n = 7</text></svg>`))
	l.Put("plots/a.csv", []byte("series,\"latency (ms), log scale\",share of gets\nget,1,0\nput,2,0.5\nput,2.5,\nget,3.123456789012,1\n"))
	dir := l.Write()
	page, d := rendered(t, dir, standard)
	if len(d.Figures) != 1 || len(d.Figures[0].Series) != 2 {
		t.Fatalf("figures %+v, want one with two series", d.Figures)
	}
	f := d.Figures[0]
	get, put := f.Series[0], f.Series[1]
	if f.Name != "a" || f.X != "latency (ms), log scale" || f.Y != "share of gets" || get.Name != "get" || put.Name != "put" ||
		len(get.X) != 2 || get.X[1] != 3.1234568 || *get.Y[1] != 1 || *put.Y[0] != .5 || len(put.Y) != 2 || put.Y[1] != nil {
		t.Errorf("figure %+v", f)
	}
	if get.N != "1,225" || put.N != "3" || f.N != "7" {
		t.Errorf("n = %s, %s and %s", get.N, put.N, f.N)
	}
	if !strings.Contains(page, `data-figure="a" class="drawn"`) || !strings.Contains(page, "Share of gets against latency (ms), log scale</bdi>") {
		_, rest, _ := strings.Cut(page, "<figure")
		t.Errorf("the page does not draw the figure: %.400s", rest)
	}
	few := standard
	few.points = 3
	page, d = rendered(t, dir, few)
	if len(d.Figures) != 0 || strings.Contains(page, `class="drawn"`) || !strings.Contains(page, "a.csv cannot be drawn") || !strings.Contains(page, `<img src="data:`) {
		t.Error("a figure of more points than the limit is no picture")
	}
	few.points = 4
	if _, d = rendered(t, dir, few); len(d.Figures) != 1 {
		t.Error("a figure of as many points as the limit is not drawn")
	}
}
