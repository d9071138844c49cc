package mdns

import (
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
)

// describe names datagrams by the flag QR of DNS (RFC 1035, section 4.1.1).
func describe(p protocol.ID, _ bool) sim.Describer {
	if p != group {
		return nil
	}
	return func(b []byte) string {
		switch {
		case len(b) < 3:
			return ""
		case b[2]&0x80 == 0:
			return "QUERY"
		}
		return "RESPONSE"
	}
}
