package report

import (
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

func TestEnvelope(t *testing.T) {
	gauge := func(metric string, at int64, v float64) trace.Sample {
		return trace.Sample{Metric: metric, T: at * minute, Value: v}
	}
	metrics := []string{"gauge k.x peers", "gauge k.x_max peers", "gauge k.x_min peers"}
	samples := []trace.Sample{
		gauge("k.x", 0, 2), gauge("k.x", 1, 3), gauge("k.x", 2, 4), gauge("k.x_max", 0, 5), gauge("k.x_max", 2, 9),
		gauge("k.x_min", 0, 1), gauge("k.x_min", 1, 2), gauge("k.x_min", 2, 3),
	}
	run := sampled(metrics, samples...)
	wantNames(t, run, "k-x")
	f := drawAll(run)["k-x"]
	wantCSV(t, f, "series,virtual time (min),x (peers)", "mean,0,2", "mean,1,3", "mean,2,4", "min,0,1", "max,0,5", "min,1,", "max,1,", "min,2,3", "max,2,9")
	if len(f.Bands[0].Parts) != 2 {
		t.Errorf("%d parts, want a gap where the most was not read", len(f.Bands[0].Parts))
	}
	if f.Y.High < 9 {
		t.Errorf("the axis ends at %v, the band at 9", f.Y.High)
	}
	wantNames(t, sampled(metrics[:2], samples...), "k-x", "k-x-max")
	wantNames(t, sampled([]string{metrics[0], metrics[1], "gauge k.x_min bytes"}, samples...), "k-x", "k-x-max", "k-x-min")
}
