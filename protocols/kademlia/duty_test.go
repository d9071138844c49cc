//go:build simsealed

package kademlia

import (
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
)

// aged makes values live for an hour, without refreshes that only cost time.
func aged(o *Options) {
	o.MaxRecordAge, o.RefreshPeriod = time.Hour, 24*time.Hour
}

func TestValuesExpireUnlessPutAgain(t *testing.T) {
	sealed(t, func() {
		l := newBench(20, 2, aged)
		l.do("put", &PutArgs{Count: 2, By: "c[0]"})
		time.Sleep(2 * time.Hour)
		l.in.Sample()
		want(t, "expired", l.values("kademlia.replicas"), []float64{0, 0})
	})
	sealed(t, func() {
		l := newBench(20, 2, func(o *Options) { aged(o); o.Republish = 50 * time.Minute })
		l.do("put", &PutArgs{Count: 2, By: "c[0]"})
		time.Sleep(2 * time.Hour)
		l.in.Sample()
		want(t, "alive", l.values("kademlia.replicas"), []float64{20, 20})
		want(t, "put again, twice each", l.values("kademlia.republish.success"), []float64{1, 1, 1, 1})
	})
}

func TestOnlyTheLatestValueIsPutAgain(t *testing.T) {
	sealed(t, func() {
		l := newBench(20, 2, func(o *Options) { aged(o); o.Republish = 50 * time.Minute })
		l.do("put", &PutArgs{Count: 1, By: "c[0]", Key: "k", Value: "old"})
		l.do("put", &PutArgs{Count: 1, By: "c[1]", Key: "k", Value: "new"})
		time.Sleep(2 * time.Hour)
		samples := protocoltest.Samples(l.rec, "kademlia.republish.success")
		want(t, "repeated puts", len(samples), 2)
		for _, s := range samples {
			want(t, "who puts again", s.Peer, "c-1")
			want(t, "and succeeds", s.Value, 1)
		}
	})
}

func TestWhoComesBackDoesWhatIsOverdue(t *testing.T) {
	sealed(t, func() {
		l := newBench(20, 2, func(o *Options) { aged(o); o.Republish = 50 * time.Minute })
		n := l.node("c-0")
		l.do("put", &PutArgs{Count: 1, By: "c[0]"})
		l.crash(n)
		time.Sleep(55 * time.Minute)
		want(t, "nobody puts again", len(l.ends("kademlia.republish")), 0)
		l.up(n)
		time.Sleep(settle + time.Minute)
		want(t, "soon after it is back", l.ends("kademlia.republish"), []string{"ok 20 peers"})
		time.Sleep(50 * time.Minute)
		want(t, "and then in its old rhythm", len(l.ends("kademlia.republish")), 2)
	})
}
