//go:build simsealed

package kademlia

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// TestFlood: adversaries that flood send as many requests as they are to, and the answers fill
// the uplinks of honest servers, whose lookups take longer.
func TestFlood(t *testing.T) {
	var took, asked [2]float64
	for i, rate := range []int{0, 500} {
		sealed(t, func() {
			l := newBench(0, 0, func(o *Options) { o.Timeout = 5 * time.Minute })
			for k := range 12 {
				c := sim.NodeConfig{Name: fmt.Sprintf("s-%d", k), Group: "s", Dialable: true, Up: 200_000}
				if k == 11 && rate > 0 {
					c.Up, c.Adversary = 0, &sim.Adversary{Behaviour: sim.Flood, Rate: rate, After: 7 * time.Minute}
				}
				n, err := l.Add(c)
				if err != nil {
					panic(err)
				}
				l.up(n)
			}
			time.Sleep(4 * time.Minute)
			if l.in.flooded != 0 {
				t.Errorf("%d requests before its time", l.in.flooded)
			}
			time.Sleep(2 * time.Minute)
			l.in.Sample()
			l.do("get-closest-peers", &ClosestPeersArgs{Count: 4, By: "s[0:8]"})
			l.in.Sample()
			for _, ns := range l.values("kademlia.get_closest_peers.latency") {
				took[i] += ns / 4
			}
			if flood := l.values("kademlia.flood"); len(flood) > 0 {
				asked[i] = flood[0]
			}
		})
	}
	// It begins a minute before the first sample, and a victim's line takes so many and no more.
	if asked[0] != 0 || asked[1] < 0.1*60*500 || asked[1] > 62*500 {
		t.Errorf("%v requests, want up to 500 a second for a minute", asked)
	}
	if took[0] == 0 || took[1] < 3*took[0] {
		t.Errorf("lookups take %v without and %v with a flood, want much longer",
			time.Duration(took[0]), time.Duration(took[1]))
	}
}

// TestIdleStreams: liars and honest servers end a stream on which nothing comes after the same time.
func TestIdleStreams(t *testing.T) {
	var took []time.Duration
	sealed(t, func() {
		l := newBench(2, 0, nil)
		l.adversaries(1, sim.Lie)
		time.Sleep(time.Minute)
		from := l.node("s-0")
		for _, to := range []*sim.Node{l.node("s-1"), l.node("bad-0")} {
			from.Do(func() {
				s, err := from.Host().NewStream(context.Background(), to.ID, l.in.protocol())
				if err != nil {
					panic(err)
				}
				begin := l.Now()
				if _, err := s.Write([]byte{}); err != nil {
					panic(err)
				}
				_, err = s.Read(make([]byte, 1))
				if err == nil {
					panic("an answer to nothing")
				}
				took = append(took, (l.Now() - begin).Round(time.Second))
			})
		}
	})
	if want := []time.Duration{streamIdle, streamIdle}; !slices.Equal(took, want) {
		t.Errorf("streams to an honest server and to a liar end after %v, want %v", took, want)
	}
}

// TestTargetsRunTheProtocol: nobody looks for a peer that is no part of the DHT.
func TestTargetsRunTheProtocol(t *testing.T) {
	var about []string
	sealed(t, func() {
		l := newBench(3, 0, func(o *Options) { o.BootstrapPeers = "all" })
		n, err := l.Add(sim.NodeConfig{Name: "x-0", Group: "x", Dialable: true, Without: []string{name}})
		if err != nil {
			panic(err)
		}
		if err := n.Start(); err != nil {
			panic(err)
		}
		l.do("find-peer", &FindPeerArgs{Count: 40, By: "s[0:2]", Peer: "all"})
		l.do("find-peer", &FindPeerArgs{Count: 1, By: "s[0]", Peer: "x"})
		for _, e := range l.values("kademlia.find_peer.success") {
			about = append(about, fmt.Sprint(e))
		}
		if got := l.values("kademlia.skipped"); len(got) != 1 {
			t.Errorf("skipped %v, want the search for a peer without a DHT", got)
		}
		for _, p := range l.in.bootstrapPeers(l.node("s-0")) {
			if p.ID == n.ID {
				t.Error("a bootstrap peer without a DHT")
			}
		}
	})
	if len(about) != 40 || slices.Contains(about, "0") {
		t.Errorf("%d searches end with %v, want 40 that succeed", len(about), about)
	}
}
