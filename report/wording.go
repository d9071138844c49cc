package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// caption words a figure.
type caption struct {
	title string
	what  string // the axis of its values
	noun  string // what one sample is about
}

// captions of metrics, and of families of metrics as protocol.quantity.
var captions = map[string]caption{
	"peers.online": {"Peers online", "peers online", "peers"},

	"ping.rtt":           {"Ping round-trip time", "round-trip time", "pings"},
	"ping.rtt_over_path": {"Ping time above that of the idle path", "time above the idle path", "pings"},
	"ping.success":       {"Answered pings", "answered", "pings"},
	"ping.timeout":       {"Pings without an answer in time", "timed out", "pings"},
	"ping.failed":        {"Pings that failed", "failed", "pings"},

	"kademlia.get.success":              {"Successful gets", "successful gets", "gets"},
	"kademlia.put.success":              {"Successful puts", "successful puts", "puts"},
	"kademlia.get.stale":                {"Gets of an older value than the last", "stale", "gets"},
	"kademlia.closest.accuracy":         {"Closest servers found or stored at", "of the k closest", "operations"},
	"kademlia.success":                  {"Successful operations", "successful", "operations"},
	"kademlia.bytes":                    {"Kademlia traffic", "traffic", "operations"},
	"kademlia.messages":                 {"Kademlia messages", "messages sent", "operations"},
	"kademlia.queried":                  {"Kademlia peers queried", "peers queried", "operations"},
	"kademlia.dials_failed":             {"Kademlia failed dials", "failed dials", "operations"},
	"kademlia.first":                    {"Time to the first provider", "time to the first provider", "searches"},
	"kademlia.found":                    {"Providers found", "providers found", "searches"},
	"kademlia.skipped":                  {"Skipped operations", "skipped operations", "steps"},
	"kademlia.replicas":                 {"Replicas per record", "replicas", "records"},
	"kademlia.replicas_closest":         {"Replicas on the k closest servers", "replicas", "records"},
	"kademlia.provider_records":         {"Provider records per content", "provider records", "contents"},
	"kademlia.provider_records_closest": {"Provider records at the k closest servers", "servers", "contents"},
	"kademlia.routing_table":            {"Routing table size", "routing table size", "peers"},
	"kademlia.in_degree":                {"Routing tables that hold a server", "in-degree", "servers"},
	"kademlia.bucket_fill":              {"Entries of k-buckets", "entries", "buckets"},
	"kademlia.knows_neighbours":         {"Servers that know their k closest", "servers", "samples"},
	"kademlia.stale_entries":            {"Stale routing table entries", "stale entries", "samples"},
	"chandylamport.consistent":          {"Consistent snapshots", "consistent", "snapshots"},
	"chandylamport.success":             {"Complete snapshots", "complete", "snapshots"},
	"mdns.discovered":                   {"Peers discovered by mDNS", "peers discovered", "peers"},
	"mdns.expired":                      {"Peers that mDNS lost", "peers lost", "peers"},
	"mdns.discovery_time":               {"mDNS discovery time", "discovery time", "discoveries"},
	"mdns.bytes":                        {"Size of mDNS messages", "message size", "messages"},
	"mdns.known":                        {"Peers known by mDNS", "peers known", "peers"},
	"chandylamport.snapshot.success":    {"Complete snapshots", "complete", "snapshots"},
}

// protocolNames are protocols as their papers and specifications write them.
var protocolNames = map[string]string{"mdns": "mDNS", "chandylamport": "Chandy–Lamport"}

// captionOf words the figure of the metric or family called name, whose samples
// are about nouns if nothing better is known.
func captionOf(name, nouns string) caption {
	if c, ok := captions[name]; ok {
		return c
	}
	protocol, quantity, ok := strings.Cut(name, ".")
	if !ok {
		return caption{capital(words(name)), words(name), nouns}
	}
	protocol, known := protocolNames[protocol], protocol
	if protocol == "" {
		protocol = capital(words(known))
	}
	return caption{protocol + " " + words(quantity), words(quantity), nouns}
}

// words turns an identifier into words.
func words(name string) string { return strings.NewReplacer(".", " ", "_", " ").Replace(name) }

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// fileName turns a metric's name into one that any file system takes.
func fileName(metric string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, metric)
}

// indexNames say what the numbers at the end of keys count.
var indexNames = map[string]string{"cpl": "bucket: length of the common prefix (bits)"}

// indexName words an axis of the numbers that follow prefix in keys.
func indexName(prefix string) string {
	if name, ok := indexNames[prefix]; ok {
		return name
	}
	return strings.TrimSpace("number of " + words(prefix))
}
