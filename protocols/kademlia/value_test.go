//go:build simsealed

package kademlia

import (
	"testing"
	"time"
)

func TestAValueIsFoundUnderItsName(t *testing.T) {
	sealed(t, func() {
		l := newBench(20, 2, nil)
		l.do("put", &PutArgs{Count: 1, By: "c[0]", Key: "www.example.org", Value: "192.168.49.2"})
		l.do("get", &GetArgs{Count: 1, By: "c[1]", Key: "www.example.org"})
		l.do("get", &GetArgs{Count: 2, By: "s"})
		l.do("get", &GetArgs{Count: 1, By: "s", Key: "nobody.example.org"})
		want(t, "20 of 20 servers store it", l.ends("kademlia.put"), []string{"ok 20 peers"})
		want(t, "the log says what was found", l.ends("kademlia.get"),
			[]string{"ok 192.168.49.2", "ok 192.168.49.2", "ok 192.168.49.2", "failed: routing: not found"})
		want(t, "successes", l.values("kademlia.get.success"), []float64{1, 1, 1, 0})
		want(t, "nothing is stale", l.values("kademlia.get.stale"), []float64{0, 0, 0})
		want(t, "all true closest have it", l.values("kademlia.closest.accuracy"), []float64{1})
	})
}

func TestTheLastPutWins(t *testing.T) {
	sealed(t, func() {
		l := newBench(20, 2, nil)
		l.do("put", &PutArgs{Count: 1, By: "c[0]", Key: "k", Value: "old"})
		l.do("put", &PutArgs{Count: 1, By: "s[3]", Key: "k", Value: "new"})
		l.do("get", &GetArgs{Count: 1, By: "c[1]", Key: "k"})
		l.do("get", &GetArgs{Count: 1, By: "c[0]", Key: "k"})
		want(t, "the newest value, even where the old one was put", l.ends("kademlia.get"), []string{"ok new", "ok new"})
		want(t, "one record", len(l.in.records), 1)
	})
}

// A peer kept the old value on disk while the network learned a new one, and all
// peers that have the new one die.
func TestAnOldValueIsStale(t *testing.T) {
	sealed(t, func() {
		l := newBench(30, 2, func(o *Options) { o.BucketSize = 8 })
		l.do("put", &PutArgs{Count: 1, By: "c[0]", Key: "k", Value: "old"})
		rec := l.in.records[0]
		first := l.in.oracle.closest(&rec.place, 8, nil)
		for _, n := range first {
			l.crash(n)
		}
		time.Sleep(20 * time.Minute)
		l.do("put", &PutArgs{Count: 1, By: "c[0]", Key: "k", Value: "new"})
		for _, n := range l.in.oracle.closest(&rec.place, 8, nil) {
			l.crash(n)
		}
		for _, n := range first {
			l.up(n)
		}
		time.Sleep(15 * time.Minute)
		l.in.Sample()
		l.do("get", &GetArgs{Count: 1, By: "c[1]", Key: "k"})
		want(t, "puts", l.ends("kademlia.put"), []string{"ok 8 peers", "ok 8 peers"})
		want(t, "the log", l.ends("kademlia.get"), []string{"stale old"})
		want(t, "stale is counted", l.values("kademlia.get.stale"), []float64{1})
		want(t, "and no success", l.values("kademlia.get.success"), []float64{0})
		want(t, "an old value is no replica", l.values("kademlia.replicas"), []float64{0})
	})
}
