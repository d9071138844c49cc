//go:build simsealed

package kademlia

import (
	"testing"
	"time"

	dht "github.com/libp2p/go-libp2p-kad-dht"

	"github.com/libp2p-sim/sim/sim"
)

// Filters made for public addresses let simulated peers pass.
func TestFiltersLetPublicPeersPass(t *testing.T) {
	sealed(t, func() {
		l := newBench(20, 2, func(o *Options) {
			o.DiversityFilter, o.QueryFilter, o.RoutingTableFilter, o.Quorum = true, "public", "public", 1
		})
		l.do("put", &PutArgs{Count: 1, By: "c[0]", Key: "k", Value: "here"})
		l.do("get", &GetArgs{Count: 1, By: "c[1]", Key: "k"})
		want(t, "put", l.ends("kademlia.put"), []string{"ok 20 peers"})
		want(t, "get", l.ends("kademlia.get"), []string{"ok here"})
		if stats := l.in.servants[l.node("s-0")].dht.GetRoutingTableDiversityStats(); len(stats) == 0 {
			t.Error("the diversity filter is not there")
		}
		if asked := l.values("kademlia.get.queried")[0]; asked >= 20 {
			t.Errorf("a get with quorum 1 asked %v peers", asked)
		}
	})
}

func TestAnEmptyTableFillsFromBootstrapPeers(t *testing.T) {
	for _, peers := range []sim.Selector{"", "s[0:2]"} {
		sealed(t, func() {
			l := newBench(20, 0, func(o *Options) { o.BootstrapPeers = peers })
			n, err := l.Add(sim.NodeConfig{Name: "lonely", Dialable: true})
			if err == nil {
				err = n.Start()
			}
			if err == nil {
				err = l.in.Start(n)
			}
			if err != nil {
				t.Error(err)
				return
			}
			time.Sleep(5 * time.Minute)
			size := l.in.servants[n].dht.RoutingTable().Size()
			if lonely := size == 0; lonely != (peers == "") {
				t.Errorf("with bootstrap peers %q the table has %d entries", peers, size)
			}
		})
	}
}

func TestModes(t *testing.T) {
	for mode, servers := range map[string]int{"auto": 3, "server": 5, "client": 0} {
		sealed(t, func() {
			l := newBench(3, 2, func(o *Options) { o.Mode = mode })
			got := 0
			for _, n := range l.Nodes() {
				if l.in.servants[n].dht.Mode() == dht.ModeServer {
					got++
				}
			}
			want(t, "servers in mode "+mode, got, servers)
		})
	}
}
