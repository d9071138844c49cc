package ping

import (
	"github.com/libp2p/go-libp2p/core/protocol"
	libp2pping "github.com/libp2p/go-libp2p/p2p/protocol/ping"

	"github.com/libp2p-sim/sim/sim"
)

// describe names what an end of a stream writes.
func describe(p protocol.ID, opener bool) sim.Describer {
	if p != libp2pping.ID && p != pingPongID {
		return nil
	}
	name := "PONG"
	if opener {
		name = "PING"
	}
	return func([]byte) string { return name }
}
