package main

import (
	"net"
	"time"

	"github.com/libp2p/go-libp2p/x/simlibp2p"
	"github.com/marcopolo/simnet"
)

// bandwidth of every simlibp2p host, in bits per second. The other networks
// model none; at this rate nothing waits in simnet's queues either.
const bandwidth = 1_000_000_000

// simLibp2p is go-libp2p's x/simlibp2p: libp2p.New's hosts, with identify's
// address discovery off because it stalls synctest, over QUIC. The keys come
// from the sealed run's crypto/rand.
func simLibp2p(n int, l latencies) (fleet, error) {
	index := make(map[[4]byte]int, n)
	for i := range n {
		index[ip4(simnet.IntToPublicIPv4(i))] = i
	}
	settings := simlibp2p.NodeLinkSettingsAndCount{
		LinkSettings: simnet.NodeBiDiLinkSettings{
			Downlink: simnet.LinkSettings{BitsPerSecond: bandwidth},
			Uplink:   simnet.LinkSettings{BitsPerSecond: bandwidth},
		},
		Count: n,
	}
	latency := func(p *simnet.Packet) time.Duration {
		return l[index[addr4(p.From)]][index[addr4(p.To)]]
	}
	sn, meta, err := simlibp2p.SimpleLibp2pNetwork([]simlibp2p.NodeLinkSettingsAndCount{settings}, latency, simlibp2p.NetworkSettings{})
	if err != nil {
		return fleet{}, err
	}
	sn.Start()
	return fleet{hosts: meta.Nodes}, nil
}

// addr4 returns the IPv4 address of a UDP address, zeros for any other.
func addr4(a net.Addr) [4]byte {
	if u, ok := a.(*net.UDPAddr); ok {
		return ip4(u.IP)
	}
	return [4]byte{}
}

func ip4(ip net.IP) (out [4]byte) {
	copy(out[:], ip.To4())
	return out
}
