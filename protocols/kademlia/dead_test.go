//go:build simsealed

package kademlia

import (
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
)

func TestDeadEntriesAreAShareOfEveryTable(t *testing.T) {
	sealed(t, func() {
		l := newBench(60, 1, func(o *Options) {
			o.DeadEntries = DeadEntries{Share: 0.25, Every: 10 * time.Minute}
			o.RefreshPeriod = 24 * time.Hour
		})
		time.Sleep(8 * time.Minute)
		dead := func() (least, most float64) {
			least = 1
			for _, n := range l.Nodes() {
				table := l.in.servants[n].dht.RoutingTable().ListPeers()
				count := 0
				for _, p := range table {
					if l.Node(p) == nil {
						count++
					}
				}
				share := float64(count) / float64(len(table))
				least, most = min(least, share), max(most, share)
			}
			return least, most
		}
		if least, most := dead(); least < 0.2 || most > 0.3 {
			t.Errorf("after a renewal %.2f to %.2f of the tables are dead, want about 0.25", least, most)
		}
		l.do("get-closest-peers", &ClosestPeersArgs{Count: 1, By: "c"})
		want(t, "a lookup gets over it", l.values("kademlia.get_closest_peers.success"), []float64{1})
		if failed := l.values("kademlia.get_closest_peers.dials_failed")[0]; failed < 3 {
			t.Errorf("a lookup met %v dead entries", failed)
		}
		l.do("get-closest-peers", &ClosestPeersArgs{Count: 300, By: "s"})
		l.in.Sample()
		if stale := l.values("kademlia.stale_entries"); stale[0] > 0.2 {
			t.Errorf("after 300 lookups %v of the entries are stale: who dials one should drop it", stale)
		}
		time.Sleep(10 * time.Minute)
		if least, most := dead(); least < 0.2 || most > 0.3 {
			t.Errorf("after the next renewal %.2f to %.2f of the tables are dead, want about 0.25", least, most)
		}
	})
}

func TestPhantomsAreNobody(t *testing.T) {
	sealed(t, func() {
		l := newBench(5, 0, nil)
		seen := map[peer.ID]bool{}
		addresses := map[string]bool{}
		for i := range 70000 {
			f := newPhantom(i, l.rand)
			seen[f.id], addresses[f.addr.String()] = true, true
			if l.Node(f.id) != nil {
				t.Errorf("phantom %d is %s", i, l.Node(f.id).Name)
			}
		}
		want(t, "different peers", len(seen), 70000)
		want(t, "different addresses", len(addresses), 70000)
	})
}
