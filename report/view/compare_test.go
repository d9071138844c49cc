package view

import (
	"encoding/base64"
	stdhtml "html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestCompare: two runs side by side: their making, expectations, key numbers,
// figures, and the first event that differs.
func TestCompare(t *testing.T) {
	dir := t.TempDir()
	makeRun(t, filepath.Join(dir, "near"), "near", 20, 50e6)
	makeRun(t, filepath.Join(dir, "far"), "far", 20, 60e6)
	put(t, dir, "far/plots/only-far.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`))
	for i, run := range []string{"near", "far"} {
		y := float64(i)
		axis := figure.DrawnAxis{Label: "x", High: 1}
		put(t, dir, run+"/plots/ping-rtt-cdf.json", asJSON(t, figure.Drawing{
			Name: "ping-rtt-cdf", X: axis, Y: axis,
			Panels: []figure.Panel{{Lines: []figure.DrawnLine{{Name: "ping", X: []float64{0, 1}, Y: []*float64{&y, &y}}}}},
		}))
	}
	h := handler(t, dir)
	page := get(t, h, "/compare?a=near&b=far")
	for _, want := range [][]string{
		{"A", "near", "complete", "1 of 1 met"},
		{"B", "far", "complete", "0 of 1 met"},
		{"scenario", "near", "far"},
		{"max\\(ping.rtt\\) &lt;= 100ms", "✓ met 100ms", "✗ not met 120ms"},
		{"ping.rtt", "20", "100ms", "100ms", "100ms", "20", "120ms", "120ms", "120ms", "20.0 %"},
		{"ping.success", "20", "100%", "20", "100%", "same"},
		{"Arrive", "1050000000", "1060000000"},
	} {
		if !hasRow(page, want...) {
			t.Errorf("no row %q among\n%s", want, strings.Join(rows(page), "\n"))
		}
	}
	wantText(t, "the comparison", page,
		"The first event that differs is number 4, at 1s.",
		`A {&#34;t&#34;:1000000000,&#34;e&#34;:&#34;send&#34;`,
		"<bdi>peers-1</bdi> before that, in both", "0:00:00.000000000  peers-1   up",
		`<img src="/run/near/plots/ping-rtt-cdf.svg"`, `<img src="/run/far/plots/ping-rtt-cdf.svg"`,
		`<img src="/run/far/plots/only-far.svg"`, "A has no such figure.")
	both := regexp.MustCompile(`<img src="data:image/svg\+xml;base64,([^"]+)" alt="ping-rtt-cdf of A and of B"`).FindStringSubmatch(stdhtml.UnescapeString(page))
	if both == nil {
		t.Fatal("no figure has both runs")
	}
	svg, err := base64.StdEncoding.DecodeString(both[1])
	wantText(t, "the figure of both", string(svg), ">A</text>", ">B</text>")
	if err != nil || strings.Contains(page, "only-far of A and of B") {
		t.Errorf("a figure that one run lacks is one of both, or %v", err)
	}
	wantText(t, "a run beside itself", get(t, h, "/compare?a=near&b=near"), "The same 122 events.", "Scenario, seed, versions and status are the same")
}

// TestCompareUnfinished: the page names the parts that cannot be compared, and
// compares the rest.
func TestCompareUnfinished(t *testing.T) {
	dir := t.TempDir()
	makeRun(t, filepath.Join(dir, "a"), "ping", 20, 50e6)
	makeRun(t, filepath.Join(dir, "b"), "ping", 20, 60e6)
	for _, name := range []string{trace.DoneFile, trace.ManifestFile, trace.SummaryFile} {
		if err := os.Remove(filepath.Join(dir, "b", name)); err != nil {
			t.Fatal(err)
		}
	}
	h := handler(t, dir)
	page := get(t, h, "/compare?a=a&b=b")
	wantText(t, "the comparison", page, "b has no manifest.json that can be read", "The event logs cannot be compared: b is unfinished.")
	if !hasRow(page, "ping.rtt", "20", "100ms", "0") {
		t.Errorf("the numbers of the finished run are missing in\n%s", strings.Join(rows(page), "\n"))
	}
	put(t, dir, "b/DONE", []byte("failed\n"))
	if err := os.Truncate(filepath.Join(dir, "b", trace.EventsFile), 150); err != nil {
		t.Fatal(err)
	}
	wantText(t, "the comparison with half a log", get(t, h, "/compare?a=a&b=b"), "The event logs cannot be compared: ")
	for _, bad := range []string{"/compare", "/compare?a=a", "/compare?a=a&a=b", "/compare?a=a&b=b&c=c", "/compare?a=a&b="} {
		if w := ask(t, h, http.MethodGet, host, bad); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", bad, w.Code)
		}
	}
}

// TestChange: shares change by points, and means that are equal are of samples that may
// be more.
func TestChange(t *testing.T) {
	for _, c := range []struct {
		a, b report.Metric
		dim  quantity.Dimension
		want string
	}{
		{report.Metric{Count: 3, Mean: 1}, report.Metric{Count: 3, Mean: 0}, quantity.Share, "-100.0 points"},
		{report.Metric{Count: 3, Mean: 0}, report.Metric{Count: 3, Mean: .5}, quantity.Share, "+50.0 points"},
		{report.Metric{Count: 139, Mean: 1}, report.Metric{Count: 144, Mean: 1}, quantity.Number, "+5 samples"},
		{report.Metric{Count: 3, Mean: 1}, report.Metric{Count: 3, Mean: 1}, quantity.Share, "same"},
		{report.Metric{Count: 3, Mean: 10}, report.Metric{Count: 3, Mean: 12}, quantity.Duration, "+20.0 %"},
		{report.Metric{Count: 3, Mean: 0}, report.Metric{Count: 3, Mean: 12}, quantity.Duration, "from 0"},
	} {
		if got := change(c.a, c.b, c.dim); got != c.want {
			t.Errorf("%+v, %+v: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}
