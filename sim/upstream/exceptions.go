package main

// suites are those that run. An exception says what of a simulated host, or of a run,
// lets the test fail; what a host does otherwise is in docs/hosts.md, too.
var suites = []suite{
	{name: "pubsub", pkg: "github.com/libp2p/go-libp2p-pubsub"},
	{name: "kad-dht", pkg: "github.com/libp2p/go-libp2p-kad-dht"},
	{name: "kad-dht/dual", pkg: "github.com/libp2p/go-libp2p-kad-dht/dual"},
	{name: "go-libp2p/tcp", pkg: "github.com/libp2p/go-libp2p/p2p/transport/tcp", sockets: true},
	{name: "go-libp2p/quic", pkg: "github.com/libp2p/go-libp2p/p2p/transport/quic", sockets: true},
	{name: "go-libp2p/swarm", pkg: "github.com/libp2p/go-libp2p/p2p/net/swarm", sockets: true, exceptions: []exception{
		{"TestDialBackoff", "it wants a handshake on the loopback to take a millisecond, which it computes for; here computing takes no time"},
	}},
	{name: "go-libp2p/connmgr", pkg: "github.com/libp2p/go-libp2p/p2p/net/connmgr", sockets: true},
	{name: "go-libp2p/basic", pkg: "github.com/libp2p/go-libp2p/p2p/host/basic", sockets: true, exceptions: []exception{
		{"TestAddrsReachabilityStress", "it begins a bubble of synctest, and a run is one"},
	}},
	{name: "go-libp2p/identify", pkg: "github.com/libp2p/go-libp2p/p2p/protocol/identify", sockets: true},
	{name: "go-libp2p/relay", pkg: "github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/relay", sockets: true},
	{name: "go-libp2p/circuit", pkg: "github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/client", sockets: true},
	{name: "go-libp2p/autonatv2", pkg: "github.com/libp2p/go-libp2p/p2p/protocol/autonatv2", sockets: true},
	// They make packet connections of their own, of package simnet, over which quic-go sends.
	{name: "go-libp2p/holepunch", pkg: "github.com/libp2p/go-libp2p/p2p/protocol/holepunch", sockets: true, exceptions: []exception{
		{"TestDirectDialWorks", tooSoon},
		{"TestEndToEndSimConnect", tooSoon},
		{"TestEndToEndSimConnectQUICReuse", tooSoon},
	}},
	{name: "kad-dht/net", pkg: "github.com/libp2p/go-libp2p-kad-dht/internal/net"},
	{name: "kad-dht/sockets", pkg: "github.com/libp2p/go-libp2p-kad-dht", sockets: true},
	{name: "kad-dht/dual/sockets", pkg: "github.com/libp2p/go-libp2p-kad-dht/dual", sockets: true},
	{name: "kad-dht/net/sockets", pkg: "github.com/libp2p/go-libp2p-kad-dht/internal/net", sockets: true},
}

// tooSoon is a race of some tests of hole punching. With Go's own runtime ten runs in fifteen of
// these three fail on two cores, too, each time others of them; here it always ends alike.
const tooSoon = "it takes a host's addresses when its hole punching service runs, which may be before the host has that of its relay"
