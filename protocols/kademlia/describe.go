package kademlia

import (
	"strings"

	pb "github.com/libp2p/go-libp2p-kad-dht/pb"
	"github.com/libp2p/go-libp2p/core/protocol"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

// describe names kad-dht's messages: FIND_NODE, and "FIND_NODE answer".
func describe(p protocol.ID, opener bool) sim.Describer {
	if !strings.HasSuffix(string(p), "/kad/1.0.0") {
		return nil
	}
	return protocols.Framed(func(b []byte) string {
		kind := uint64(0) // proto3 leaves it out, and it comes first
		if num, _, n := protowire.ConsumeTag(b); n > 0 && num == 1 {
			kind, _ = protowire.ConsumeVarint(b[n:])
		}
		name := pb.Message_MessageType(kind).String()
		if !opener {
			name += " answer"
		}
		return name
	})
}
