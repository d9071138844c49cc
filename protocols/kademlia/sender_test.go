//go:build simsealed

package kademlia

import (
	"bytes"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// An operation's account must agree with the event log of its streams.
func TestAccountsAgreeWithTheEventLog(t *testing.T) {
	sealed(t, func() {
		l := newBench(40, 1, func(o *Options) { o.RefreshPeriod = 24 * time.Hour })
		l.do("put", &PutArgs{Count: 1, By: "c", Key: "k"}) // makes all connections
		l.do("get-closest-peers", &ClosestPeersArgs{Count: 1, By: "c", Key: "k"})
		for _, op := range []struct {
			name, metric string
			args         any
		}{
			{"put", "put", &PutArgs{Count: 1, By: "c", Key: "k"}},
			{"get", "get", &GetArgs{Count: 1, By: "c", Key: "k"}},
			{"get-closest-peers", closestPeers, &ClosestPeersArgs{Count: 1, By: "c", Key: "k"}},
		} {
			l.rec.Drop(sim.MetricLog)
			before := len(l.rec.Text(sim.EventLog))
			l.do(op.name, op.args)
			messages, size := 0, 0
			for line := range bytes.Lines(l.rec.Text(sim.EventLog)[before:]) {
				e, err := trace.ParseEvent(line)
				if err != nil {
					panic(err)
				}
				if e.Kind != trace.Send || e.Proto != "/sim/kad/1.0.0" {
					continue
				}
				size += e.Size
				if e.P == "c-0" {
					messages++
				}
			}
			want(t, op.name+": messages", l.values("kademlia." + op.metric + ".messages")[0], float64(messages))
			want(t, op.name+": bytes", l.values("kademlia." + op.metric + ".bytes")[0], float64(size))
			want(t, op.name+": dials", l.values("kademlia." + op.metric + ".dials")[0], 0.0)
			if messages < 3 || size < 1000 {
				t.Errorf("%s: the log has %d messages and %d bytes", op.name, messages, size)
			}
		}
	})
}

func TestDialsOfTheDeadFail(t *testing.T) {
	sealed(t, func() {
		l := newBench(30, 1, nil)
		place := idOf(recordKey("k"))
		for _, n := range l.in.oracle.closest(&place, 5, nil) {
			l.crash(n)
		}
		time.Sleep(time.Minute) // keepalives fail, tables do not know
		l.do("get-closest-peers", &ClosestPeersArgs{Count: 1, By: "c", Key: "k"})
		want(t, "it ends well", l.values("kademlia.get_closest_peers.success"), []float64{1})
		dials, failed := l.values("kademlia.get_closest_peers.dials")[0], l.values("kademlia.get_closest_peers.dials_failed")[0]
		if failed < 5 || dials < failed {
			t.Errorf("%v dials, %v of them failed; want at least 5", dials, failed)
		}
	})
}

func TestWhoGoesDownLeavesNoSamples(t *testing.T) {
	sealed(t, func() {
		l := newBench(30, 1, nil)
		n := l.node("c-0")
		time.AfterFunc(50*time.Millisecond, func() { l.crash(n) })
		l.do("put", &PutArgs{Count: 2, By: "c"})
		want(t, "the log", l.ends("kademlia.put"), []string{"aborted", "aborted"})
		want(t, "samples", len(l.values("kademlia.put.success"))+len(l.values("kademlia.put.bytes")), 0)
	})
}
