package kademlia

import (
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p-kad-dht/amino"
	pb "github.com/libp2p/go-libp2p-kad-dht/pb"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
)

// A servant is the DHT that a node runs while it is up.
type servant struct {
	dht    *dht.IpfsDHT
	store  *store
	table  *table
	sender *sender
}

// newServant starts a node's DHT over its store.
func (in *instance) newServant(n *sim.Node) (*servant, error) {
	s := &servant{store: in.open(n)}
	wrap := func(h host.Host, m pb.MessageSenderWithDisconnect) pb.MessageSenderWithDisconnect {
		s.sender = &sender{MessageSenderWithDisconnect: m, host: h, provides: map[string]*account{}}
		return s.sender
	}
	var err error
	var h host.Host = dialler{n.Host()}
	if !n.Honest() {
		h = liar{dialler{n.Host()}, in, n}
	}
	s.dht, err = newDHT(h, s.store, in.own.Of(n), append(in.dhtOptions(n), withSender(wrap)))
	if err != nil {
		return nil, err
	}
	s.table = in.oracle.follow(s.dht, n.ID)
	return s, nil
}

// dhtOptions turns the options into kad-dht's for a node, but for those that newDHT adds.
func (in *instance) dhtOptions(n *sim.Node) []dht.Option {
	o := in.own.Of(n)
	mode := dht.ModeClient
	if in.oracle.server(n) {
		mode = dht.ModeServer
	}
	opts := []dht.Option{
		dht.Mode(mode),
		dht.ProtocolPrefix(protocol.ID(o.ProtocolPrefix)),
		dht.NamespacedValidator(namespace, validator{}),
		dht.BucketSize(o.BucketSize),
		dht.Concurrency(o.Concurrency),
		dht.Resiliency(o.Resiliency),
		dht.LookupCheckConcurrency(o.LookupCheckConcurrency),
		dht.MaxRecordAge(o.MaxRecordAge),
		dht.OptimisticProvideJobsPoolSize(o.OptimisticProvideJobPool),
		dht.RoutingTableRefreshPeriod(o.RefreshPeriod),
		dht.RoutingTableRefreshQueryTimeout(o.RefreshQueryTimeout),
		dht.RoutingTableLatencyTolerance(o.LatencyTolerance),
	}
	when := func(on bool, opt dht.Option) {
		if on {
			opts = append(opts, opt)
		}
	}
	when(o.ProtocolExtension != "", dht.ProtocolExtension(protocol.ID(o.ProtocolExtension)))
	when(o.V1ProtocolOverride != "", dht.V1ProtocolOverride(protocol.ID(o.V1ProtocolOverride)))
	when(o.DisableValues, dht.DisableValues())
	when(o.DisableProviders, dht.DisableProviders())
	when(o.OptimisticProvide, dht.EnableOptimisticProvide())
	when(!o.AutoRefresh, dht.DisableAutoRefresh())
	when(o.QueryFilter == "public", dht.QueryFilter(dht.PublicQueryFilter))
	when(o.RoutingTableFilter == "public", dht.RoutingTableFilter(dht.PublicRoutingTableFilter))
	when(o.BootstrapPeers != "", dht.BootstrapPeersFunc(func() []peer.AddrInfo { return in.bootstrapPeers(n) }))
	if o.DiversityFilter {
		opts = append(opts, dht.RoutingTablePeerDiversityFilter(dht.NewRTPeerDiversityFilter(
			n.Host(), amino.DefaultMaxPeersPerIPGroupPerCpl, amino.DefaultMaxPeersPerIPGroup)))
	}
	return opts
}

func (in *instance) bootstrapPeers(n *sim.Node) []peer.AddrInfo {
	var out []peer.AddrInfo
	for _, m := range sim.Running(in.world.Select(in.options.BootstrapPeers), name) {
		if m != n {
			out = append(out, m.AddrInfo())
		}
	}
	return out
}
