package main

// suites are those that run. An exception says what of a simulated host, or of a run,
// lets the test fail; what a host does otherwise is in docs/hosts.md, too.
var suites = []suite{
	{name: "pubsub", pkg: "github.com/libp2p/go-libp2p-pubsub"},
	{name: "kad-dht", pkg: "github.com/libp2p/go-libp2p-kad-dht"},
	{name: "kad-dht/dual", pkg: "github.com/libp2p/go-libp2p-kad-dht/dual"},
	{name: "go-libp2p/tcp", pkg: "github.com/libp2p/go-libp2p/p2p/transport/tcp", sockets: true},
	{name: "go-libp2p/quic", pkg: "github.com/libp2p/go-libp2p/p2p/transport/quic", sockets: true},
	{name: "kad-dht/net", pkg: "github.com/libp2p/go-libp2p-kad-dht/internal/net"},
}
