package chandylamport

import (
	"slices"

	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

// kindNames are the names of messages in the log, by their kinds.
var kindNames = map[byte]string{
	kindOpen: "OPEN", kindAccept: "ACCEPT", kindTransfer: "TRANSFER", kindMarker: "MARKER",
	kindState: "STATE", kindHeld: "HELD", kindClosed: "CLOSED",
}

func describe(p protocol.ID, _ bool) sim.Describer {
	if !slices.Contains([]protocol.ID{channelID, markerID, reportID}, p) {
		return nil
	}
	return protocols.Framed(func(b []byte) string {
		if len(b) == 0 {
			return ""
		}
		return kindNames[b[0]]
	})
}
