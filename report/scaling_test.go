package report

import (
	"math"
	"testing"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/trace"
)

// growing is a run whose network doubles every minute, with hops samples of
// which the mean is the logarithm of the size.
func growing(doublings int) *Run {
	online := Series{Def: trace.MetricDef{Name: peersOnline, Kind: trace.Gauge}}
	hops := Series{Def: trace.MetricDef{Name: "kademlia.get.hops", Kind: trace.Count}}
	for d := range doublings {
		size := float64(int(32) << d)
		online.T, online.Value = append(online.T, int64(d)*minute), append(online.Value, size)
		online.Peer, online.Key = append(online.Peer, 0), append(online.Key, 0)
		for i := range 2 * scalingSamples {
			hops.T = append(hops.T, int64(d)*minute+int64(i)+1)
			hops.Value = append(hops.Value, float64(5+d)+float64(i%2)-0.5)
			hops.Peer, hops.Key = append(hops.Peer, 0), append(hops.Key, 0)
		}
	}
	return &Run{Series: []Series{online, hops}, names: []string{""}}
}

func TestScaling(t *testing.T) {
	run := growing(5)
	draw, ok := scaling(run, &run.Series[1])
	if !ok {
		t.Fatal("no figure of a network that grew sixteenfold")
	}
	f := draw("x")
	if f.Note != "get, 1.00 per doubling" {
		t.Errorf("note %q", f.Note)
	}
	wantCSV(t, f, "series,\"peers online, log scale\",mean hops",
		"measured,32,5", "measured,64,6", "measured,128,7", "measured,256,8", "measured,512,9", "fit,32,5", "fit,512,9")
	if run := growing(2); true {
		if _, ok := scaling(run, &run.Series[1]); ok {
			t.Error("a figure of two sizes")
		}
	}
	run.Series[1].Def.Name = "kademlia.get.latency"
	if _, ok := scaling(run, &run.Series[1]); ok {
		t.Error("a figure of what are no hops")
	}
}

func TestLeastSquares(t *testing.T) {
	slope, start := leastSquares([]figure.Point{{X: 2, Y: 3}, {X: 4, Y: 3.9}, {X: 8, Y: 5.1}})
	if math.Abs(slope-1.05) > 1e-9 || math.Abs(start-1.9) > 1e-9 {
		t.Errorf("slope %v, start %v, want 1.05 and 1.9", slope, start)
	}
}
