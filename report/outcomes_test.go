package report

import (
	"math"
	"testing"

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
	if len(f.lines) != 2 || f.lines[1].label != "find peer (n = 1)" {
		t.Fatalf("lines %+v", f.lines)
	}
	get := f.lines[0]
	if len(get.parts) != 2 || get.parts[0][0].y != 50 || get.parts[1][0].y != 100 { // a gap between
		t.Errorf("shares of get: %v", get.parts)
	}
	if get.shift >= 0 || f.lines[1].shift != -get.shift {
		t.Errorf("shifts %v and %v are not about the middle", get.shift, f.lines[1].shift)
	}
	low, top := wilson(0.5, 2)
	if w := get.whiskers[0]; math.Abs(w.low-100*low) > 1e-9 || math.Abs(w.top-100*top) > 1e-9 || w.x != get.parts[0][0].x {
		t.Errorf("whisker %+v, want %v to %v", w, 100*low, 100*top)
	}
	if f.note == "" {
		t.Error("nothing says what the whiskers are")
	}
}

// The score interval is one of yes and no.
func TestOutcomesOfSharesHaveNoWhiskers(t *testing.T) {
	f := drawAll(outcomesRun(0.25))["k-success"]
	if len(f.lines[0].whiskers) != 0 || len(f.lines[1].whiskers) != 1 {
		t.Errorf("%d and %d whiskers, want 0 and 1", len(f.lines[0].whiskers), len(f.lines[1].whiskers))
	}
	if y := f.lines[0].parts[0][0].y; y != 62.5 {
		t.Errorf("mean %v, want 62.5", y)
	}
}

func TestSharesOfSharesSpread(t *testing.T) {
	run := sampled([]string{"ratio k.accuracy 1"},
		trace.Sample{Value: 0.7, Key: "put"}, trace.Sample{Value: 0.9, Key: "put"}, trace.Sample{Value: 0.8, Key: "put"})
	f := drawAll(run)["k-accuracy"]
	if f.bands[0].low != "p10" || f.bands[0].parts[0][0] != (span{0.5, 70, 90}) {
		t.Errorf("band %+v", f.bands[0])
	}
}

func TestRatiosOfTheNetworkAreLevels(t *testing.T) {
	run := sampled([]string{"ratio k.stale_entries 1"}, trace.Sample{T: 0, Value: 0.125}, trace.Sample{T: minute, Value: 0.25})
	f := drawAll(run)["k-stale-entries"]
	wantCSV(t, f, "series,virtual time (min),stale entries (%)", "mean,0,12.5", "mean,1,25")
	if f.bars != nil || len(f.bands) != 0 {
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
		if got := labels(shareAxis("", c.least, c.most)); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.least, c.most, got, c.want)
		}
	}
}
