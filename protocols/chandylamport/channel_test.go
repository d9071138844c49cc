//go:build simsealed

package chandylamport

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestLateJoiners: peers that come up, connect and go while snapshots overlap
// never make one inconsistent, and none hangs.
func TestLateJoiners(t *testing.T) {
	judgedAll, complete, sizes := 0, 0, map[string]bool{}
	for seed := range uint64(12) {
		rec := sealed(t, seed, 7, jittery(), func(o *Options) { busy(o); o.Timeout = 5 * time.Second }, func(l *bench) {
			r := l.w.Rand("test/churn")
			l.up(l.n[0])
			stop := false
			go func() {
				for !stop {
					l.snapshot(2, "all")
					time.Sleep(time.Duration(r.IntN(300)) * time.Millisecond)
				}
			}()
			for range 30 {
				n := l.n[1+r.IntN(len(l.n)-1)]
				switch {
				case !n.Up():
					l.up(n)
					for _, m := range l.n {
						if m != n && m.Up() && r.IntN(3) > 0 {
							go func() { _ = n.Host().Connect(context.Background(), m.AddrInfo()) }()
						}
					}
				case r.IntN(6) == 0:
					l.leave(n)
				case r.IntN(12) == 0:
					l.crash(n)
				case r.IntN(6) == 0:
					for _, c := range n.Host().Network().Conns() {
						_ = c.Close()
						break
					}
				}
				time.Sleep(time.Duration(r.IntN(500)) * time.Millisecond)
			}
			stop = true
			time.Sleep(20 * time.Second)
			if op := l.w.Stuck(0); op != nil {
				l.t.Errorf("seed %d: operation %d of %s hangs", seed, op.ID, op.Node.Name)
			}
		})
		judged, consistent := countOnes(t, rec, "chandylamport.consistent")
		for _, d := range outcomes(t, rec, "chandylamport.snapshot") {
			if strings.HasPrefix(d, "inconsistent") {
				t.Errorf("seed %d: %s", seed, d)
			}
			if strings.HasPrefix(d, "ok") {
				sizes[d[:len("ok, n")]] = true
			}
		}
		judgedAll += judged
		complete += consistent
	}
	if complete != judgedAll || judgedAll < 100 || len(sizes) < 5 {
		t.Errorf("%d of %d complete snapshots are consistent, of sizes %v; want all of at least 100, of many sizes", complete, judgedAll, sizes)
	}
}

// TestNewChannels: channels that open while a snapshot goes on bring nothing
// into it from after it, in either direction, and keep nobody from ending it.
func TestNewChannels(t *testing.T) {
	const slow, quick = 500 * time.Millisecond, 10 * time.Millisecond
	// n-0 and n-2 are far apart by way of n-1, and near each other.
	near := link.Func(func(a, b link.Place, _ *rand.Rand) link.Route {
		way := link.Way{Delay: slow}
		if a.Index == 0 && b.Index == 2 {
			way.Delay = quick
		}
		return link.Route{There: way, Back: way}
	})
	for _, by := range []sim.Selector{"n[0]", "n[2]"} {
		rec := sealed(t, 1, 3, near, busy, func(l *bench) {
			l.up(l.n...)
			l.connect(l.n[0], l.n[1])
			l.connect(l.n[1], l.n[2])
			time.Sleep(20 * time.Second)
			l.snapshot(1, by)
			l.connect(l.n[0], l.n[2])
			time.Sleep(slow / 2)
			if p := l.in.processes[l.n[0]]; len(p.outward) != 2 || len(p.inward) != 2 {
				l.t.Errorf("n-0 has %d channels out and %d in before the marker came the long way, want 2", len(p.outward), len(p.inward))
			}
			time.Sleep(time.Minute)
		})
		want(t, rec, "a new channel during a snapshot by "+string(by), "ok, 3 processes")
	}
}

// TestReportsAreNoChannels: in a ring, whose peers must dial the initiator to
// report to it, the network after many snapshots is the same as before.
func TestReportsAreNoChannels(t *testing.T) {
	rec := sealed(t, 1, 8, jittery(), busy, func(l *bench) {
		l.up(l.n...)
		for i, n := range l.n {
			l.connect(n, l.n[(i+1)%len(l.n)])
		}
		time.Sleep(5 * time.Second)
		for range 5 {
			l.snapshot(4, "all")
			time.Sleep(3 * time.Second)
		}
		time.Sleep(time.Minute)
		for _, n := range l.n {
			p := l.in.processes[n]
			if len(p.inward) != 2 || len(p.outward) != 2 || len(n.Host().Network().Peers()) != 2 || len(p.visits) != 0 {
				l.t.Errorf("%s has %d channels in and %d out, %d connections and %d visits, want 2, 2, 2 and none",
					n.Name, len(p.inward), len(p.outward), len(n.Host().Network().Peers()), len(p.visits))
			}
		}
	})
	if all, ones := countOnes(t, rec, "chandylamport.consistent"); all != 20 || ones != 20 {
		t.Errorf("%d of %d verdicts say consistent, want 20 of 20: %q", ones, all, outcomes(t, rec, "chandylamport.snapshot"))
	}
}

// TestSnapshotsAreForgotten: a peer that joins when a snapshot is over hears
// nothing of it.
func TestSnapshotsAreForgotten(t *testing.T) {
	sealed(t, 1, 4, link.Constant(constant), busy, func(l *bench) {
		old, late := l.n[:3], l.n[3]
		l.up(old...)
		l.connect(old[0], old[1])
		l.connect(old[1], old[2])
		time.Sleep(5 * time.Second)
		l.snapshot(3, "all")
		time.Sleep(l.in.options.Timeout + time.Second)
		l.up(late)
		l.connect(late, old[0])
		time.Sleep(5 * time.Second)
		p := l.in.processes[late]
		if len(p.outward) != 1 || len(p.seen) != 0 {
			l.t.Errorf("the late joiner has %d channels and a part in %d snapshots, want one and none", len(p.outward), len(p.seen))
		}
		for _, n := range old {
			if p := l.in.processes[n]; len(p.recent) != 0 {
				l.t.Errorf("%s still keeps %d snapshots", n.Name, len(p.recent))
			}
		}
	})
}

// TestTestbed is the original demonstration: 20 peers, each dials all that come
// after it; a snapshot shows all pets and all connections.
func TestTestbed(t *testing.T) {
	var pets int
	rec := sealed(t, 1, 20, jittery(), func(o *Options) { o.App, o.Channels = appTestbed, channelsAll }, func(l *bench) {
		l.up(l.n...)
		time.Sleep(10 * time.Second)
		l.snapshot(1, "n[1]")
		protocoltest.Do(Protocol, l.in, "transfer", &TransferArgs{Count: 1, By: "all"}, l.w.Rand("test"))
		for _, p := range l.in.processes {
			if text := p.describe(); strings.Count(text, "n-") == 19 && strings.HasPrefix(text, "pet: ") {
				pets++
			}
		}
		time.Sleep(time.Minute)
	})
	want(t, rec, "the testbed", "ok, 20 processes, 1 messages in flight")
	if all, ones := countOnes(t, rec, "chandylamport.consistent"); all != 1 || ones != 1 {
		t.Errorf("%d of %d verdicts say consistent", ones, all)
	}
	if pets != 20 {
		t.Errorf("%d peers have a pet and 19 connections, want 20", pets)
	}
	dials := map[[2]string]bool{}
	for _, e := range protocoltest.Events(rec, trace.Dial) {
		dials[[2]string{e.P, e.Q}] = true
	}
	if len(dials) != 190 || dials[[2]string{"n-1", "n-0"}] || !dials[[2]string{"n-0", "n-1"}] {
		t.Errorf("%d dials, want 190, each to a later peer", len(dials))
	}
	if got := outcomes(t, rec, "chandylamport.transfer"); len(got) == 0 || !strings.HasPrefix(got[0], "ok, ") {
		t.Errorf("transfers in the testbed: %q", got)
	}
}
