//go:build simsealed

package gossipsub

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	pb "github.com/libp2p/go-libp2p-pubsub/pb"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestExactlyOnce: on a connected network without loss every message reaches every
// subscriber once, whatever the seed and the options.
func TestExactlyOnce(t *testing.T) {
	for seed := range uint64(4) {
		for name, change := range map[string]func(*Options){
			"default":     nil,
			"flood":       func(o *Options) { o.FloodPublish = true },
			"idontwant":   func(o *Options) { o.IDontWantThreshold = 1 },
			"ethereum":    func(o *Options) { o.Signatures, o.Heartbeat = "strict-no-sign", 700*time.Millisecond },
			"slow checks": func(o *Options) { o.Validation = Validation{dist.Constant(50 * time.Millisecond), true, 1, 32} },
		} {
			const peers, messages = 20, 5
			rec := run(t, seed, peers, 0, "", change, func(l *protocoltest.Bench) {
				for range messages {
					publish(l, "all", "")
				}
			})
			if got := values(rec, "gossipsub.delivered"); len(got) != messages*(peers-1) || sum(got) != float64(len(got)) {
				t.Errorf("seed %d, %s: %v of %d deliveries, want all of %d", seed, name, sum(got), len(got), messages*(peers-1))
			}
			if got := values(rec, "gossipsub.delivery"); len(got) != messages*(peers-1) {
				t.Errorf("seed %d, %s: %d deliveries in time, want %d", seed, name, len(got), messages*(peers-1))
			}
			for _, e := range protocoltest.Events(rec, trace.OpEnd) {
				if !trace.WentWell(e.Detail) {
					t.Errorf("seed %d, %s: a publish ends with %q, and all got it", seed, name, e.Detail)
				}
			}
			if got := values(rec, "gossipsub.redelivered"); len(got) != messages || sum(got) != 0 {
				t.Errorf("seed %d, %s: redelivered %v, want none of %d", seed, name, got, messages)
			}
		}
	}
}

// TestDropIsSeen: the oracle sees what does not arrive. All neighbours of n-0 drop what
// it publishes but do get it; nobody else does.
func TestDropIsSeen(t *testing.T) {
	rec := run(t, 1, 20, 19, sim.Drop, func(o *Options) { o.D, o.DHigh = 4, 4 }, func(l *protocoltest.Bench) {
		publish(l, "n[0]", "")
	})
	if got := values(rec, "gossipsub.delivered"); len(got) != 0 {
		t.Errorf("%d deliveries are due, want none to adversaries", len(got))
	}
	// Half of the peers drop, and one peer is cut off from all others.
	rec = run(t, 1, 20, 10, sim.Drop, nil, func(l *protocoltest.Bench) {
		heal := l.World.Cut(l.World.Nodes(), l.Nodes[9:10]).End
		publish(l, "n[0]", "")
		heal()
		l.Instance.Sample()
	})
	for _, e := range protocoltest.Events(rec, trace.OpEnd) {
		if want := "incomplete: 8 of 9 got it"; !strings.HasPrefix(e.Detail, want) || trace.WentWell(e.Detail) {
			t.Errorf("a publish that one misses ends with %q, want %q", e.Detail, want)
		}
	}
	got := values(rec, "gossipsub.delivered")
	if len(got) != 9 || sum(got) != 8 {
		t.Errorf("%v of %d honest peers get the message, want all 9 but the one that is cut off", sum(got), len(got))
	}
	if share := values(rec, "gossipsub.mesh_adversaries"); len(share) != 1 || share[0] < 0.2 || share[0] > 0.8 {
		t.Errorf("share of adversaries in meshes %v, want about half", share)
	} else if most := values(rec, "gossipsub.mesh_adversaries_max"); len(most) != 1 || most[0] <= share[0] || most[0] > 1 {
		t.Errorf("share of adversaries in the worst mesh %v, want more than in all, %v", most, share)
	}
}

// TestFlood: messages of adversaries that flood go no further than the peers to which they send them,
// who score them down, and honest messages arrive all the same.
func TestFlood(t *testing.T) {
	rec := run(t, 1, 20, 0, "", func(o *Options) {
		s := &Score{}
		s.SetDefaults()
		s.Topic.InvalidMessageDeliveriesWeight, s.Topic.InvalidMessageDeliveriesDecay = -1, 0.9
		o.Score = s
	}, func(l *protocoltest.Bench) {
		n := l.Add(sim.NodeConfig{Adversary: &sim.Adversary{Behaviour: sim.Flood, Rate: 20, After: 20 * time.Second}})
		l.Up(n)
		for _, m := range l.Nodes[:20] {
			n.Go(func() { _ = n.Host().Connect(context.Background(), m.AddrInfo()) })
		}
		time.Sleep(20 * time.Second)
		publish(l, "n[0]", "")
		l.Instance.Sample()
	})
	if got := values(rec, "gossipsub.delivered"); len(got) != 19 || sum(got) != 19 {
		t.Errorf("%v of %d honest peers get the honest message, want 19", sum(got), len(got))
	}
	sent := values(rec, "gossipsub.invalid")
	if len(sent) != 1 || sent[0] < 20 || sent[0] > 20*11*20 {
		t.Errorf("%v invalid messages were rejected, want some of the 220 by each neighbour in the mesh and no others", sent)
	}
	if bad := values(rec, "gossipsub.score_adversaries"); len(bad) != 1 || bad[0] >= 0 {
		t.Errorf("score of the adversary %v, want below 0", bad)
	}
}

// TestScores: peers that drop lose score by what they do not deliver, and honest ones
// do not.
func TestScores(t *testing.T) {
	rec := run(t, 1, 20, 5, sim.Drop, func(o *Options) {
		s := &Score{}
		s.SetDefaults()
		s.Topic.MeshMessageDeliveriesWeight, s.Topic.MeshMessageDeliveriesDecay = -1, 0.9
		s.Topic.MeshMessageDeliveriesCap, s.Topic.MeshMessageDeliveriesThreshold = 10, 1
		s.Topic.MeshMessageDeliveriesActivation, s.Topic.MeshMessageDeliveriesWindow = 5*time.Second, 100*time.Millisecond
		o.Score = s
	}, func(l *protocoltest.Bench) {
		for range 30 {
			protocoltest.Do(Protocol, l.Instance, "publish", &Args{By: "n[0:15]", Count: 1, Size: 64}, l.World.Rand("test"))
			time.Sleep(500 * time.Millisecond)
		}
		l.Instance.Sample()
	})
	good, bad := values(rec, "gossipsub.score"), values(rec, "gossipsub.score_adversaries")
	if len(good) != 1 || len(bad) != 1 || bad[0] >= 0 || good[0] <= bad[0] {
		t.Errorf("scores of honest peers %v and of adversaries %v, want the latter below 0 and below the former", good, bad)
	}
}

// TestTopics: peers subscribe to so many topics of a family, messages reach those who
// subscribe, and who does not can publish.
func TestTopics(t *testing.T) {
	var seats []string
	rec := run(t, 1, 20, 0, "", func(o *Options) {
		o.Topics = []Topic{{Name: "block", Peers: "all"}, {Name: "subnet", Count: 4, Each: 2, Peers: "n[0:10]"}}
	}, func(l *protocoltest.Bench) {
		in := l.Instance.(*instance)
		for _, n := range l.Nodes {
			seats = append(seats, strings.Join(in.seat(n), " "))
		}
		publish(l, "n[15]", "subnet-1")
		publish(l, "n[15]", "block")
		protocoltest.Do(Protocol, in, "publish", &Args{By: "n[15]", Topic: "subnet", EachTopic: true, Count: 2, Size: 64}, l.World.Rand("test"))
		time.Sleep(11 * time.Second)
	})
	members := 0
	for i, s := range seats {
		topics := strings.Fields(s)
		switch {
		case !slices.Contains(topics, "block"), i < 10 && len(topics) != 3, i >= 10 && len(topics) != 1:
			t.Errorf("n-%d subscribes to %v", i, topics)
		}
		if slices.Contains(topics, "subnet-1") {
			members++
		}
	}
	got := values(rec, "gossipsub.delivered")
	if want := members + 19 + 2*20; len(got) != want || sum(got) != float64(want) {
		t.Errorf("%v of %d deliveries, want all of %d", sum(got), len(got), want)
	}
}

// TestPublisherAlone: what a message says does not follow from what others publish.
func TestPublisherAlone(t *testing.T) {
	digests := func(others int) (out []uint64) {
		rec := run(t, 1, 3, 0, "", func(o *Options) { o.Signatures = "strict-no-sign" }, func(l *protocoltest.Bench) {
			for range others {
				publish(l, "n[1]", "")
			}
			publish(l, "n[0]", "")
		})
		var op trace.Nth
		for _, e := range protocoltest.Events(rec, "") {
			if e.Kind == trace.OpStart && e.P == "n-0" {
				op = trace.Nth{Peer: e.P, N: e.ID}
			}
			if e.Kind == trace.Send && e.P == "n-0" && op.N > 0 && e.Size > 64 {
				out = append(out, e.Digest)
			}
		}
		return out
	}
	a, b := digests(0), digests(2)
	if len(a) == 0 || !slices.Equal(a, b) {
		t.Errorf("n-0 sends %x, and %x after others", a, b)
	}
}

// TestValidation: messages wait for a worker that checks one after the other, and are rejected
// if the queue is full.
func TestValidation(t *testing.T) {
	burst := func(v Validation) *sim.Recorder {
		return run(t, 1, 2, 0, "", func(o *Options) { o.Validation = v; o.FloodPublish = true }, func(l *protocoltest.Bench) {
			protocoltest.Do(Protocol, l.Instance, "publish", &Args{By: "n[0]", Count: 10, Size: 64}, l.World.Rand("test"))
			time.Sleep(11 * time.Second)
			l.Instance.Sample()
		})
	}
	check := dist.Constant(100 * time.Millisecond)
	for _, tt := range []struct {
		Validation
		last              time.Duration
		arrived, rejected float64
	}{
		{Validation{check, true, 1, 32}, delay + time.Second, 10, 0},
		{Validation{check, true, 2, 32}, delay + time.Second/2, 10, 0},
		{Validation{check, false, 1, 32}, delay + 100*time.Millisecond, 10, 0},
		{Validation{check, true, 1, 4}, delay + time.Second/2, 5, 5},
	} {
		rec := burst(tt.Validation)
		at := values(rec, "gossipsub.delivery")
		slices.Sort(at)
		if got := sum(values(rec, "gossipsub.delivered")); got != tt.arrived || len(at) == 0 || time.Duration(at[len(at)-1]) != tt.last {
			t.Errorf("%+v: %v arrive, at %v; want %v, the last after %v", tt.Validation, got, at, tt.arrived, tt.last)
		}
		if got := values(rec, "gossipsub.rejected"); len(got) != 1 || got[0] != tt.rejected {
			t.Errorf("%+v: rejected %v, want %v", tt.Validation, got, tt.rejected)
		}
	}
}

// TestDown: a subscriber that goes down is not waited for, and one that comes back reads again.
func TestDown(t *testing.T) {
	rec := run(t, 1, 6, 0, "", nil, func(l *protocoltest.Bench) {
		n := l.Nodes[5]
		protocoltest.Do(Protocol, l.Instance, "publish", &Args{By: "n[0]", Count: 1, Size: 64}, l.World.Rand("test"))
		l.Crash(n)
		time.Sleep(11 * time.Second)
		l.Leave(l.Nodes[4])
		publish(l, "n[0]", "")
	})
	if got := values(rec, "gossipsub.delivered"); fmt.Sprint(got) != fmt.Sprint([]float64{1, 1, 1, 1, 1, 1, 1}) {
		t.Errorf("delivered %v, want to four peers and to three", got)
	}
}

// TestTwiceIsSeen: a message that a subscriber reads twice is told of, and only then.
func TestTwiceIsSeen(t *testing.T) {
	rec := run(t, 1, 4, 0, "", nil, func(l *protocoltest.Bench) {
		in := l.Instance.(*instance)
		protocoltest.Do(Protocol, l.Instance, "publish", &Args{By: "n[0]", Count: 1, Size: 64}, l.World.Rand("test"))
		time.Sleep(5 * time.Second)
		for number, m := range in.messages {
			again := &pubsub.Message{Message: &pb.Message{Data: data(number, 64)}}
			in.deliver(m.to[1].subscriber, again)
		}
		time.Sleep(11 * time.Second)
		publish(l, "n[0]", "")
	})
	if got := values(rec, "gossipsub.redelivered"); len(got) != 2 || got[0] != 1 || got[1] != 0 {
		t.Errorf("redelivered %v, want 1 and 0", got)
	}
	if got := values(rec, "gossipsub.delivery"); len(got) != 6 {
		t.Errorf("%d deliveries in time, want 3 of each message", len(got))
	}
}
