package page

import (
	"slices"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
)

// TestRegions: peers of regions that we know are on the map; a peer that is not in
// peers.jsonl is nowhere.
func TestRegions(t *testing.T) {
	l := lab.New(t, "regions")
	l.Peer("a", "a", "eu-west-1")
	l.Peer("b", "b", "atlantis")
	l.Peer("c", "c", "")
	l.Message(1, 1, "a", "b", "/x", lab.None)
	l.Message(2, 1, "c", "d", "/x", lab.None)
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
