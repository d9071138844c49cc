package underlay

import (
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
)

// DialConfig returns d as package sim takes it.
func DialConfig(d spec.Dial) sim.DialConfig {
	handshakes := map[string]sim.Handshake{
		"tcp-noise-yamux": sim.TCPNoiseYamux, "quic": sim.QUIC, "none": sim.NoHandshake,
	}
	h := handshakes[d.Handshake]
	if d.RTTs != nil {
		h = sim.Handshake(*d.RTTs)
	}
	return sim.DialConfig{
		Handshake: h,
		Separate:  d.Handshake == "quic",
		Timeout:   d.Timeout,
		Refuse:    d.Offline == "refuse",
		Backoff:   d.Backoff,
	}
}
