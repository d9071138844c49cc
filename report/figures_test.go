package report

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/stats"
	"github.com/libp2p-sim/sim/sim/trace"
)

func csvOf(t *testing.T, f figure.Figure) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func wantCSV(t *testing.T, f figure.Figure, lines ...string) {
	t.Helper()
	if diff := cmp.Diff(strings.Join(lines, "\n")+"\n", csvOf(t, f)); diff != "" {
		t.Errorf("%s: %s", f.Name, diff)
	}
}

func TestCDF(t *testing.T) {
	s := &Series{Def: trace.MetricDef{Kind: trace.Duration, Unit: "ns"}, Value: []float64{30e6, 10e6, 10e6, 20e6}}
	f := cdf("x", caption{"X", "time", "pings"}, []curve{{label: "x", series: s}})
	wantCSV(t, f, "series,time (ms),share of pings (%)", "x,10,0", "x,10,50", "x,20,75", "x,30,100")
	if f.X.Log || f.Note != "x, n = 4" {
		t.Errorf("log %v, note %q", f.X.Log, f.Note)
	}
	s.Value = append(s.Value, 60e9) // 3,000 times the median
	if f := cdf("x", caption{"X", "time", "pings"}, []curve{{label: "x", series: s}}); !f.X.Log || f.X.Label != "time, log scale" {
		t.Errorf("heavy tail: log %v, label %q", f.X.Log, f.X.Label)
	}
	s.Value = append(s.Value, 0) // has no logarithm
	if f := cdf("x", caption{"X", "time", "pings"}, []curve{{label: "x", series: s}}); f.X.Log {
		t.Error("0 on a logarithmic axis")
	}
}

// Marks show where few values are; among many they would be a thick line.
func TestCDFMarksFewSteps(t *testing.T) {
	series := func(n int) *Series {
		s := &Series{Def: trace.MetricDef{Kind: trace.Count}}
		for i := range n {
			s.Value = append(s.Value, float64(i))
		}
		return s
	}
	for _, c := range []struct {
		most int
		want bool
	}{{fewSteps, true}, {fewSteps + 1, false}} {
		f := cdf("x", caption{}, []curve{{label: "a", series: series(c.most)}, {label: "b", series: series(2)}})
		if f.Lines[0].Dots != c.want || f.Lines[1].Dots != c.want {
			t.Errorf("%d values: marked %v and %v, want %v", c.most, f.Lines[0].Dots, f.Lines[1].Dots, c.want)
		}
	}
}

func svgOf(t *testing.T, f figure.Figure) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A dot is where samples are: a single one, at the top of its step.
func TestFootOfAStepIsNotMarked(t *testing.T) {
	f := cdf("x", caption{}, []curve{{series: &Series{Def: trace.MetricDef{Kind: trace.Count}, Value: []float64{3}}}})
	marked := svgOf(t, f)
	f.Lines[0].Dots = false
	if n := strings.Count(marked, "<path") - strings.Count(svgOf(t, f), "<path"); n != 1 {
		t.Errorf("%d dots, want 1", n)
	}
}

func TestShiftMovesTheDrawing(t *testing.T) {
	f := drawAll(outcomesRun(0))["k-success"]
	shifted := svgOf(t, f)
	f.Lines[0].Shift = 0
	if svgOf(t, f) == shifted {
		t.Error("without its shift, the line is drawn at the same place")
	}
}

func TestLabelNamesAUnitOnce(t *testing.T) {
	for _, c := range []struct{ what, unit, want string }{
		{"peers known", "peers", "peers known"}, {"latency", "ms", "latency (ms)"}, {"items", "ms", "items (ms)"}, {"hops", "", "hops"},
	} {
		if got := (figure.Scale{Unit: c.unit}).Label(c.what); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.what, c.unit, got, c.want)
		}
	}
}

func TestCDFEndsAtOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &Series{Def: trace.MetricDef{Kind: trace.Count}, Value: rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 30).Draw(t, "values")}
		part := cdf("", caption{}, []curve{{series: s}}).Lines[0].Parts[0]
		if part[0].Y != 0 || part[len(part)-1].Y != 100 {
			t.Fatalf("from %v to %v", part[0], part[len(part)-1])
		}
		for i := range part[1:] {
			if part[i+1].Y <= part[i].Y || part[i+1].X < part[i].X {
				t.Fatalf("falls at %d: %v", i, part)
			}
		}
	})
}

func TestLevels(t *testing.T) {
	s := &Series{Def: trace.MetricDef{Kind: trace.Gauge, Unit: "1"}, T: []int64{2 * minute, 0, 0, 2 * minute}, Value: []float64{5, 1, 3, 9}}
	s.Peer, s.Key = make([]uint32, 4), make([]uint32, 4)
	f := levels("x", caption{"X", "x", ""}, inOrder(s), 4*minute)
	wantCSV(t, f, "series,virtual time (min),x", "mean,0,2", "mean,2,7",
		"min,0,1", "max,0,3", "min,2,5", "max,2,9", "p10,0,1", "p90,0,3", "p10,2,5", "p90,2,9")
	s.T = []int64{1, 2, 3, 4}
	if f := levels("x", caption{"X", "x", ""}, s, 4*minute); len(f.Bands) != 0 {
		t.Error("a band around single samples")
	}
}

func TestLevelsPoolLongSeries(t *testing.T) {
	s := &Series{Def: trace.MetricDef{Kind: trace.Gauge}}
	for i := range 10 * maxInstants {
		s.T, s.Value = append(s.T, int64(i)), append(s.Value, float64(i%10))
	}
	f := levels("x", caption{"X", "x", ""}, s, int64(len(s.T)))
	if n := len(f.Lines[0].Parts[0]); n != pooled {
		t.Errorf("%d points, want %d", n, pooled)
	}
	for _, outer := range f.Bands[0].Parts[0] {
		if outer.Low != 0 || outer.Top != 9 {
			t.Fatalf("the band lost an extreme: %+v", outer)
		}
	}
}

func TestGroups(t *testing.T) {
	run := &Run{names: []string{"", "servers", "clients"}}
	s := &Series{T: []int64{0, 0, 0, minute}, Value: []float64{3, 2, 1, 4}, Key: []uint32{0, 1, 2, 0}}
	f := groups("x", caption{"X", "peers", ""}, run, s, 10*minute)
	wantCSV(t, f, "series,virtual time (min),peers", "all,0,3", "all,1,4", "clients,0,1", "servers,0,2")
	s.Key = []uint32{0, 1, 1, 0} // one group: its line would hide the total's
	f = groups("x", caption{"X", "peers", ""}, run, s, 10*minute)
	wantCSV(t, f, "series,virtual time (min),peers", "all,0,3", "all,1,4")
}

func TestShares(t *testing.T) {
	s := &Series{T: []int64{0, 1, 30 * minute, hour}, Value: []float64{1, 0, 1, 1}}
	f := shares("x", caption{"X", "gets", "gets"}, s, hour)
	if f.X.Label != "virtual time (min), bins of 5 min" {
		t.Errorf("label %q", f.X.Label)
	}
	want := [][]figure.Point{{{X: 2.5, Y: 50}}, {{X: 32.5, Y: 100}}, {{X: 57.5, Y: 100}}} // a gap after each
	if diff := cmp.Diff(want, f.Lines[0].Parts, cmp.AllowUnexported(figure.Point{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]figure.Point{{X: 2.5, Y: 2}, {X: 32.5, Y: 1}, {X: 57.5, Y: 1}}, f.Bars.Tops, cmp.AllowUnexported(figure.Point{})); diff != "" {
		t.Error(diff)
	}
	for i, part := range f.Bands[0].Parts {
		if p := f.Lines[0].Parts[i][0].Y; part[0].Low > p || part[0].Top < p {
			t.Errorf("interval %+v without its share %v", part[0], p)
		}
	}
}

// No sample may fall out of the bins of a run of any length.
func TestSharesCountEverySample(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.Int64Range(1, 1e16).Draw(t, "end")
		s := &Series{T: rapid.SliceOfN(rapid.Int64Range(0, end), 1, 200).Draw(t, "times")}
		for range s.T {
			s.Value = append(s.Value, 1)
		}
		f := shares("", caption{}, s, end)
		total := 0.0
		for _, p := range f.Bars.Tops {
			total += p.Y
		}
		if total != float64(len(s.T)) || len(f.Bars.Tops) > mostBins {
			t.Fatalf("%v samples of %d in %d bins", total, len(s.T), len(f.Bars.Tops))
		}
	})
}

// At the limits of the interval the observed share is z standard errors away,
// which defines them.
func TestWilson(t *testing.T) {
	for _, c := range []struct{ p, n float64 }{{0.5, 10}, {0.9, 30}, {0.01, 500}} {
		low, high := stats.Wilson(c.p, c.n)
		for _, limit := range []float64{low, high} {
			if z := math.Abs(c.p-limit) / math.Sqrt(limit*(1-limit)/c.n); math.Abs(z-1.96) > 1e-4 {
				t.Errorf("wilson(%v, %v): limit %v is %v standard errors away", c.p, c.n, limit, z)
			}
		}
	}
	if low, high := stats.Wilson(1, 5); high != 1 || low < 0.5 || low > 0.6 {
		t.Errorf("of 5 in 5: %v to %v", low, high)
	}
}

func TestCSVNamesItsSeries(t *testing.T) {
	run := sampled([]string{"duration ping.rtt ns"}, trace.Sample{Value: 5}, trace.Sample{Value: 6})
	run.Series[0].Def.Caption = trace.Caption{Axis: "round-trip time", Noun: "pings"}
	f := drawAll(run)["ping-rtt-cdf"]
	wantCSV(t, f, "series,round-trip time (ns),share of pings (%)", "ping.rtt,5,0", "ping.rtt,5,50", "ping.rtt,6,100")
}

func TestFigureNamesDiffer(t *testing.T) {
	run := &Run{names: []string{""}}
	for _, name := range []string{"a.b", "a.b-cdf", "a_b", "../a/b", "kademlia.latency", "kademlia.put.latency"} {
		kind := trace.Duration
		if name == "a.b-cdf" {
			kind = trace.Gauge
		}
		run.Series = append(run.Series, Series{
			Def: trace.MetricDef{Name: name, Kind: kind, Unit: "ns"}, T: []int64{0, 0}, Value: []float64{1, 2}, Peer: []uint32{0, 0}, Key: []uint32{0, 0},
		})
	}
	var names []string
	for _, f := range figures(run) {
		names = append(names, f.Name)
	}
	want := []string{"a-b-cdf", "a-b-cdf-2", "a-b-cdf-3", "---a-b-cdf", "kademlia-latency-cdf", "kademlia-latency-cdf-2"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

// Shares that are all one half are no axis of length 0.
func TestSharesOfOneHalf(t *testing.T) {
	for _, p := range []float64{0, 0.5, 0.9, 1} {
		if a := figure.ShareAxis("x", p, p); a.Low >= a.High || len(a.Ticks) < 2 {
			t.Errorf("shares of %v: an axis from %v to %v with ticks %v", p, a.Low, a.High, a.Ticks)
		}
	}
}
