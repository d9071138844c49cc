//go:build simsealed

package kademlia

import (
	"testing"
	"time"
)

func TestProvidersAreFound(t *testing.T) {
	sealed(t, func() {
		l := newBench(20, 3, nil)
		l.do("provide", &ProvideArgs{Count: 1, By: "c[0]", Key: "film"})
		l.do("provide", &ProvideArgs{Count: 1, By: "s[4]", Key: "film"})
		l.do("find-providers", &FindProvidersArgs{Count: 1, By: "c[1]", Key: "film"})
		l.do("find-providers", &FindProvidersArgs{Count: 1, By: "s[4]", Key: "film"})
		l.do("find-providers", &FindProvidersArgs{Count: 1, By: "c[2]", Key: "no such film"})
		l.in.Sample()
		want(t, "a server does not send a record to itself", l.ends("kademlia.provide"), []string{"ok 20 peers", "ok 19 peers"})
		want(t, "both are found", l.ends("kademlia.find_providers"), []string{"ok 2 providers", "ok 2 providers", "failed: 0 providers"})
		want(t, "how many", l.values("kademlia.find_providers.found"), []float64{2, 2, 0})
		want(t, "successes", l.values("kademlia.find_providers.success"), []float64{1, 1, 0})
		want(t, "hops: by the first peer asked, and by the own store", l.values("kademlia.find_providers.hops"), []float64{1, 0})
		want(t, "records of both at all 20 servers", l.values("kademlia.provider_records"), []float64{40})

		l.crash(l.node("c-0"))
		l.crash(l.node("s-4"))
		l.do("find-providers", &FindProvidersArgs{Count: 1, By: "c[1]"})
		got := l.ends("kademlia.find_providers")
		want(t, "found, but dead", got[len(got)-1], "failed: 2 providers")
	})
}

func TestProviderRecordsExpireUnlessProvidedAgain(t *testing.T) {
	sealed(t, func() {
		tune := func(o *Options) {
			o.ProvideValidity, o.CleanupInterval, o.RefreshPeriod = time.Hour, 3*time.Hour, 24*time.Hour
		}
		l := newBench(20, 2, tune)
		l.do("provide", &ProvideArgs{Count: 3, By: "c[0]"})
		time.Sleep(2 * time.Hour)
		l.in.Sample()
		want(t, "expired", l.values("kademlia.provider_records"), []float64{0, 0, 0})
		want(t, "still stored", len(l.in.contents[0].records[0]), 1)
		time.Sleep(2 * time.Hour)
		for _, c := range l.in.contents {
			for i, records := range c.records {
				want(t, "deleted at "+l.Nodes()[i].Name, len(records), 0)
			}
		}
	})
	sealed(t, func() {
		tune := func(o *Options) {
			o.ProvideValidity, o.Reprovide, o.RefreshPeriod = time.Hour, 50*time.Minute, 24*time.Hour
		}
		l := newBench(20, 2, tune)
		l.do("provide", &ProvideArgs{Count: 3, By: "c[0]"})
		time.Sleep(2 * time.Hour)
		l.in.Sample()
		want(t, "alive", l.values("kademlia.provider_records"), []float64{20, 20, 20})
		want(t, "provided again, twice each", l.values("kademlia.reprovide.success"), []float64{1, 1, 1, 1, 1, 1})
	})
}

// Optimistic provide needs an estimate of the network's size, which comes from
// lookups; its last messages travel outside of the operation's context.
func TestOptimisticProvideIsFasterAndOnTheAccount(t *testing.T) {
	run := func(optimistic bool) (latency, messages float64) {
		sealed(t, func() {
			l := newBench(60, 1, func(o *Options) { o.OptimisticProvide = optimistic })
			l.do("get-closest-peers", &ClosestPeersArgs{Count: 10, By: "c"})
			l.do("provide", &ProvideArgs{Count: 1, By: "c"})
			want(t, "it works", l.values("kademlia.provide.success"), []float64{1})
			latency, messages = l.values("kademlia.provide.latency")[0], l.values("kademlia.provide.messages")[0]
		})
		return latency, messages
	}
	slow, all := run(false)
	fast, some := run(true)
	if fast >= slow || some < 15 || some > all {
		t.Errorf("optimistic %v with %v messages, classic %v with %v", time.Duration(fast), some, time.Duration(slow), all)
	}
}
