package kademlia

import (
	"math"
	"slices"
	"strconv"
)

// Sample implements protocols.Instance.
func (in *instance) Sample() {
	in.oracle.look()
	in.sampleRecords()
	in.sampleContents()
	in.sampleTables()
	in.sampleAdversaries()
}

func (in *instance) sampleRecords() {
	nodes, maxAge := in.world.Everyone(), in.options.MaxRecordAge
	for _, rec := range in.records {
		if rec.put == 0 {
			continue
		}
		anywhere, closest := 0, 0
		for i := range rec.holders {
			if n := nodes[i]; in.gives(n) && rec.fresh(n, maxAge) {
				anywhere++
			}
		}
		for _, n := range in.oracle.closest(&rec.place, in.options.BucketSize, nil) {
			if in.gives(n) && rec.fresh(n, maxAge) {
				closest++
			}
		}
		in.world.Emit("kademlia.replicas", float64(anywhere), "", rec.name)
		in.world.Emit("kademlia.replicas_closest", float64(closest), "", rec.name)
	}
}

func (in *instance) sampleContents() {
	nodes := in.world.Everyone()
	for _, c := range in.contents {
		if len(c.providers) == 0 {
			continue
		}
		live := 0
		for i := range c.records {
			if n := nodes[i]; in.gives(n) {
				live += c.live(n, in.options.ProvideValidity)
			}
		}
		closest := 0
		for _, n := range in.oracle.closest(&c.place, in.options.BucketSize, nil) {
			if in.gives(n) && c.live(n, in.options.ProvideValidity) > 0 {
				closest++
			}
		}
		in.world.Emit("kademlia.provider_records", float64(live), "", c.name)
		in.world.Emit("kademlia.provider_records_closest", float64(closest), "", c.name)
	}
}

// A census is the content of all routing tables together.
type census struct {
	tables   int
	buckets  []bucket // by bits shared with the owner
	inDegree []int    // by index of the node
	servers  int      // that are up and can be dialled
	knowing  int      // servers that know all their neighbours
}

// A bucket counts the entries of one bucket in all tables: of servers that are up
// and can be dialled, and of others.
type bucket struct{ live, stale int }

func (b bucket) staleShare() float64 { return float64(b.stale) / float64(b.live+b.stale) }

// leastBucket is how many entries a bucket must have in theory to be sampled:
// in those beyond, which a peer in ten fills at most, chance decides.
const leastBucket = 0.1

func (in *instance) sampleTables() {
	c := in.count()
	if c.tables == 0 {
		return
	}
	var all bucket
	for i, b := range c.buckets {
		all.live, all.stale = all.live+b.live, all.stale+b.stale
		if b != (bucket{}) {
			in.world.Emit("kademlia.stale_entries", b.staleShare(), "", bucketKey(i))
		}
	}
	if all != (bucket{}) {
		in.world.Emit("kademlia.stale_entries", all.staleShare(), "", "")
	}
	for i := 0; in.expected(c, i) >= leastBucket; i++ {
		live := 0
		if i < len(c.buckets) {
			live = c.buckets[i].live
		}
		in.world.Emit("kademlia.bucket_fill", float64(live)/float64(c.tables), "", bucketKey(i))
		in.world.Emit("kademlia.bucket_theory", in.expected(c, i), "", bucketKey(i))
	}
	if c.servers == 0 {
		return
	}
	in.world.Emit("kademlia.knows_neighbours", float64(c.knowing)/float64(c.servers), "", "")
	sum, least, most := 0, math.MaxInt, 0
	for _, n := range in.world.Nodes() {
		if in.oracle.serves(n) {
			d := c.inDegree[n.Index]
			sum += d
			least, most = min(least, d), max(most, d)
		}
	}
	in.world.Emit("kademlia.in_degree", float64(sum)/float64(c.servers), "", "")
	in.world.Emit("kademlia.in_degree_min", float64(least), "", "")
	in.world.Emit("kademlia.in_degree_max", float64(most), "", "")
}

// count goes through the routing tables of all peers that are up.
func (in *instance) count() *census {
	ever := len(in.world.Everyone())
	c := &census{inDegree: make([]int, ever)}
	serves := in.oracle.serving()
	near := in.oracle.neighbours(serves, in.options.BucketSize)
	known := make([]int, ever) // 1 + index of the last table that held the node
	for _, n := range in.world.Nodes() {
		s := in.servants[n]
		if s == nil {
			continue
		}
		c.tables++
		in.world.Emit("kademlia.routing_table", float64(len(s.table.entries)), n.Name, "")
		for _, e := range s.table.entries {
			for len(c.buckets) <= int(e.shared) {
				c.buckets = append(c.buckets, bucket{})
			}
			if e.node >= 0 {
				c.inDegree[e.node]++
				known[e.node] = n.Index + 1
			}
			if e.node >= 0 && serves[e.node] {
				c.buckets[e.shared].live++
			} else {
				c.buckets[e.shared].stale++
			}
		}
		if serves[n.Index] {
			c.servers++
			if !slices.ContainsFunc(near[n.Index], func(m int32) bool { return known[m] != n.Index+1 }) {
				c.knowing++
			}
		}
	}
	return c
}

// expected is the theory of a bucket, mean over all tables: of N servers besides
// its owner, N/2^(i+1) share i bits with it and differ in the next (Maymounkov
// and Mazières 2002, section 2.4), and k fit.
func (in *instance) expected(c *census, i int) float64 {
	of := func(others int) float64 {
		return min(float64(in.options.BucketSize), math.Ldexp(float64(others), -i-1))
	}
	clients := c.tables - c.servers
	return (float64(float64(c.servers)*of(c.servers-1)) + float64(float64(clients)*of(c.servers))) / float64(c.tables)
}

func bucketKey(i int) string { return "cpl-" + strconv.Itoa(i) }
