package kademlia

import (
	"cmp"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p-kad-dht/amino"

	"github.com/libp2p-sim/sim/sim"
)

// Options of the protocol in a scenario, under kad-dht's own names. Settings that
// kad-dht takes as Go code (stores, caches, validators, hooks, filters of one's
// own) has no key, and disjoint paths are no option of kad-dht's. TestEveryOption
// lists all.
type Options struct {
	Mode                   string `yaml:"mode" doc:"auto makes servers of peers that can be dialled and clients of the others." enum:"auto|server|client"`
	ProtocolPrefix         string `yaml:"protocol_prefix" doc:"Prefix of the protocol ID. The public Amino DHT's, /ipfs, allows no records of our own."`
	ProtocolExtension      string `yaml:"protocol_extension" doc:"Part of the protocol ID after the prefix, such as /lan." match:"^(/[a-z0-9._-]+)*$" omitzero:"true"`
	V1ProtocolOverride     string `yaml:"v1_protocol_override" doc:"The whole protocol ID, in place of prefix, extension and /kad/1.0.0." match:"^(/[a-z0-9._-]+)*$" omitzero:"true"`
	BucketSize             int    `yaml:"bucket_size" aka:"k replication replicas" doc:"Size of a k-bucket and number of peers that store a record (k)." min:"1" max:"1000"`
	Concurrency            int    `yaml:"concurrency" aka:"alpha" doc:"Peers asked at the same time on a query path (alpha)." min:"1" max:"1000"`
	Resiliency             int    `yaml:"resiliency" aka:"beta" doc:"Closest peers that must have answered before a query path ends (beta)." min:"1" max:"1000"`
	LookupCheckConcurrency int    `yaml:"lookup_check_concurrency" doc:"Checks at the same time of peers that are to enter the routing table." min:"1" max:"100000"`
	Quorum                 int    `yaml:"quorum" doc:"Answers with a value after which a get ends early; 0 lets every lookup run to its end." min:"0" max:"1000"`

	DisableValues   bool          `yaml:"disable_values" doc:"Neither store nor look for values."`
	MaxRecordAge    time.Duration `yaml:"max_record_age" aka:"ttl record_ttl" doc:"How long a peer keeps and serves a value that is not put again." min:"1s"`
	ValueGCInterval time.Duration `yaml:"value_gc_interval" doc:"Period in which a peer deletes expired values." min:"1s"`

	DisableProviders         bool          `yaml:"disable_providers" doc:"Neither store nor look for provider records."`
	ProvideValidity          time.Duration `yaml:"provide_validity" aka:"provider_ttl" doc:"How long a peer keeps and serves a provider record that is not sent again." min:"1s"`
	CleanupInterval          time.Duration `yaml:"cleanup_interval" doc:"Period in which a peer deletes expired provider records." min:"1s"`
	ProviderAddrTTL          time.Duration `yaml:"provider_addr_ttl" doc:"How long a peer hands out a provider's addresses with its record." min:"1s"`
	OptimisticProvide        bool          `yaml:"optimistic_provide" doc:"End a provide as soon as most of the peers that are probably the closest have the record."`
	OptimisticProvideJobPool int           `yaml:"optimistic_provide_jobs_pool_size" doc:"Provider records still under way after the end of optimistic provides, at most." min:"1" max:"100000"`

	AutoRefresh         bool          `yaml:"auto_refresh" doc:"Refresh the routing table periodically."`
	RefreshPeriod       time.Duration `yaml:"routing_table_refresh_period" aka:"refresh refresh_interval" doc:"Period of routing table refreshes." min:"1s"`
	RefreshQueryTimeout time.Duration `yaml:"routing_table_refresh_query_timeout" doc:"Time-out of one query of a refresh." min:"1ms"`
	LatencyTolerance    time.Duration `yaml:"routing_table_latency_tolerance" doc:"Peers slower than this stay out of the routing table." min:"1ms"`
	DiversityFilter     bool          `yaml:"routing_table_peer_diversity_filter" doc:"Let at most 3 peers of an IP group, mostly a /16, into a routing table and at most 2 into a bucket, as the Amino DHT does. In networks of up to about 50000 peers nearly every simulated peer has a /16 of its own."`
	RoutingTableFilter  string        `yaml:"routing_table_filter" doc:"public keeps peers without a public address out of routing tables. All simulated addresses are public but those of Kubernetes pods." enum:"none|public"`
	QueryFilter         string        `yaml:"query_filter" doc:"public asks only peers with a public address. All simulated addresses are public but those of Kubernetes pods." enum:"none|public"`
	BootstrapPeers      sim.Selector  `yaml:"bootstrap_peers" doc:"The peers that a peer dials when its routing table is empty, two at a time. Default: none; the scenario's bootstrap says which peers know each other at first."`

	Timeout     time.Duration `yaml:"timeout" doc:"How long one operation may take." min:"1ms"`
	Republish   time.Duration `yaml:"republish" doc:"Period in which a peer puts its values again; 0s never."`
	Reprovide   time.Duration `yaml:"reprovide" doc:"Period in which a peer provides its contents again; 0s never. The Amino DHT's is 22h."`
	ValueSize   int           `yaml:"value_size" doc:"Bytes of a random value." min:"16" max:"1000000" carries:"bytes"`
	Groups      []Group       `yaml:"groups" doc:"Peers whose options differ. A peer's are those of the first of these that has it. What an oracle counts with k, such as replicas, is counted with bucket_size of all." omitzero:"true"`
	DeadEntries DeadEntries   `yaml:"dead_entries" doc:"Peers in routing tables that do not exist."`
}

// Group has options of some peers; those that it leaves out are as of all.
type Group struct {
	Peers       sim.Selector  `yaml:"peers" doc:"The peers." required:"true"`
	Mode        string        `yaml:"mode" doc:"Their mode." enum:"auto|server|client" omitzero:"true"`
	BucketSize  int           `yaml:"bucket_size" doc:"Their k: the size of their k-buckets, and of how many peers they ask to store." min:"1" max:"1000" omitzero:"true"`
	Concurrency int           `yaml:"concurrency" doc:"Their alpha." min:"1" max:"1000" omitzero:"true"`
	Resiliency  int           `yaml:"resiliency" doc:"Their beta." min:"1" max:"1000" omitzero:"true"`
	Republish   time.Duration `yaml:"republish" doc:"Their period of putting values again." min:"1s" omitzero:"true"`
	Reprovide   time.Duration `yaml:"reprovide" doc:"Their period of providing again." min:"1s" omitzero:"true"`
}

func (g *Group) members() sim.Selector { return g.Peers }

// over returns options with those of the group in place of them.
func (g *Group) over(o Options) Options {
	o.Mode = cmp.Or(g.Mode, o.Mode)
	o.BucketSize = cmp.Or(g.BucketSize, o.BucketSize)
	o.Concurrency = cmp.Or(g.Concurrency, o.Concurrency)
	o.Resiliency = cmp.Or(g.Resiliency, o.Resiliency)
	o.Republish = cmp.Or(g.Republish, o.Republish)
	o.Reprovide = cmp.Or(g.Reprovide, o.Reprovide)
	return o
}

// DeadEntries says how many entries of routing tables are of peers that do not
// exist. An entry lives until its owner dials it, which takes a dial's time-out
// and makes kad-dht drop it: in the next lookup that comes by, or in the first
// refresh after what kad-dht calls the grace period, ln(1/k) / ln(1-alpha/k)
// refresh periods (43 minutes with the defaults; one period if alpha is not
// below k). Until then the owner also recommends it to others.
type DeadEntries struct {
	Share sim.Share     `yaml:"share" doc:"Part of every routing table that is dead after each renewal." min:"0%" max:"90%"`
	Every time.Duration `yaml:"every" doc:"Time from one renewal to the next; the first is after one period." min:"1s"`
}

// defaults are kad-dht's own, but for the prefix.
func defaults() Options {
	return Options{
		Mode:                     "auto",
		ProtocolPrefix:           "/sim",
		BucketSize:               amino.DefaultBucketSize,
		Concurrency:              amino.DefaultConcurrency,
		Resiliency:               amino.DefaultResiliency,
		LookupCheckConcurrency:   256,
		MaxRecordAge:             defaultMaxRecordAge,
		ValueGCInterval:          defaultValueGCInterval,
		ProvideValidity:          amino.DefaultProvideValidity,
		CleanupInterval:          time.Hour,
		ProviderAddrTTL:          amino.DefaultProviderAddrTTL,
		OptimisticProvideJobPool: 60,
		AutoRefresh:              true,
		RefreshPeriod:            10 * time.Minute,
		RefreshQueryTimeout:      10 * time.Second,
		LatencyTolerance:         10 * time.Second,
		RoutingTableFilter:       "none",
		QueryFilter:              "none",
		Timeout:                  time.Minute,
		ValueSize:                100,
		DeadEntries:              DeadEntries{Every: 10 * time.Minute},
	}
}

// check looks for options that do not go together.
func (o *Options) check() error {
	if o.DeadEntries.Share > 0 && o.DiversityFilter {
		return fmt.Errorf("kademlia: dead_entries.share with routing_table_peer_diversity_filter, which lets in only peers that are connected; want one of the two")
	}
	return o.checkRelease()
}
