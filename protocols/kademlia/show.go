package kademlia

import "github.com/libp2p-sim/sim/sim/trace"

// show says how reports show the DHT. In the log an operation is about a name: of a
// record, whose key in the DHT is /sim/NAME; of a content, whose key is the multihash of
// the SHA-256 (code 0x12, 32 bytes) of its name; or of a peer, whose key is its ID.
func show() trace.Show {
	record := trace.KeyForm{Prefix: []byte("/" + namespace + "/")}
	content := trace.KeyForm{Prefix: []byte{0x12, 32}, Hash: true}
	return trace.Show{
		Title: "Kademlia",
		Captions: map[string]trace.Caption{
			"kademlia.success":      {Title: "Successful operations", Axis: "successful", Noun: "operations"},
			"kademlia.bytes":        {Title: "Kademlia traffic", Axis: "traffic", Noun: "operations"},
			"kademlia.messages":     {Title: "Kademlia messages", Axis: "messages sent", Noun: "operations"},
			"kademlia.queried":      {Title: "Kademlia peers queried", Axis: "peers queried", Noun: "operations"},
			"kademlia.dials_failed": {Title: "Kademlia failed dials", Axis: "failed dials", Noun: "operations"},
			"kademlia.first":        {Title: "Time to the first provider", Axis: "time to the first provider", Noun: "searches"},
			"kademlia.found":        {Title: "Providers found", Axis: "providers found", Noun: "searches"},
		},
		Numbers: map[string]string{"cpl": "bucket: length of the common prefix (bits)"},
		Lookup: &trace.Lookup{Ops: map[string]trace.KeyForm{
			"kademlia.put": record, "kademlia.republish": record, "kademlia.get": record, "kademlia.get_closest_peers": record,
			"kademlia.provide": content, "kademlia.reprovide": content, "kademlia.find_providers": content,
			"kademlia.find_peer": {Peer: true},
		}},
		Replicas: "kademlia.replicas",
		Rounds:   []string{"kademlia.republish", "kademlia.reprovide"},
	}
}
