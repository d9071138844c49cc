package kademlia

import (
	"math"
	"strconv"

	"github.com/libp2p-sim/sim/sim"
)

// Sample implements protocols.Instance.
func (in *instance) Sample() {
	in.oracle.look()
	in.sampleRecords()
	in.sampleContents()
	in.sampleTables()
}

func (in *instance) sampleRecords() {
	nodes, maxAge := in.world.Nodes(), in.options.MaxRecordAge
	for _, rec := range in.records {
		if rec.put == 0 {
			continue
		}
		anywhere, closest := 0, 0
		for i := range rec.holders {
			if n := nodes[i]; in.oracle.serves(n) && rec.fresh(n, maxAge) {
				anywhere++
			}
		}
		for _, n := range in.oracle.closest(&rec.place, in.options.BucketSize, nil) {
			if rec.fresh(n, maxAge) {
				closest++
			}
		}
		in.world.Emit("kademlia.replicas", float64(anywhere), "", rec.name)
		in.world.Emit("kademlia.replicas_closest", float64(closest), "", rec.name)
	}
}

func (in *instance) sampleContents() {
	nodes := in.world.Nodes()
	for _, c := range in.contents {
		if len(c.providers) == 0 {
			continue
		}
		live := 0
		for i := range c.records {
			if n := nodes[i]; in.oracle.serves(n) {
				live += c.live(n, in.options.ProvideValidity)
			}
		}
		closest := 0
		for _, n := range in.oracle.closest(&c.place, in.options.BucketSize, nil) {
			if c.live(n, in.options.ProvideValidity) > 0 {
				closest++
			}
		}
		in.world.Emit("kademlia.provider_records", float64(live), "", c.name)
		in.world.Emit("kademlia.provider_records_closest", float64(closest), "", c.name)
	}
}

// A census is what all routing tables hold together.
type census struct {
	tables   int
	entries  int
	dead     int   // of the entries
	buckets  []int // entries by bits shared with the owner
	inDegree []int // by index of the node
	servers  int
	knowing  int // servers that know all their neighbours
}

// leastBucket is how many entries a bucket must have in theory to be sampled:
// in those beyond, which a peer in ten fills at most, chance decides.
const leastBucket = 0.1

func (in *instance) sampleTables() {
	c := in.count()
	if c.tables == 0 {
		return
	}
	if c.entries > 0 {
		in.world.Emit("kademlia.stale_entries", float64(c.dead)/float64(c.entries), "", "")
	}
	for i := 0; in.expected(c.servers, i) >= leastBucket; i++ {
		fill := 0
		if i < len(c.buckets) {
			fill = c.buckets[i]
		}
		key := "cpl-" + strconv.Itoa(i)
		in.world.Emit("kademlia.bucket_fill", float64(fill)/float64(c.tables), "", key)
		in.world.Emit("kademlia.bucket_theory", in.expected(c.servers, i), "", key)
	}
	if c.servers == 0 {
		return
	}
	in.world.Emit("kademlia.knows_neighbours", float64(c.knowing)/float64(c.servers), "", "")
	sum, least, most := 0, math.MaxInt, 0
	for i, n := range in.world.Nodes() {
		if in.oracle.serves(n) {
			sum += c.inDegree[i]
			least, most = min(least, c.inDegree[i]), max(most, c.inDegree[i])
		}
	}
	in.world.Emit("kademlia.in_degree", float64(sum)/float64(c.servers), "", "")
	in.world.Emit("kademlia.in_degree_min", float64(least), "", "")
	in.world.Emit("kademlia.in_degree_max", float64(most), "", "")
}

// count goes through the routing tables of all peers that are up.
func (in *instance) count() *census {
	nodes := in.world.Nodes()
	c := &census{inDegree: make([]int, len(nodes))}
	known := make([]int, len(nodes)) // 1 + index of the last table that held the node
	for _, n := range nodes {
		s := in.servants[n]
		if s == nil {
			continue
		}
		peers := s.dht.RoutingTable().ListPeers()
		c.tables++
		c.entries += len(peers)
		in.world.Emit("kademlia.routing_table", float64(len(peers)), n.Name, "")
		for _, p := range peers {
			place := (*id)(nil)
			if m := in.world.Node(p); m != nil {
				place = &in.oracle.places[m.Index]
				c.inDegree[m.Index]++
				known[m.Index] = n.Index + 1
				if !in.oracle.serves(m) {
					c.dead++
				}
			} else {
				stranger := idOf(string(p))
				place = &stranger
				c.dead++
			}
			shared := place.commonPrefix(&in.oracle.places[n.Index])
			for len(c.buckets) <= shared {
				c.buckets = append(c.buckets, 0)
			}
			c.buckets[shared]++
		}
		if in.oracle.serves(n) {
			c.servers++
			if in.knowsNeighbours(n, known) {
				c.knowing++
			}
		}
	}
	return c
}

func (in *instance) knowsNeighbours(n *sim.Node, known []int) bool {
	others := func(m *sim.Node) bool { return m != n }
	for _, m := range in.oracle.closest(&in.oracle.places[n.Index], in.options.BucketSize, others) {
		if known[m.Index] != n.Index+1 {
			return false
		}
	}
	return true
}

// expected is the theory of a bucket: of N peers, N/2^(i+1) share i bits with
// its owner and differ in the next (Maymounkov and Mazières 2002, section 2.4),
// and k fit.
func (in *instance) expected(servers, i int) float64 {
	return min(float64(in.options.BucketSize), math.Ldexp(float64(servers), -i-1))
}
