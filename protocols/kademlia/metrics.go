package kademlia

import (
	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Operations whose names in scenarios are not part of a metric's name.
const (
	findProviders = "find_providers"
	findPeer      = "find_peer"
	closestPeers  = "get_closest_peers"
)

// inBackground says which messages the figures of a provide leave out.
const inBackground = " With optimistic_provide it returns before all peers are told; its later messages are in the event log alone."

// perOperation words the metrics that every operation of a kind has.
var perOperation = []struct{ verb, one, many, success, later string }{
	{"put", "a put", "Puts", "that some peer stored", ""},
	{"republish", "a repeated put", "Repeated puts", "that some peer stored", ""},
	{"get", "a get", "Gets", "that found the last value put", ""},
	{"provide", "a provide", "Provides", "that told some peer", inBackground},
	{"reprovide", "a repeated provide", "Repeated provides", "that told some peer", inBackground},
	{findProviders, "a search for providers", "Searches for providers", "that found a provider that is up and does provide", ""},
	{findPeer, "a search for a peer", "Searches for a peer", "that found its address while it was up", ""},
	{closestPeers, "a lookup of closest peers", "Lookups of closest peers", "that found any", ""},
}

// metrics are all that the protocol emits. An operation whose peer goes down
// meanwhile leaves no samples.
func metrics() []trace.MetricDef {
	var defs []trace.MetricDef
	for _, op := range perOperation {
		def := func(quantity, unit string, kind trace.Kind, help string) {
			name := "kademlia." + op.verb + "." + quantity
			defs = append(defs, trace.MetricDef{Name: name, Unit: unit, Kind: kind, Help: help, Caption: captions[name]})
		}
		def("latency", "ns", trace.Duration, "Time of "+op.one+" "+op.success+".")
		def("success", "1", trace.Ratio, op.many+" "+op.success+", of all operations whose peer stayed up.")
		def("hops", "1", trace.Count, "Hops of "+op.one+" "+op.success+": length of the chain of answers that led to the peer it needed; 1 for a peer in the routing table of the operation's peer, 0 for the operation's peer itself.")
		def("messages", "1", trace.Count, "Kademlia messages that "+op.one+" sent until it returned, without answers; a message sent again because a stream was dead counts once."+op.later)
		def("bytes", "bytes", trace.Count, "Kademlia messages of "+op.one+" and their answers, with length prefixes, without the costs of connections and streams.")
		def("queried", "peers", trace.Count, "Different peers that "+op.one+" asked, without those it asked only to store.")
		def("dials", "1", trace.Count, "Dials that "+op.one+" made or waited for.")
		def("dials_failed", "1", trace.Count, "Dials of "+op.one+" that failed, also at once because of backoff.")
	}
	return append(defs,
		trace.MetricDef{Name: "kademlia.get.stale", Unit: "1", Kind: trace.Ratio, Help: "Gets that found an older value than the last one put, of all gets that found a value.", Caption: trace.Caption{Title: "Gets of an older value than the last", Axis: "stale", Noun: "gets"}},
		trace.MetricDef{Name: "kademlia.find_providers.found", Unit: "peers", Kind: trace.Count, Help: "Providers that a search found."},
		trace.MetricDef{Name: "kademlia.find_providers.first", Unit: "ns", Kind: trace.Duration, Help: "Time until a search found its first provider."},
		protocols.Skipped(name),
		trace.MetricDef{Name: "kademlia.closest.accuracy", Unit: "1", Kind: trace.Ratio, Help: "Share of the k closest servers that are up and reachable which an operation found or stored at.", Caption: trace.Caption{Title: "Closest servers found or stored at", Axis: "of the k closest", Noun: "operations"}},
		trace.MetricDef{Name: "kademlia.replicas", Unit: "peers", Kind: trace.Gauge, Help: "Honest servers that are up and serve the last value put of a record.", Caption: trace.Caption{Title: "Replicas per record", Axis: "replicas", Noun: "records"}},
		trace.MetricDef{Name: "kademlia.replicas_closest", Unit: "peers", Kind: trace.Gauge, Help: "Those of the k closest servers that are up which are honest and serve the last value put of a record.", Caption: trace.Caption{Title: "Replicas on the k closest servers", Axis: "replicas", Noun: "records"}},
		trace.MetricDef{Name: "kademlia.provider_records", Unit: "1", Kind: trace.Gauge, Help: "Provider records of a content on honest servers that are up and serve them.", Caption: trace.Caption{Title: "Provider records per content", Axis: "provider records", Noun: "contents"}},
		trace.MetricDef{Name: "kademlia.provider_records_closest", Unit: "peers", Kind: trace.Gauge, Help: "Those of the k closest servers that are up which are honest and serve a provider record of a content.", Caption: trace.Caption{Title: "Provider records at the k closest servers", Axis: "servers", Noun: "contents"}},
		trace.MetricDef{Name: "kademlia.routing_table", Figure: "routing-table-size", Unit: "peers", Kind: trace.Gauge, Help: "Size of a peer's routing table.", Caption: trace.Caption{Title: "Routing table size", Axis: "routing table size", Noun: "peers"}},
		trace.MetricDef{Name: "kademlia.in_degree", Unit: "peers", Kind: trace.Gauge, Help: "Peers that have a server in their routing tables, mean over the servers that are up.", Caption: trace.Caption{Title: "Routing tables that hold a server", Axis: "in-degree", Noun: "servers"}},
		trace.MetricDef{Name: "kademlia.in_degree_min", Unit: "peers", Kind: trace.Gauge, Help: "Peers that have a server in their routing tables, least of the servers that are up."},
		trace.MetricDef{Name: "kademlia.in_degree_max", Unit: "peers", Kind: trace.Gauge, Help: "Peers that have a server in their routing tables, most of the servers that are up."},
		trace.MetricDef{Name: "kademlia.bucket_fill", Unit: "peers", Kind: trace.Gauge, Help: "Servers in a bucket that are up and can be dialled, cpl-i for those that share i bits with the table's owner, mean over the peers that are up. For the other entries of the bucket see kademlia.stale_entries.", Caption: trace.Caption{Title: "Entries of k-buckets", Axis: "entries", Noun: "buckets"}},
		trace.MetricDef{Name: "kademlia.bucket_theory", Unit: "peers", Kind: trace.Gauge, Help: "Servers that bucket cpl-i would hold in theory: min(k, N/2^(i+1)), with N servers besides the table's owner that are up and can be dialled, as long as that is at least 0.1."},
		trace.MetricDef{Name: "kademlia.stale_entries", Unit: "1", Kind: trace.Ratio, Help: "Share of the routing table entries that are of peers which are down, cannot be dialled or do not exist: of all, and of bucket cpl-i.", Caption: trace.Caption{Title: "Stale routing table entries", Axis: "stale entries", Noun: "samples"}},
		trace.MetricDef{Name: "kademlia.closest_adversaries", Unit: "1", Kind: trace.Ratio, Help: "Share of adversaries among the k servers that are up and closest to a record or a content.", Caption: trace.Caption{Title: "Adversaries closest to a key", Axis: "adversaries", Noun: "samples"}},
		trace.MetricDef{Name: "kademlia.table_adversaries", Unit: "1", Kind: trace.Ratio, Help: "Share of adversaries in the routing table of an honest peer.", Caption: trace.Caption{Title: "Adversaries in routing tables", Axis: "adversaries", Noun: "tables"}},
		trace.MetricDef{Name: "kademlia.eclipsed", Unit: "peers", Kind: trace.Gauge, Help: "Honest peers whose routing tables hold adversaries and nobody else.", Caption: trace.Caption{Title: "Eclipsed peers", Axis: "peers", Noun: "samples"}},
		trace.MetricDef{Name: "kademlia.flood", Unit: "1", Kind: trace.Gauge, Help: "Requests that adversaries that flood have sent since the last sample.", Caption: trace.Caption{Title: "Requests that flood the servers", Axis: "requests", Noun: "samples"}},
		trace.MetricDef{Name: "kademlia.knows_neighbours", Unit: "1", Kind: trace.Ratio, Help: "Share of the servers that are up which have the k servers closest to them in their routing tables.", Caption: trace.Caption{Title: "Servers that know their k closest", Axis: "servers", Noun: "samples"}},
	)
}

// captions of operations' own metrics.
var captions = map[string]trace.Caption{
	"kademlia.get.success": {Title: "Successful gets", Axis: "successful gets", Noun: "gets"},
	"kademlia.put.success": {Title: "Successful puts", Axis: "successful puts", Noun: "puts"},
}
