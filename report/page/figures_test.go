package page

import (
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestFigures: the figures that report wrote are in the data, as they are, with gaps; one
// with too many points is shown as it is printed.
func TestFigures(t *testing.T) {
	l := lab.New(t, "x")
	l.Draw(lab.Picture{Name: "a", Title: "Latency", X: "latency (ms), log scale", Y: "share of gets (%)", Log: true, Lines: []lab.Line{
		{Name: "get", X: []float64{1, 3.123456789012}, Y: []float64{0, 1}}, {Name: "put", X: []float64{2, 2.2, 2.5}, Y: []float64{.5, -1, .75}},
	}})
	dir := l.Write()
	page, d := rendered(t, dir, standard)
	if len(d.Figures) != 1 || len(d.Figures[0].Panels[0].Lines) != 2 {
		t.Fatalf("figures %+v, want one with two lines", d.Figures)
	}
	f := d.Figures[0]
	get, put := f.Panels[0].Lines[0], f.Panels[0].Lines[1]
	if f.Name != "a" || !f.X.Log || f.X.Label != "latency (ms), log scale" || f.Y.Label != "share of gets (%)" || get.Name != "get" ||
		len(get.X) != 2 || get.X[1] != 3.1234568 || *get.Y[1] != 1 || *put.Y[0] != .5 || len(put.Y) != 3 || put.Y[1] != nil {
		t.Errorf("figure %+v", f)
	}
	if !strings.Contains(page, `data-figure="a" class="drawn"`) || !strings.Contains(page, "Figure 1. <bdi>Latency</bdi>.</strong> <bdi>How to read it</bdi>.") {
		_, rest, _ := strings.Cut(page, "<figure")
		t.Errorf("the page does not draw the figure: %.400s", rest)
	}
	few := standard
	few.points = 4
	page, d = rendered(t, dir, few)
	if len(d.Figures) != 0 || strings.Contains(page, `class="drawn"`) || !strings.Contains(page, "a.json cannot be drawn") || !strings.Contains(page, `<img src="data:`) {
		t.Error("a figure of more points than the limit is no picture")
	}
	few.points = 5
	if _, d = rendered(t, dir, few); len(d.Figures) != 1 {
		t.Error("a figure of as many points as the limit is not drawn")
	}
}

// TestHeadlines: what the scenario names, or else asks of, comes first, then latencies
// and successes; no more than four figures, and none twice.
func TestHeadlines(t *testing.T) {
	for _, c := range []struct {
		why              string
		headline, expect []string
		want             string
	}{
		{"named", []string{"p.e", "p.success"}, []string{"p99(p.bytes) < 1"}, "e c"},
		{"asked", nil, []string{"p99(p.bytes) < 1"}, "d b c a"},
		{"nothing", nil, nil, "b c a"},
		{"of no figure", []string{"p.none", "p.e"}, nil, "e a"},
	} {
		l := lab.New(t, "x")
		l.Manifest.Headline, l.Manifest.Expect = c.headline, c.expect
		for name, metric := range map[string]string{"a": "p.replicas", "b": "p.latency", "c": "p.success", "d": "p.bytes", "e": "p.e"} {
			l.Manifest.Metrics = append(l.Manifest.Metrics, trace.MetricDef{Name: metric, Kind: trace.Count})
			l.Draw(lab.Picture{Name: name, Title: name, Metric: metric, Lines: []lab.Line{{Name: "x", X: []float64{1}, Y: []float64{1}}}})
		}
		page, _ := rendered(t, l.Write(), standard)
		if missing := c.why == "of no figure"; strings.Contains(page, "The headline p.none has no figure") != missing {
			t.Errorf("%s: that a figure is missing is said: %t", c.why, !missing)
		}
		_, page, _ = strings.Cut(page, `class="headline figures"`)
		page, rest, _ := strings.Cut(page, "</section>")
		got := named(page)
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
		if others := strings.Fields(named(rest)); len(others)+len(strings.Fields(got)) != 5 {
			t.Errorf("%s: beside %s there are %s", c.why, got, others)
		}
	}
}

// named lists the figures in a part of a page.
func named(page string) string {
	var names []string
	for _, part := range strings.Split(page, `<figure id="figure-`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		names = append(names, name)
	}
	return strings.Join(names, " ")
}
