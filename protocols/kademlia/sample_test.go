//go:build simsealed

package kademlia

import (
	"context"
	"encoding/base32"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	ds "github.com/ipfs/go-datastore"
	"github.com/ipfs/go-datastore/query"
	kb "github.com/libp2p/go-libp2p-kbucket"
	recpb "github.com/libp2p/go-libp2p-record/pb"
	"github.com/libp2p/go-libp2p/core/peer"
	"google.golang.org/protobuf/proto"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
)

// churned makes a network in which peers have come and gone.
func churned() *bench {
	l := newBench(40, 4, func(o *Options) { o.BucketSize = 5 })
	l.do("put", &PutArgs{Count: 10})
	for i := range 12 {
		l.crash(l.node(fmt.Sprintf("s-%d", 3*i)))
		time.Sleep(20 * time.Second)
		if i%3 == 0 {
			l.up(l.node(fmt.Sprintf("s-%d", 3*i)))
		}
	}
	for i := range 4 { // others come in the place of these
		n := l.node(fmt.Sprintf("s-%d", 3*i+1))
		l.crash(n)
		time.Sleep(20 * time.Second)
		if i%2 == 0 {
			heir, err := l.Replace(n)
			if err != nil {
				panic(err)
			}
			l.up(heir)
		}
	}
	l.do("put", &PutArgs{Count: 5, Key: "k"})
	return l
}

// closestByBruteForce sorts all servers that are up as kad-dht would.
func closestByBruteForce(l *bench, target kb.ID, without *sim.Node) []peer.ID {
	var all []peer.ID
	for _, n := range l.Nodes() {
		if n.Up() && n.Dialable && n != without {
			all = append(all, n.ID)
		}
	}
	all = kb.SortClosestPeers(all, target)
	return all[:min(5, len(all))]
}

func TestGaugesAgreeWithBruteForce(t *testing.T) {
	sealed(t, func() {
		l := churned()
		l.rec.Drop(sim.MetricLog)
		l.in.Sample()

		inDegree, live, stale := map[peer.ID]int{}, map[int]int{}, map[int]int{}
		entries, dead, knowing, servers, tables := 0, 0, 0, 0, 0
		for _, n := range l.Nodes() {
			if !n.Up() {
				continue
			}
			tables++
			table := l.in.servants[n].dht.RoutingTable().ListPeers()
			for _, p := range table {
				entries++
				inDegree[p]++
				shared := kb.CommonPrefixLen(kb.ConvertPeerID(n.ID), kb.ConvertPeerID(p))
				if l.Node(p).Up() {
					live[shared]++
				} else {
					dead++
					stale[shared]++
				}
			}
			if !n.Dialable {
				continue
			}
			servers++
			all := true
			for _, p := range closestByBruteForce(l, kb.ConvertPeerID(n.ID), n) {
				all = all && slices.Contains(table, p)
			}
			if all {
				knowing++
			}
		}
		sum, least, most := 0, math.MaxInt, 0
		for _, n := range l.Nodes() {
			if n.Up() && n.Dialable {
				d := inDegree[n.ID]
				sum, least, most = sum+d, min(least, d), max(most, d)
			}
		}
		one := func(metric string, value float64) {
			want(t, metric, l.values(metric), []float64{value})
		}
		staleOf := map[string]float64{"": float64(dead) / float64(entries)}
		for i := range 256 {
			if all := live[i] + stale[i]; all > 0 {
				staleOf[fmt.Sprintf("cpl-%d", i)] = float64(stale[i]) / float64(all)
			}
		}
		gotStale := map[string]float64{}
		for _, s := range protocoltest.Samples(l.rec, "kademlia.stale_entries") {
			gotStale[s.Key] = s.Value
		}
		want(t, "stale entries", gotStale, staleOf)
		one("kademlia.knows_neighbours", float64(knowing)/float64(servers))
		one("kademlia.in_degree", float64(sum)/float64(servers))
		one("kademlia.in_degree_min", float64(least))
		one("kademlia.in_degree_max", float64(most))
		fill, theory := protocoltest.Samples(l.rec, "kademlia.bucket_fill"), protocoltest.Samples(l.rec, "kademlia.bucket_theory")
		for i := range fill {
			key := fmt.Sprintf("cpl-%d", i)
			want(t, "a bucket", fill[i].Key, key)
			want(t, "fill of "+key, fill[i].Value, float64(live[i])/float64(tables))
			want(t, "key of the theory", theory[i].Key, key)
			of := func(others int) float64 { return min(5, float64(others)/float64(int(2)<<i)) }
			mean := (float64(servers)*of(servers-1) + float64(tables-servers)*of(servers)) / float64(tables)
			want(t, "theory of "+key, theory[i].Value, mean)
		}
		want(t, "buckets: 32/2^(i+1) is above 0.1 until i = 7", len(fill), 8)
		if dead == 0 || knowing == 0 || knowing == servers {
			t.Errorf("%d stale entries, %d of %d know their neighbours: this shows nothing", dead, knowing, servers)
		}
	})
}

func TestReplicasAgreeWithTheDatastores(t *testing.T) {
	sealed(t, func() {
		l := churned()
		l.do("provide", &ProvideArgs{Count: 3, By: "s"})
		l.rec.Drop(sim.MetricLog)
		l.in.Sample()
		// has looks into a node's datastore itself.
		has := func(n *sim.Node, rec *record) bool {
			b, err := n.Disk[name].(ds.Batching).Get(context.Background(), ds.NewKey(datastoreKey(rec.key)))
			if err != nil {
				return false
			}
			var stored recpb.Record
			if err := proto.Unmarshal(b, &stored); err != nil {
				panic(err)
			}
			return sequence(stored.GetValue()) >= rec.put
		}
		var anywhere, closest, providers, providersClosest []float64
		for _, rec := range l.in.records {
			all, near := 0, 0
			neighbours := closestByBruteForce(l, kb.ConvertKey(rec.key), nil)
			for _, n := range l.Nodes() {
				if n.Up() && n.Dialable && has(n, rec) {
					all++
					if slices.Contains(neighbours, n.ID) {
						near++
					}
				}
			}
			if rec.put > 0 {
				anywhere, closest = append(anywhere, float64(all)), append(closest, float64(near))
			}
		}
		for _, c := range l.in.contents {
			count, near := 0, 0
			neighbours := closestByBruteForce(l, kb.ConvertKey(c.hash()), nil)
			for _, n := range l.Nodes() {
				if !n.Up() || !n.Dialable {
					continue
				}
				found, err := n.Disk[name].(ds.Batching).Query(context.Background(),
					query.Query{Prefix: "/providers/" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(c.cid.Hash())})
				if err != nil {
					panic(err)
				}
				rest, err := found.Rest()
				if err != nil {
					panic(err)
				}
				count += len(rest)
				if len(rest) > 0 && slices.Contains(neighbours, n.ID) {
					near++
				}
			}
			providersClosest = append(providersClosest, float64(near))
			providers = append(providers, float64(count))
		}
		want(t, "replicas", l.values("kademlia.replicas"), anywhere)
		want(t, "replicas at the closest", l.values("kademlia.replicas_closest"), closest)
		want(t, "provider records", l.values("kademlia.provider_records"), providers)
		want(t, "provider records at the closest", l.values("kademlia.provider_records_closest"), providersClosest)
		if slices.Equal(anywhere, closest) || slices.Equal(providers, providersClosest) || len(anywhere) < 10 || providers[0] == 0 {
			t.Errorf("replicas %v, closest %v, provider records %v: this shows nothing", anywhere, closest, providers)
		}
	})
}

func TestAWipedDiskHoldsNothing(t *testing.T) {
	sealed(t, func() {
		l := newBench(10, 1, nil)
		l.do("put", &PutArgs{Count: 1, By: "c"})
		l.do("provide", &ProvideArgs{Count: 1, By: "c"})
		for _, n := range l.Select("s[0:3]") {
			l.crash(n)
		}
		for _, n := range l.Select("s[0:2]") {
			n.Wipe()
		}
		for _, n := range l.Select("s[0:3]") {
			l.up(n)
		}
		l.in.Sample()
		want(t, "replicas", l.values("kademlia.replicas"), []float64{8})
		want(t, "provider records", l.values("kademlia.provider_records"), []float64{8})
	})
}

// The same seed gives the same bytes, with everything that this package can do.
func TestARunRepeatsItself(t *testing.T) {
	run := func() (events, metrics string) {
		sealed(t, func() {
			l := newBench(25, 3, func(o *Options) {
				o.BucketSize, o.Republish, o.Reprovide = 5, 5*time.Minute, 5*time.Minute
				o.OptimisticProvide = true
				o.DeadEntries = DeadEntries{Share: 0.2, Every: 4 * time.Minute}
			})
			protocoltest.Do(Protocol, l.in, "put", &PutArgs{Count: 5}, l.rand)
			protocoltest.Do(Protocol, l.in, "provide", &ProvideArgs{Count: 5}, l.rand)
			time.Sleep(time.Minute)
			for i := range 8 {
				l.crash(l.node(fmt.Sprintf("s-%d", 3*i)))
				protocoltest.Do(Protocol, l.in, "get", &GetArgs{Count: 3}, l.rand)
				protocoltest.Do(Protocol, l.in, "find-providers", &FindProvidersArgs{Count: 3}, l.rand)
				protocoltest.Do(Protocol, l.in, "find-peer", &FindPeerArgs{Count: 2}, l.rand)
				protocoltest.Do(Protocol, l.in, "get-closest-peers", &ClosestPeersArgs{Count: 2}, l.rand)
				time.Sleep(time.Minute)
				l.up(l.node(fmt.Sprintf("s-%d", 3*i)))
				l.in.Sample()
			}
			time.Sleep(2 * time.Minute)
			if op := l.Stuck(time.Minute); op != nil {
				t.Errorf("%s #%d hangs", op.Name, op.ID)
			}
			for _, share := range l.values("kademlia.closest.accuracy") {
				if share < 0 || share > 1 {
					t.Errorf("accuracy %v", share)
				}
			}
			events, metrics = string(l.rec.Text(sim.EventLog)), string(l.rec.Text(sim.MetricLog))
		})
		return events, metrics
	}
	e1, m1 := run()
	e2, m2 := run()
	if e1 != e2 || m1 != m2 {
		t.Error("two runs differ")
	}
	if len(m1) < 1000 {
		t.Errorf("%d bytes of metrics", len(m1))
	}
}
