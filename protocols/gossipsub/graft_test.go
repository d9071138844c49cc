//go:build simsealed

package gossipsub

import (
	"context"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
)

// star lets n[0] to n[honest-1] be up, who know only adversaries that behave as given from after on, connected
// to all of them and to each other, and calls f once meshes are.
func star(t *testing.T, honest, bad int, a sim.Adversary, f func(*protocoltest.Bench)) *sim.Recorder {
	t.Helper()
	return protocoltest.Run(t, Protocol, protocoltest.Config(1, link.Constant(delay)), (func(*Options))(nil), func(l *protocoltest.Bench) {
		for i := range honest + bad {
			c := sim.NodeConfig{}
			if i >= honest {
				c.Adversary = &a
			}
			l.Add(c)
		}
		l.Up(l.Nodes...)
		for i, n := range l.Nodes[honest:] {
			for _, m := range l.Nodes[:honest+i] {
				n.Go(func() { _ = n.Host().Connect(context.Background(), m.AddrInfo()) })
			}
		}
		time.Sleep(10 * time.Second)
		f(l)
	})
}

// TestGraft: an adversary that grafts is in the meshes of all honest peers that it knows, where one that drops
// has as many as d_high in its own; and it keeps away from its like.
func TestGraft(t *testing.T) {
	const honest = 20
	for behaviour, want := range map[sim.Behaviour]func(honest, bad int) bool{
		sim.Graft: func(good, bad int) bool { return good == honest && bad == 0 },
		sim.Drop:  func(good, bad int) bool { return good+bad > 0 && good+bad <= 12 },
	} {
		star(t, honest, 2, sim.Adversary{Behaviour: behaviour}, func(l *protocoltest.Bench) {
			in := l.Instance.(*instance)
			for _, n := range l.Nodes[honest:] {
				good, bad := 0, 0
				for p := range in.subscribers[n].mesh[onlyTopic] {
					if l.World.Node(p).Honest() {
						good++
					} else {
						bad++
					}
				}
				if !want(good, bad) {
					t.Errorf("%s: the mesh of %s has %d honest peers of %d and %d adversaries", behaviour, n.Name, good, honest, bad)
				}
			}
		})
	}
}

// TestGraftsAgain: a peer that prunes an adversary that grafts has it again in its mesh after the backoff.
func TestGraftsAgain(t *testing.T) {
	star(t, 1, 20, sim.Adversary{Behaviour: sim.Graft}, func(l *protocoltest.Bench) {
		in := l.Instance.(*instance)
		ever := map[string]bool{}
		for range 20 {
			for p := range in.subscribers[l.Nodes[0]].mesh[onlyTopic] {
				ever[l.World.Node(p).Name] = true
			}
			if len(in.subscribers[l.Nodes[0]].mesh[onlyTopic]) > 12 {
				t.Errorf("the victim's mesh has %d peers, want at most d_high", len(in.subscribers[l.Nodes[0]].mesh[onlyTopic]))
			}
			time.Sleep(20 * time.Second)
		}
		if len(ever) < 18 {
			t.Errorf("%d of 20 adversaries were in the victim's mesh in 400 s, want nearly all in turn", len(ever))
		}
	})
}

// TestCovert: an adversary that grafts passes messages on until it begins.
func TestCovert(t *testing.T) {
	rec := star(t, 2, 1, sim.Adversary{Behaviour: sim.Graft, After: 30 * time.Second}, func(l *protocoltest.Bench) {
		for range 3 {
			publish(l, "n[0]", "")
		}
		l.Instance.Sample()
	})
	// The third is published at 32 s.
	if got := values(rec, "gossipsub.delivered"); len(got) != 3 || got[0] != 1 || got[1] != 1 || got[2] != 0 {
		t.Errorf("delivered %v, want two messages and not the third", got)
	}
	if got := values(rec, "gossipsub.eclipsed"); len(got) != 1 || got[0] != 2 {
		t.Errorf("eclipsed %v, want both honest peers", got)
	}
	if got := values(rec, "gossipsub.mesh_adversaries_max"); len(got) != 1 || got[0] != 1 {
		t.Errorf("share of adversaries in the worst mesh %v, want all", got)
	}
}
