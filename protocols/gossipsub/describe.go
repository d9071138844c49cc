package gossipsub

import (
	"slices"
	"strings"

	"github.com/libp2p/go-libp2p/core/protocol"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

// Names of the fields of a pubsub RPC, and of its control message.
var (
	rpcFields     = map[protowire.Number]string{1: "SUBSCRIBE", 2: "MESSAGE"}
	controlFields = map[protowire.Number]string{1: "IHAVE", 2: "IWANT", 3: "GRAFT", 4: "PRUNE", 5: "IDONTWANT", 6: "EXTENSIONS"}
)

// control is the field of a pubsub RPC that holds a control message.
const controlField = 3

// describe names RPCs by what they hold, such as MESSAGE or IHAVE+GRAFT. A SUBSCRIBE may
// be the end of a subscription.
func describe(p protocol.ID, _ bool) sim.Describer {
	if !strings.HasPrefix(string(p), "/meshsub/") && !strings.HasPrefix(string(p), "/floodsub/") {
		return nil
	}
	return protocols.Framed(func(b []byte) string {
		var names []string
		add := func(name string) {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		fields(b, func(num protowire.Number, value []byte) {
			add(rpcFields[num])
			if num == controlField {
				fields(value, func(num protowire.Number, _ []byte) { add(controlFields[num]) })
			}
		})
		return strings.Join(names, "+")
	})
}

// fields calls visit with each field of a message of which the end may be missing.
func fields(b []byte, visit func(num protowire.Number, value []byte)) {
	for len(b) > 0 {
		num, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return
		}
		b = b[n:]
		if typ != protowire.BytesType {
			if n = protowire.ConsumeFieldValue(num, typ, b); n < 0 {
				return
			}
			b = b[n:]
			continue
		}
		size, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return
		}
		b = b[n:]
		value := b[:min(size, uint64(len(b)))]
		visit(num, value)
		b = b[len(value):]
	}
}
