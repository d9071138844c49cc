package report

import (
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A share of one key says nothing about another: each has a line, and many are shown by their
// spread.
func TestShareByKey(t *testing.T) {
	run := &Run{names: []string{"", "film", "book", "s-0"}}
	s := &Series{
		Def: trace.MetricDef{Name: "x.adversaries", Kind: trace.Ratio, Unit: "1"},
		T:   []int64{1e9, 1e9, 2e9, 2e9}, Value: []float64{1, 0, 1, .5}, Peer: []uint32{0, 0, 0, 0}, Key: []uint32{1, 2, 1, 2},
	}
	run.Series = []Series{*s}
	if plans := figures(run); len(plans) != 1 {
		t.Fatalf("%d figures", len(plans))
	} else {
		wantCSV(t, plans[0].Draw(), "series,virtual time (s),adversaries (%)", "book,1,0", "book,2,50", "film,1,100", "film,2,100")
	}
	s.Peer[3] = 3
	if run.keyed(s) {
		t.Error("measured by a peer, and taken for a share by key")
	}
	s.Peer[3] = 0
	for i := range mostOutcomes {
		run.names = append(run.names, string(rune('a'+i)))
		s.T, s.Value, s.Peer, s.Key = append(s.T, 3e9), append(s.Value, .25), append(s.Peer, 0), append(s.Key, uint32(4+i))
	}
	if f := keys("x", caption{"X", "share", "keys"}, run, s, 4e9); len(f.Lines) != 1 || len(f.Bands) != 2 {
		t.Errorf("%d lines and %d bands for %d keys", len(f.Lines), len(f.Bands), mostOutcomes+2)
	}
}
