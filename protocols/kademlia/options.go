package kademlia

import (
	"time"

	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p-kad-dht/amino"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
)

// Options of the protocol in a scenario, under kad-dht's own names.
type Options struct {
	Mode                   string        `yaml:"mode" doc:"auto makes servers of peers that can be dialled and clients of the others." enum:"auto|server|client"`
	ProtocolPrefix         string        `yaml:"protocol_prefix" doc:"Prefix of the protocol ID. The public Amino DHT's, /ipfs, allows no records of our own."`
	BucketSize             int           `yaml:"bucket_size" doc:"Size of a k-bucket and number of peers that store a record (k)." min:"1" max:"1000"`
	Concurrency            int           `yaml:"concurrency" doc:"Peers asked at the same time on a query path (alpha)." min:"1" max:"1000"`
	Resiliency             int           `yaml:"resiliency" doc:"Closest peers that must have answered before a query path ends (beta)." min:"1" max:"1000"`
	LookupCheckConcurrency int           `yaml:"lookup_check_concurrency" doc:"Checks at the same time of peers that are to enter the routing table." min:"1" max:"100000"`
	MaxRecordAge           time.Duration `yaml:"max_record_age" doc:"How long a peer keeps and serves a value that is not put again." min:"1s"`
	ValueGCInterval        time.Duration `yaml:"value_gc_interval" doc:"Period in which a peer deletes expired values." min:"1s"`
	AutoRefresh            bool          `yaml:"auto_refresh" doc:"Refresh the routing table periodically."`
	RefreshPeriod          time.Duration `yaml:"routing_table_refresh_period" doc:"Period of routing table refreshes." min:"1s"`
	RefreshQueryTimeout    time.Duration `yaml:"routing_table_refresh_query_timeout" doc:"Time-out of one query of a refresh." min:"1ms"`
	LatencyTolerance       time.Duration `yaml:"routing_table_latency_tolerance" doc:"Peers slower than this stay out of the routing table." min:"1ms"`

	Timeout   time.Duration `yaml:"timeout" doc:"How long one put or get may take." min:"1ms"`
	Republish time.Duration `yaml:"republish" doc:"Period in which a peer puts its values again; 0s never."`
	ValueSize int           `yaml:"value_size" doc:"Bytes of a value." min:"16" max:"1000000"`
}

// defaults are kad-dht's own, but for the prefix.
func defaults() *Options {
	return &Options{
		Mode:                   "auto",
		ProtocolPrefix:         "/sim",
		BucketSize:             amino.DefaultBucketSize,
		Concurrency:            amino.DefaultConcurrency,
		Resiliency:             amino.DefaultResiliency,
		LookupCheckConcurrency: 256,
		MaxRecordAge:           amino.DefaultMaxRecordAge,
		ValueGCInterval:        amino.DefaultValueGCInterval,
		AutoRefresh:            true,
		RefreshPeriod:          10 * time.Minute,
		RefreshQueryTimeout:    10 * time.Second,
		LatencyTolerance:       10 * time.Second,
		Timeout:                time.Minute,
		ValueSize:              100,
	}
}

// PutArgs are the arguments of the workload step "put".
type PutArgs struct {
	Count int          `yaml:"count" doc:"Values to put, each under a new key, each by a random peer." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"Who puts."`
}

// GetArgs are the arguments of the workload step "get".
type GetArgs struct {
	Count int          `yaml:"count" doc:"Values to get, drawn from those that were put, each by a random peer that did not put it." min:"1" max:"1000000"`
	By    sim.Selector `yaml:"by" doc:"Who gets."`
}

// dhtOptions turns o into options of kad-dht for a node with a store.
func (o *Options) dhtOptions(n *sim.Node, s *store) []dht.Option {
	mode := dht.ModeServer
	if o.Mode == "client" || o.Mode == "auto" && !n.Dialable {
		mode = dht.ModeClient
	}
	opts := []dht.Option{
		dht.Mode(mode),
		dht.ProtocolPrefix(protocol.ID(o.ProtocolPrefix)),
		dht.NamespacedValidator(namespace, validator{}),
		dht.Datastore(s),
		dht.BucketSize(o.BucketSize),
		dht.Concurrency(o.Concurrency),
		dht.Resiliency(o.Resiliency),
		dht.LookupCheckConcurrency(o.LookupCheckConcurrency),
		dht.MaxRecordAge(o.MaxRecordAge),
		dht.ValueGCInterval(o.ValueGCInterval),
		dht.RoutingTableRefreshPeriod(o.RefreshPeriod),
		dht.RoutingTableRefreshQueryTimeout(o.RefreshQueryTimeout),
		dht.RoutingTableLatencyTolerance(o.LatencyTolerance),
	}
	if !o.AutoRefresh {
		opts = append(opts, dht.DisableAutoRefresh())
	}
	return opts
}
