package report

import (
	"math"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/stats"
	"github.com/libp2p-sim/sim/sim/trace"
)

func outcomesRun(value float64) *Run {
	return sampled([]string{"ratio k.get.success 1", "ratio k.find_peer.success 1"},
		trace.Sample{T: 0, Value: 1, Peer: "p", Metric: "k.get.success"},
		trace.Sample{T: 1, Value: value, Peer: "p", Metric: "k.get.success"},
		trace.Sample{T: 5 * minute, Value: 1, Peer: "p", Metric: "k.get.success"},
		trace.Sample{T: 2, Value: 1, Peer: "p", Metric: "k.find_peer.success"})
}

func TestOutcomes(t *testing.T) {
	f := drawAll(outcomesRun(0))["k-success"]
	if len(f.Lines) != 2 || f.Lines[1].Label != "find peer (n = 1)" {
		t.Fatalf("lines %+v", f.Lines)
	}
	get := f.Lines[0]
	if len(get.Parts) != 2 || get.Parts[0][0].Y != 50 || get.Parts[1][0].Y != 100 { // a gap between
		t.Errorf("shares of get: %v", get.Parts)
	}
	if get.Shift >= 0 || f.Lines[1].Shift != -get.Shift {
		t.Errorf("shifts %v and %v are not about the middle", get.Shift, f.Lines[1].Shift)
	}
	low, top := stats.Wilson(0.5, 2)
	if w := get.Whiskers[0]; math.Abs(w.Low-100*low) > 1e-9 || math.Abs(w.Top-100*top) > 1e-9 || w.X != get.Parts[0][0].X {
		t.Errorf("whisker %+v, want %v to %v", w, 100*low, 100*top)
	}
	if f.Note == "" {
		t.Error("nothing says what the whiskers are")
	}
}

// The score interval is one of yes and no.
func TestOutcomesOfSharesHaveNoWhiskers(t *testing.T) {
	f := drawAll(outcomesRun(0.25))["k-success"]
	if len(f.Lines[0].Whiskers) != 0 || len(f.Lines[1].Whiskers) != 1 {
		t.Errorf("%d and %d whiskers, want 0 and 1", len(f.Lines[0].Whiskers), len(f.Lines[1].Whiskers))
	}
	if y := f.Lines[0].Parts[0][0].Y; y != 62.5 {
		t.Errorf("mean %v, want 62.5", y)
	}
}

func TestSharesOfSharesSpread(t *testing.T) {
	run := sampled([]string{"ratio k.accuracy 1"},
		trace.Sample{Value: 0.7, Key: "put"}, trace.Sample{Value: 0.9, Key: "put"}, trace.Sample{Value: 0.8, Key: "put"})
	f := drawAll(run)["k-accuracy"]
	if f.Bands[0].Low != "p10" || f.Bands[0].Parts[0][0] != (figure.Span{X: 0.5, Low: 70, Top: 90}) {
		t.Errorf("band %+v", f.Bands[0])
	}
}

func TestRatiosOfTheNetworkAreLevels(t *testing.T) {
	run := sampled([]string{"ratio k.stale_entries 1"}, trace.Sample{T: 0, Value: 0.125}, trace.Sample{T: minute, Value: 0.25})
	f := drawAll(run)["k-stale-entries"]
	wantCSV(t, f, "series,virtual time (min),stale entries (%)", "mean,0,12.5", "mean,1,25")
	if f.Bars != nil || len(f.Bands) != 0 {
		t.Error("bars or bands for single readings")
	}
}

func TestShareAxis(t *testing.T) {
	for _, c := range []struct {
		least, most float64
		want        string
	}{
		{0, 1, "0 20 40 60 80 100"}, {0.5, 1, "50 60 70 80 90 100"}, {0.95, 1, "90 92 94 96 98 100"},
		{0, 0, "0 2 4 6 8 10"}, {0, 0.5, "0 10 20 30 40 50"}, {0.1, 0.51, "0 20 40 60 80 100"},
	} {
		if got := labels(figure.ShareAxis("", c.least, c.most)); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.least, c.most, got, c.want)
		}
	}
}

func labels(a figure.Axis) string {
	var out []string
	for _, t := range a.Ticks {
		out = append(out, t.Label)
	}
	return strings.Join(out, " ")
}
