package study

import (
	"bytes"
	"encoding/xml"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/report/internal/infer"
)

func figureOf(t *testing.T, r *Results, name string) figure.Figure {
	t.Helper()
	for _, p := range r.plans() {
		if p.Name == name {
			return p.Draw()
		}
	}
	t.Fatalf("no figure %s", name)
	return figure.Figure{}
}

func figureNames(r *Results) (names []string) {
	for _, p := range r.plans() {
		names = append(names, p.Name)
	}
	return names
}

// A line is the mean of each cell, its band the t interval over seeds.
func TestMeansInBands(t *testing.T) {
	l := newLab(8, []Measure{latency}, size, session)
	l.value = churned
	r := l.load(t)
	f := figureOf(t, r, "p99-ping-rtt")
	if len(f.Lines) != 3 || len(f.Bands) != 3 || len(f.Keys) != 3 || f.Keys[1].Label != "k = 20" {
		t.Fatalf("%d lines, %d bands, keys %v", len(f.Lines), len(f.Bands), f.Keys)
	}
	_, sample := r.Sample(6, 0) // k = 20, session = 2h
	mean, in := infer.Mean(sample)
	if p := f.Lines[1].Parts[0][2]; p != (figure.Point{X: 2, Y: mean / 1e6}) {
		t.Errorf("point %v, want 2 h, %v ms", p, mean/1e6)
	}
	if s := f.Bands[1].Parts[0][2]; s != (figure.Span{X: 2, Low: in.Low / 1e6, Top: in.High / 1e6}) {
		t.Errorf("band %v, want %v ms", s, in)
	}
	if f.X.Label != "session (h)" || f.Y.Label != "mean over seeds (ms)" {
		t.Errorf("axes %q, %q", f.X.Label, f.Y.Label)
	}
	var csv bytes.Buffer
	if err := r.WritePlot(&csv, "p99-ping-rtt", "csv"); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(csv.String(), "k = 40 ci95 low,"); n != 4 {
		t.Errorf("%d lower ends of k = 40 in the csv, want 4", n)
	}
}

// Names have no order: no line joins them, and intervals are whiskers, side by side.
func TestMeansOfNames(t *testing.T) {
	l := newLab(8, []Measure{success}, law, Parameter{Name: "mode", Values: []string{"a", "b"}})
	l.value = churned
	f := figureOf(t, l.load(t), "kademlia-get-success-after-10m")
	if len(f.Bands) != 0 || len(f.Lines) != 2 {
		t.Fatalf("%d bands, %d lines", len(f.Bands), len(f.Lines))
	}
	for _, line := range f.Lines {
		if len(line.Parts) != 2 || len(line.Parts[0]) != 1 || len(line.Whiskers) != 2 {
			t.Errorf("%s: parts %v, whiskers %v", line.Name, line.Parts, line.Whiskers)
		}
	}
	if f.Lines[0].Shift >= 0 || f.Lines[0].Shift != -f.Lines[1].Shift {
		t.Errorf("shifts %v and %v", f.Lines[0].Shift, f.Lines[1].Shift)
	}
}

func TestOneSeedHasNoBand(t *testing.T) {
	l := newLab(1, []Measure{latency}, size)
	l.value = churned
	f := figureOf(t, l.load(t), "p99-ping-rtt")
	if len(f.Bands) != 0 || len(f.Lines[0].Parts[0]) != 3 {
		t.Errorf("bands %v, lines %v", f.Bands, f.Lines)
	}
}

func TestBox(t *testing.T) {
	b := box([]float64{3000, 1000, 2000, 4000, 5000, 6000, 7000, 8000, 30000}, 1000)
	b.X, b.Width = 0, 0
	want := figure.Box{Low: 1, Q1: 3, Median: 5, Q3: 7, High: 8, Beyond: []float64{30}}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Error(diff)
	}
}

func TestDistributionOfACell(t *testing.T) {
	l := newLab(4, []Measure{records}, size)
	l.value = func(_ Cell, seed uint64, _ Measure) float64 { return []float64{7, 3, 3, 9}[seed-1] }
	f := figureOf(t, l.load(t), "min-kademlia-replicas-ecdf")
	want := []figure.Point{{X: 3}, {X: 3, Y: 50}, {X: 7, Y: 75}, {X: 9, Y: 100}}
	if diff := cmp.Diff(want, f.Lines[0].Parts[0]); diff != "" {
		t.Error(diff)
	}
	if got := f.Lines[2].Name; got != "k = 40" {
		t.Errorf("the third line is %q", got)
	}
}

// An axis of shares ends where shares do.
func TestDistributionOfShares(t *testing.T) {
	for _, v := range []float64{0, 0.5, 0.92, 1} {
		l := newLab(3, []Measure{success}, size)
		l.value = func(Cell, uint64, Measure) float64 { return v }
		f := figureOf(t, l.load(t), "kademlia-get-success-after-10m-ecdf")
		for _, tick := range f.X.Ticks {
			if tick.At < 0 || tick.At > 100 {
				t.Errorf("all %v: a tick at %s %%", v, tick.Label)
			}
		}
		if f.X.Low > 100*v || f.X.High < 100*v || f.X.Low < -5 || f.X.High > 105 || len(f.X.Ticks) < 2 {
			t.Errorf("all %v: the axis goes from %v to %v, ticks %v", v, f.X.Low, f.X.High, f.X.Ticks)
		}
	}
}

func TestFigureNames(t *testing.T) {
	l := newLab(2, []Measure{latency, {Expr: "p99(ping_rtt)", Unit: "ns"}, {Expr: "p99(ping.rtt.box)", Unit: "ns"}, records})
	l.value = func(c Cell, seed uint64, m Measure) float64 {
		if m == records {
			return math.NaN()
		}
		return 1
	}
	r := l.load(t)
	want := []string{"p99-ping-rtt-box", "p99-ping-rtt-ecdf", "p99-ping-rtt-2-box", "p99-ping-rtt-2-ecdf",
		"p99-ping-rtt-box-2-box", "p99-ping-rtt-box-2-ecdf"}
	if diff := cmp.Diff(want, figureNames(r)); diff != "" {
		t.Error(diff)
	}
	_, left := r.allPlans()
	if diff := cmp.Diff([]string{"There is no figure of min(kademlia.replicas): no run has samples of it."}, left); diff != "" {
		t.Error(diff)
	}
}

// More small multiples than a page holds are left out, and said so.
func TestTooManyPanels(t *testing.T) {
	many := Parameter{Name: "p"}
	for i := range mostPanels + 1 {
		many.Values = append(many.Values, "v"+strings.Repeat("x", i))
	}
	l := newLab(1, []Measure{latency}, size, law, many)
	l.value = churned
	_, left := l.load(t).allPlans()
	if len(left) != 3 || !strings.Contains(left[0], "it would have 13 panels, more than 12") {
		t.Errorf("%q", left)
	}
}

// With any parameters, figures come out in every format, the same every time.
func TestFiguresOfAnyStudy(t *testing.T) {
	hostile := Parameter{Name: "<b>&\"'", Values: []string{"\u202eevil", "<script>", strings.Repeat("long ", 200)}}
	wide := Parameter{Name: "n", Values: []string{"32", "64", "128", "256", "512", "1024", "2048", "4096"}}
	same := func(Cell, uint64, Measure) float64 { return 0 }
	negative := func(c Cell, seed uint64, m Measure) float64 {
		if m.Share {
			return 1
		}
		return -float64(seed) - float64(len(c.ID))
	}
	for name, l := range map[string]*lab{
		"two":     newLab(3, []Measure{latency, success}, size, session),
		"panels":  newLab(2, []Measure{records}, size, session, law),
		"hostile": newLab(2, []Measure{success}, hostile, size),
		"wide":    newLab(2, []Measure{latency}, wide, law),
		"none":    newLab(1, []Measure{success}),
	} {
		for i, value := range []func(Cell, uint64, Measure) float64{churned, same, negative} {
			l.value = value
			r := l.load(t)
			formats := figure.Formats
			if i > 0 { // the others draw the same
				formats = []string{"csv", "svg"}
			}
			for _, p := range r.plans() {
				for _, format := range formats {
					var a, b bytes.Buffer
					if err := p.Draw().WriteAs(&a, format); err != nil {
						t.Fatalf("%s: %s.%s: %v", name, p.Name, format, err)
					}
					if format == "png" {
						continue // slow; drawn from the same data
					}
					if err := p.Draw().WriteAs(&b, format); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
						t.Errorf("%s: %s.%s differs when drawn again, %v", name, p.Name, format, err)
					}
					if format == "svg" {
						if err := xml.Unmarshal(a.Bytes(), new(struct{})); err != nil || bytes.Contains(a.Bytes(), []byte("NaN")) || bytes.Contains(a.Bytes(), []byte("Inf")) {
							t.Errorf("%s: %s.svg: %v, or a coordinate that is no number", name, p.Name, err)
						}
					}
				}
			}
		}
	}
}

func TestAxisAcross(t *testing.T) {
	ticks := func(values ...string) string {
		l := newLab(1, []Measure{latency}, Parameter{Name: "n", Values: values})
		r := &Results{Study: l.Study}
		a, _ := r.acrossAxis(r.layout(Style{}), Style{})
		var out []string
		for _, t := range a.Ticks {
			out = append(out, t.Label)
		}
		return a.Label + ": " + strings.Join(out, " ")
	}
	for want, values := range map[string][]string{
		"n: 10 20 40":                     {"10", "20", "40"},
		"n, log scale: 32 64 128 256 512": {"32", "64", "128", "256", "512"},
		"n (h): 0.5 1 2":                  {"30m", "1h", "2h"},
	} {
		if got := ticks(values...); got != want {
			t.Errorf("%v: %q, want %q", values, got, want)
		}
	}
	if got := ticks("0%", "0.1%", "1%", "5%"); got != "n (%): 0 1 2 3 4 5" { // no room for 0.1
		t.Errorf("crowded: %q", got)
	}
}
