package page

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestPlaces: in a real run without churn (testdata/dht, k = 8) puts and provides
// stored at as many of the eight peers that are, by our places, closest to their
// keys as the simulator's own oracle says. So keys and peers are where kad-dht has
// them.
func TestPlaces(t *testing.T) {
	const k = 8
	_, d := rendered(t, "testdata/dht", standard)
	place := func(hex string) uint64 {
		n, err := strconv.ParseUint(hex, 16, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	accuracy := map[string]float64{} // by peer and end
	f, err := os.Open("testdata/dht/" + trace.MetricsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := trace.ReadSamples(f, func(s trace.Sample) error {
		if s.Metric == "kademlia.closest.accuracy" {
			accuracy[fmt.Sprint(s.Peer, s.T)] = s.Value
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	checked, begin := map[string]int{}, int64(0)
	for i, id := range d.Ops.ID {
		begin += d.Ops.T[i]
		name := d.Ops.Names[d.Ops.Name[i]]
		if (name != "kademlia.put" && name != "kademlia.provide") || d.Ops.Class[i] != classOK {
			continue
		}
		checked[name]++
		self, key := d.Ops.Peer[i], place(d.Ops.Place[i])
		want := make([]int, 0, len(d.Peers))
		for p := range d.Peers {
			if p != self {
				want = append(want, p)
			}
		}
		slices.SortFunc(want, func(a, b int) int { return cmp.Compare(place(d.Places[a])^key, place(d.Places[b])^key) })
		want = want[:k]
		// A message that stores is larger than one that asks.
		largest := 0
		for m, op := range d.Messages.Op {
			if op == id && d.Messages.From[m] == self {
				largest = max(largest, d.Messages.Size[m])
			}
		}
		var got []int
		right := 0
		for m, op := range d.Messages.Op {
			if op == id && d.Messages.From[m] == self && d.Messages.Size[m] == largest {
				got = append(got, d.Messages.To[m])
			}
		}
		for _, p := range want {
			if slices.Contains(got, p) {
				right++
			}
		}
		share, ok := accuracy[fmt.Sprint(d.Peers[self], begin+d.Ops.Took[i])]
		if !ok || share != float64(right)/k {
			t.Errorf("%s %s stored at %d of the closest, want %v of %d", name, d.Ops.Key[i], right, share, k)
		}
	}
	if checked["kademlia.put"] != 4 || checked["kademlia.provide"] != 2 {
		t.Errorf("looked at %v, want 4 puts and 2 provides", checked)
	}
}

// TestTargets: a search for a peer ends where that peer is; an operation that is no
// lookup has no place.
func TestTargets(t *testing.T) {
	_, d := rendered(t, "testdata/dht", standard)
	found, hops := 0, 0
	for i, key := range d.Ops.Key {
		if d.Ops.Names[d.Ops.Name[i]] == "kademlia.find_peer" {
			found++
			if want := d.Places[slices.Index(d.Peers, key)]; d.Ops.Place[i] != want || want == "" {
				t.Errorf("a search for %s looked at %q, want %q", key, d.Ops.Place[i], want)
			}
		}
		if d.Ops.Hops[i] >= 0 {
			hops++
		}
	}
	if found != 2 || hops != len(d.Ops.ID) {
		t.Errorf("%d searches for peers and %d operations with hops, want 2 and %d", found, hops, len(d.Ops.ID))
	}
	if got := lookupsOf(d.manifest.Protocols).target("ping", "servers-1", nil); got != "" {
		t.Errorf("a ping looks up %q", got)
	}
	if got := lookupsOf(d.manifest.Protocols).target("kademlia.find_peer", "nobody", nil); got != "" {
		t.Errorf("nobody is at %q", got)
	}
}
