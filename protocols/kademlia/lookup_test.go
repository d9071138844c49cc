//go:build simsealed

package kademlia

import (
	"fmt"
	"testing"

	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
)

func TestAPeerIsFound(t *testing.T) {
	sealed(t, func() {
		l := newBench(20, 2, nil)
		target := l.node("s-7")
		l.do("find-peer", &FindPeerArgs{Count: 1, By: "c[0]", Peer: "s[7]"})
		l.do("find-peer", &FindPeerArgs{Count: 1, By: "s[7]", Peer: "s[7]"})
		want(t, "its address", l.ends("kademlia.find_peer"), []string{"ok " + target.Addr.String()})
		want(t, "nobody looks for itself", protocoltest.Samples(l.rec, "kademlia.skipped")[0].Key, "find_peer")

		l.crash(target)
		l.do("find-peer", &FindPeerArgs{Count: 1, By: "c[1]", Peer: "s[7]"})
		want(t, "its address is still known", l.ends("kademlia.find_peer")[1], "failed: it is down, and was at "+target.Addr.String())
		want(t, "but that is no success", l.values("kademlia.find_peer.success"), []float64{1, 0})
	})
}

// 200 static peers that all can reach each other: every lookup returns the true
// k closest, and one planted wrong peer is noticed.
func TestLookupsAreExact(t *testing.T) {
	sealed(t, func() {
		l := newBench(200, 5, nil)
		l.do("get-closest-peers", &ClosestPeersArgs{Count: 60})
		l.do("put", &PutArgs{Count: 30})
		l.do("provide", &ProvideArgs{Count: 10})
		exact := l.values("kademlia.closest.accuracy")
		want(t, "samples", len(exact), 100)
		for i, share := range exact {
			if share != 1 {
				t.Errorf("lookup %d found %v of the k closest", i, share)
			}
		}
		for i, end := range l.ends("kademlia.get_closest_peers") {
			want(t, fmt.Sprint("lookup ", i), end, "ok 20 peers")
		}

		// A server that nobody knows is one of the closest to a key in ten.
		hidden, err := l.Add(sim.NodeConfig{Name: "hidden", Dialable: true})
		if err == nil {
			err = hidden.Start()
		}
		if err == nil {
			err = l.in.Start(hidden)
		}
		if err != nil {
			t.Error(err)
			return
		}
		l.do("get-closest-peers", &ClosestPeersArgs{Count: 20, By: "s"})
		missed := 0
		for _, share := range l.values("kademlia.closest.accuracy")[100:] {
			switch share {
			case 0.95:
				missed++
			case 1:
			default:
				t.Errorf("a lookup found %v of the k closest", share)
			}
		}
		if missed == 0 {
			t.Error("no lookup missed the server that nobody knows")
		}

		n, place := l.node("c-0"), idOf("anything")
		var peers []peer.ID
		for _, m := range l.in.oracle.closest(&place, 21, nil) {
			peers = append(peers, m.ID)
		}
		for i, test := range []struct {
			peers []peer.ID
			share float64
		}{{peers[:20], 1}, {peers[1:], 0.95}, {peers[:10], 0.5}, {nil, 0}} {
			share, ok := l.in.accuracy(n, test.peers, &place)
			if !ok || share != test.share {
				t.Errorf("case %d: accuracy %v, %v, want %v", i, share, ok, test.share)
			}
		}
	})
}

func TestNobodyToAsk(t *testing.T) {
	sealed(t, func() {
		l := newBench(0, 5, nil)
		l.do("put", &PutArgs{Count: 1, Key: "k"})
		l.do("get", &GetArgs{Count: 1, Key: "other"})
		l.do("get", &GetArgs{Count: 2})
		l.do("provide", &ProvideArgs{Count: 1, Key: "k"})
		l.do("find-providers", &FindProvidersArgs{Count: 1, Key: "other"})
		l.do("find-peer", &FindPeerArgs{Count: 1})
		l.do("get-closest-peers", &ClosestPeersArgs{Count: 1})
		l.in.Sample()
		const nobody = "failed: failed to find any peer in table"
		want(t, "put", l.ends("kademlia.put"), []string{nobody})
		want(t, "get", l.ends("kademlia.get"), []string{"failed: routing: not found"})
		want(t, "provide", l.ends("kademlia.provide"), []string{nobody})
		want(t, "find-providers", l.ends("kademlia.find_providers"), []string{"failed: 0 providers"})
		want(t, "find-peer", l.ends("kademlia.find_peer"), []string{nobody})
		want(t, "get-closest-peers", l.ends("kademlia.get_closest_peers"), []string{nobody})
		want(t, "there was nothing to get", l.values("kademlia.skipped"), []float64{1, 1})
		want(t, "no accuracy without servers", len(l.values("kademlia.closest.accuracy")), 0)
	})
	sealed(t, func() {
		l := newBench(3, 1, nil)
		for _, n := range l.Select("s") {
			l.crash(n)
		}
		l.do("put", &PutArgs{Count: 4, By: "s"})
		want(t, "nobody is up to do it", l.values("kademlia.skipped"), []float64{4})
	})
}

func TestWhatIsSwitchedOff(t *testing.T) {
	sealed(t, func() {
		l := newBench(5, 1, func(o *Options) { o.DisableValues, o.DisableProviders = true, true })
		l.do("put", &PutArgs{Count: 1, Key: "k"})
		l.do("get", &GetArgs{Count: 1, Key: "k"})
		l.do("provide", &ProvideArgs{Count: 1, Key: "k"})
		l.do("find-providers", &FindProvidersArgs{Count: 1, Key: "k"})
		const off = "failed: routing: operation or key not supported"
		want(t, "put", l.ends("kademlia.put"), []string{off})
		want(t, "get", l.ends("kademlia.get"), []string{off})
		want(t, "provide", l.ends("kademlia.provide"), []string{off})
		want(t, "find-providers", l.ends("kademlia.find_providers"), []string{"failed: 0 providers"})
	})
}
