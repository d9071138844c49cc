package study

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A style that names titles, labels, limits, what goes across and where is what figures
// show; what lies beyond the limits is counted.
func TestStyle(t *testing.T) {
	number := func(v float64) *float64 { return &v }
	l := newLab(8, []Measure{latency, success}, size, session)
	l.value = churned
	l.Figures = []Style{{
		Measure: latency.Expr, Title: "Round trips", Label: "99th percentile", From: number(390e6), To: number(420e6), Intervals: "bars",
		Across: "k", AcrossLabel: "replication factor", Order: []string{"40", "10", "20"}, Lines: "session",
	}}
	r := l.load(t)
	f := figureOf(t, r, "p99-ping-rtt")
	if f.Title != "Round trips" || f.Y.Label != "99th percentile (ms)" || f.Y.Low != 390 || f.Y.High != 420 || f.X.Label != "replication factor" {
		t.Errorf("title %q, axes %+v and %+v", f.Title, f.Y, f.X)
	}
	var ticks []string
	for _, tick := range f.X.Ticks {
		ticks = append(ticks, tick.Label)
	}
	if !slices.Equal(ticks, []string{"40", "10", "20"}) || len(f.Keys) != 4 || f.Keys[0].Label != "session = 30m" {
		t.Errorf("across %q, lines %v", ticks, f.Keys)
	}
	if len(f.Bands) != 0 || len(f.Lines[0].Whiskers) != 3 {
		t.Errorf("%d bands and %d bars, want bars", len(f.Bands), len(f.Lines[0].Whiskers))
	}
	out := 0
	for c := range r.Cells {
		if mean := r.Statistic(c, 0).Mean / 1e6; mean < 390 || mean > 420 {
			out++
		}
	}
	if want := "mean, 95 % interval; " + []string{"", "1", "2", "3", "4", "5", "6", "7", "8", "9"}[out] + " of 12 means outside"; out == 0 || f.Note != want {
		t.Errorf("note %q, want %q", f.Note, want)
	}
	for _, name := range []string{"p99-ping-rtt-box", "p99-ping-rtt-ecdf"} {
		if g := figureOf(t, r, name); g.Title != "Round trips" || !strings.Contains(g.Note, " values outside") {
			t.Errorf("%s: title %q, note %q", name, g.Title, g.Note)
		}
	}
	if g := figureOf(t, r, "kademlia-get-success-after-10m"); g.Title != success.Expr || g.X.Label != "session (h)" {
		t.Errorf("a measure without a style: %q, %q", g.Title, g.X.Label)
	}
}

func TestLogStyle(t *testing.T) {
	l := newLab(3, []Measure{latency, success}, size)
	l.value = churned
	l.Figures = []Style{{Measure: latency.Expr, Log: true, Intervals: "none", AcrossAxis: "log"}, {Measure: success.Expr, Log: true}}
	r := l.load(t)
	f := figureOf(t, r, "p99-ping-rtt")
	if !f.Y.Log || !f.X.Log || f.Y.Label != "mean over seeds (ms), log scale" || f.Note != "mean" || len(f.Bands) != 0 || len(f.Lines[0].Whiskers) != 0 {
		t.Errorf("axes %+v and %+v, note %q, %d bands", f.Y, f.X, f.Note, len(f.Bands))
	}
	if g := figureOf(t, r, "kademlia-get-success-after-10m"); !g.Y.Log || g.Y.Label != "mean over seeds (%), log scale" {
		t.Errorf("axis of a share %+v", g.Y)
	}
	for _, tick := range f.Y.Ticks {
		if !(tick.At > 0) {
			t.Errorf("a tick at %v", tick.At)
		}
	}
}

// An axis that cannot be logarithmic says so.
func TestNoLogarithm(t *testing.T) {
	l := newLab(3, []Measure{latency}, law)
	l.value = func(c Cell, seed uint64, m Measure) float64 { return float64(seed - 1) }
	l.Figures = []Style{{Measure: latency.Expr, Log: true, AcrossAxis: "log"}}
	r := l.load(t)
	const values = "p99(ping.rtt) has values that are no numbers above 0, and no logarithm"
	for name, want := range map[string]string{
		"p99-ping-rtt":      "mean, 95 % interval; " + values + "; the parameter across has values that are no numbers above 0, and no logarithm",
		"p99-ping-rtt-box":  "quartiles; " + values,
		"p99-ping-rtt-ecdf": "ECDF; " + values,
	} {
		if f := figureOf(t, r, name); f.Note != want || f.Y.Log || f.X.Log {
			t.Errorf("%s: note %q, want %q", name, f.Note, want)
		}
	}
}

// Of parameters that vary together the one that is named goes across.
func TestZippedAcross(t *testing.T) {
	l := newLab(3, []Measure{latency}, size)
	l.Parameters = append(l.Parameters, Parameter{Name: "twin", Path: "y", Values: []string{"100", "200", "400"}})
	for i := range l.Cells {
		l.Cells[i].Values = append(l.Cells[i].Values, l.Parameters[1].Values[i])
	}
	l.value = func(c Cell, seed uint64, m Measure) float64 { return float64(seed) }
	l.Figures = []Style{{Measure: latency.Expr, Across: "twin"}}
	if f := figureOf(t, l.load(t), "p99-ping-rtt"); f.X.Label != "twin, log scale" && f.X.Label != "twin" {
		t.Errorf("across: %q", f.X.Label)
	}
}

// Differences are from the cell that the study names.
func TestBaseline(t *testing.T) {
	l := newLab(6, []Measure{latency}, size)
	l.value = churned
	l.Baseline = l.Cells[1].ID
	r := l.load(t)
	var labels []string
	for _, c := range r.FromBaseline() {
		labels = append(labels, c.Label)
	}
	if !slices.Equal(labels, []string{"k = 10", "k = 40"}) {
		t.Errorf("differences of %q", labels)
	}
	if err := r.Write(); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(r.Dir, ReportFile))
	if err != nil || !strings.Contains(string(page), "\n## Differences from the baseline, k = 20\n") {
		t.Errorf("%v: %s", err, page)
	}
}

// A study.json whose styles are of nothing is refused.
func TestBadStyles(t *testing.T) {
	one := 1.0
	for says, change := range map[string]func(*Study){
		"is no measure":          func(s *Study) { s.Figures = []Style{{Measure: "x"}} },
		"is no parameter":        func(s *Study) { s.Figures = []Style{{Measure: latency.Expr, Lines: "x"}} },
		"no axis has such":       func(s *Study) { s.Figures = []Style{{Measure: latency.Expr, From: &one, To: &one}} },
		"the order has not each": func(s *Study) { s.Figures = []Style{{Measure: latency.Expr, Across: "k", Order: []string{"10"}}} },
		"there is no cell":       func(s *Study) { s.Baseline = "x" },
	} {
		l := newLab(1, []Measure{latency}, size)
		l.value = churned
		change(&l.Study)
		b, err := json.Marshal(l.Study)
		if err != nil {
			t.Fatal(err)
		}
		if err := parse(b, &Study{}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want ... %s", err, says)
		}
	}
}
