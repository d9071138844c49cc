package scenarios

import (
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
)

// TestWarnings: odd settings get a warning with their place, and usual ones get none.
func TestWarnings(t *testing.T) {
	const usual = `
name: odd
duration: 1h
network:
  peers: [{group: a, count: 20}]
  latency: {uniform: {min: 10ms, max: 100ms}}
protocols: {store: {}}
workload: [{at: 1m, put: {}}]
`
	for _, tt := range []struct {
		name, set string
		want      []string // the warnings, in order
	}{
		{"usual", "seed=1", nil},
		{"no delay", "network.latency={constant: 0s}", []string{"network.latency: messages take no time"}},
		{"a law that begins at 0", "network.dial.timeout={lognormal: {p50: 1500ms, p90: 10500ms}}", []string{"network.dial.timeout: ", "% of the time-outs are shorter than a round trip"}},
		{"a law with a floor", "network.dial.timeout={pareto: {shape: 2, scale: 1s}}", nil},
		{"a constant below the handshake", "network.dial.timeout=300ms", []string{"network.dial.timeout: 300ms is less than the 3 round trips of the handshake for "}},
		{"a constant above it", "network.dial.timeout=1s", nil},
		{"all lost", "network.loss=100%", []string{"network.loss: 100 % of all packets are lost"}},
		{"a little loss", "network.loss=1%", nil},
		{"large messages over loss", "network.loss=0.1%|protocols.store.size=1MB", []string{"protocols.store.size: messages of 1000000 bytes over a loss of 0.1 %: there is no congestion control"}},
		{"large messages over loss, ideally", "network.loss=0.1%|network.tcp=ideal|protocols.store.size=1MB", []string{"no congestion control"}},
		{"large messages over loss, with a window", "network.loss=0.1%|network.tcp=reno|protocols.store.size=1MB", nil},
		{"with another", "network.loss=0.1%|network.tcp=cubic|protocols.store.size=1MB", nil},
		{"small messages over loss", "network.loss=0.1%|protocols.store.size=10kB", nil},
		{"dials of another stack", "network.stack=libp2p|network.dial.timeout=300ms", []string{"network: dial and keepalive are of hosts on mocknet"}},
		{"large messages of a stack that slows them down", "network.stack=libp2p|network.loss=0.1%|protocols.store.size=1MB", nil},
		{"relays for nobody", "network.stack=libp2p|network.libp2p={relays: a}", []string{"network.libp2p.relays: nobody is behind a NAT"}},
		{"relays", "network.stack=libp2p|network.libp2p={relays: a}|network.peers=[{group: a, count: 2}, {group: b, count: 2, dialable: false}]", nil},
		{"relays that are out of reach", "network.stack=libp2p|network.libp2p={relays: a, transports: tcp}|network.peers=[{group: a, count: 2}, {group: b, count: 2, nat: symmetric, transports: quic}]", []string{"network.libp2p.relays: peers of b have no transport in common with those of a"}},
		{"relays that are in reach", "network.stack=libp2p|network.libp2p={relays: a, transports: tcp}|network.peers=[{group: a, count: 2, transports: both}, {group: b, count: 2, nat: symmetric, transports: quic}]", nil},
		{"punching without relays", "network.stack=libp2p|network.libp2p={hole_punching: true}", []string{"network.libp2p.hole_punching: without relays"}},
		{"security of QUIC", "network.stack=libp2p|network.libp2p={transports: quic, security: tls}", []string{"network.libp2p.security: no host speaks TCP"}},
		{"security of both", "network.stack=libp2p|network.libp2p={security: tls}", nil},
		{"security of some", "network.stack=libp2p|network.libp2p={transports: quic, security: noise}|network.peers=[{group: a, count: 2}, {group: b, count: 2, transports: both}]", nil},
		{"a window of QUIC", "network.stack=libp2p|network.tcp=reno|network.libp2p={transports: quic}", []string{"network.tcp: no host speaks TCP"}},
		{"a window of TCP", "network.stack=libp2p|network.tcp=reno|network.libp2p={transports: tcp}", nil},
		{"datagrams of TCP", "network.stack=libp2p|network.libp2p={transports: tcp}|faults=[{at: 1m, pause: {}}, {at: 1m, corrupt: {share: 10%}}]", []string{"faults.1: no host speaks QUIC"}},
		{"datagrams of QUIC", "network.stack=libp2p|network.libp2p={transports: tcp}|network.peers=[{group: a, count: 2, transports: quic}, {group: b, count: 2}]|faults=[{at: 1m, duplicate: {share: 10%}}]", nil},
		{"a single peer", "network.peers=[{group: a, count: 1}]", nil},
	} {
		spec, err := Load("odd.yaml", []byte(usual), lab.Fakes, strings.Split(tt.set, "|"))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var got []string
		for _, w := range Warnings(spec) {
			got = append(got, w.String())
		}
		said := strings.Join(got, "\n")
		for _, want := range tt.want {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %q is not said: %s", tt.name, want, said)
			}
		}
		if len(tt.want) == 0 && len(got) > 0 {
			t.Errorf("%s: %s", tt.name, said)
		}
	}
}
