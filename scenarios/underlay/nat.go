package underlay

import (
	"math/rand/v2"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/inet"
)

// nats are the boxes of [spec.Group.NAT] that are the same for all peers of a group.
var nats = map[string]inet.BoxConfig{
	"full-cone":       {},
	"restricted-cone": {Filtering: inet.OnAddress},
	"port-restricted": {Filtering: inet.OnAddressPort},
	"symmetric":       {Mapping: inet.OnAddressPort, Filtering: inet.OnAddressPort},
}

// boxOf returns the box of a kind that a peer is behind.
func boxOf(kind string, r *rand.Rand) *inet.BoxConfig {
	box := nats[kind]
	for _, p := range spec.NATPresets() {
		if p.Name == kind {
			box = drawBox(p, r)
		}
	}
	return &box
}

// drawBox draws one of the NATs that were measured.
func drawBox(p spec.NATPreset, r *rand.Rand) inet.BoxConfig {
	box := inet.BoxConfig{Filtering: inet.OnAddressPort}
	if at := r.Float64(); at >= p.UDP {
		box.Mapping = inet.OnAddressPort
	} else if at >= p.TCP {
		box.TCPMapping = inet.OnAddressPort
	}
	at := r.Float64()
	box.Hairpin, box.UDPHairpin = at < p.TCPHairpin, at < p.UDPHairpin
	return box
}
