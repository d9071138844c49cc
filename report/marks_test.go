package report

import (
	"slices"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestMarks: what befell the network, and rounds of operations, are behind every figure
// over time and no other; figures name the metrics that they show.
func TestMarks(t *testing.T) {
	run := &Run{names: []string{""}}
	run.Manifest = trace.Manifest{
		VirtualNS: 60 * minute,
		Marks:     []trace.Mark{{FromNS: 10 * minute, ToNS: 20 * minute, Kind: "fault", Text: "cut"}, {FromNS: 50 * minute, ToNS: -1, Kind: "churn", Text: "40 leave"}},
		Protocols: []trace.Show{{Protocol: "kademlia", Rounds: []string{"kademlia.republish", "kademlia.none"}}},
	}
	online := Series{Def: trace.MetricDef{Name: "x.level", Kind: trace.Gauge, Unit: "peers"}}
	took := Series{Def: trace.MetricDef{Name: "kademlia.republish.latency", Kind: trace.Duration, Unit: "ns"}}
	for i := range int64(60) {
		online.T, online.Value = append(online.T, i*minute), append(online.Value, float64(i))
		online.Peer, online.Key = append(online.Peer, 0), append(online.Key, 0)
	}
	for _, round := range []int64{15, 35} { // of ten in a minute, each of which takes a second or two
		for i := range int64(10) {
			d := int64(1e9) + i%2*1e9
			took.T, took.Value = append(took.T, round*minute+i*6e9+d), append(took.Value, float64(d))
			took.Peer, took.Key = append(took.Peer, 0), append(took.Key, 0)
		}
	}
	run.Series = []Series{online, took}
	seen := map[string]bool{}
	for _, plan := range figures(run) {
		f := plan.Draw()
		seen[f.Name] = true
		switch f.Name {
		case "x-level":
			var got []float64
			for _, m := range f.Marks {
				got = append(got, m.From, m.To)
			}
			// In minutes: the fault, the wave to the end, two rounds of an instant.
			if want := []float64{10, 20, 50, 60, 15, 15, 35, 35}; !slices.Equal(got, want) {
				t.Errorf("marks %v, want %v", got, want)
			}
			if f.Marks[2].Kind != "republish" || !slices.Equal(f.Metrics, []string{"x.level"}) {
				t.Errorf("%+v of %v", f.Marks[2], f.Metrics)
			}
		default:
			if len(f.Marks) > 0 || !slices.Equal(f.Metrics, []string{"kademlia.republish.latency"}) {
				t.Errorf("%s has %d marks and is of %v", f.Name, len(f.Marks), f.Metrics)
			}
		}
	}
	if len(seen) != 2 {
		t.Errorf("figures %v", seen)
	}
	// Operations that begin all the time are no rounds.
	for i := range run.Series[1].T {
		run.Series[1].T[i] = int64(i) * 2 * minute
	}
	if got := run.rounds("kademlia.republish"); got != nil {
		t.Errorf("rounds %v of a stream", got)
	}
}
