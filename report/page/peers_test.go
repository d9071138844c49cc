package page

import (
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestRegions: peers of regions that we know are on the map; who is not in
// peers.jsonl is nowhere.
func TestRegions(t *testing.T) {
	l := lab.New(t, "regions")
	l.Peer("a", "a", "eu-west-1")
	l.Peer("b", "b", "atlantis")
	l.Peer("c", "c", "")
	l.Message(1, 1, "a", "b", "/x", 0)
	l.Message(2, 1, "c", "d", "/x", 0)
	_, d := rendered(t, l.Write(), standard)
	if want := []int{0, 1, -1, -1}; !slices.Equal(d.Region, want) {
		t.Errorf("regions %v of %v, want %v", d.Region, d.Peers, want)
	}
	if r := d.Regions; len(r) != 2 || r[0].Name != "eu-west-1" || r[0].Lat == nil || *r[0].Lat != 53.3 || *r[0].Lon != -6.3 || r[1].Lat != nil {
		t.Errorf("regions %+v, want eu-west-1 at 53.3 N 6.3 W, and atlantis nowhere", r)
	}
	if d.Places[0] == "" || d.Places[3] != "" || d.Places[0] == d.Places[1] {
		t.Errorf("places %q", d.Places)
	}
}

// TestStates: what processes recorded is at their points of the cut.
func TestStates(t *testing.T) {
	const channel = "/sim/chandylamport/channel/1.0.0"
	l := lab.New(t, "states")
	l.Manifest.Metrics = []trace.MetricDef{{Name: "chandylamport.state.balance", Unit: "units", Kind: trace.Count}}
	l.Event(trace.Event{T: 10, Kind: trace.OpStart, P: "a", Proto: snapshotOp, ID: 1, Detail: "a/1"})
	l.Message(10, 5, "a", "b", channel, 1)
	l.Message(15, 5, "b", "a", channel, 1)
	l.Event(trace.Event{T: 25, Kind: trace.OpEnd, P: "a", Proto: snapshotOp, ID: 1, Detail: "ok"})
	for _, s := range []trace.Sample{{T: 10, Value: 1931, Peer: "a", Key: "a/1"}, {T: 15, Value: 7, Peer: "b", Key: "a/1"}, {T: 15, Value: 8, Peer: "b", Key: "a/2"}} {
		s.Metric = "chandylamport.state.balance"
		l.Metrics = s.AppendCSV(l.Metrics)
	}
	_, d := rendered(t, l.Write(), standard)
	if got, want := strings.Join(d.Cuts[0].State, "; "), "1,931 units; 7 units"; got != want {
		t.Errorf("states %q, want %q", got, want)
	}
}
