package protocols

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim"
)

// negotiates reports whether a message is multistream-select's, which comes first on streams
// over sockets.
func negotiates(b []byte) bool { return len(b) > 1 && b[0] == '/' && b[len(b)-1] == '\n' }

// Framed names the messages of a stream on which each follows its length, an unsigned varint,
// as libp2p's protocols have them. Name is called once a message, with as much of it as its
// first write holds. A write of several messages has their different names, with plus signs.
func Framed(name func(message []byte) string) sim.Describer {
	var left uint64   // of a message
	var prefix []byte // of a length
	lost := false     // no length can be read any more
	return func(b []byte) string {
		var names []string
		for len(b) > 0 && !lost {
			if left > 0 {
				k := min(left, uint64(len(b)))
				b, left = b[k:], left-k
				continue
			}
			prefix = append(prefix, b[0])
			b = b[1:]
			n, k := binary.Uvarint(prefix)
			if k == 0 {
				continue
			}
			prefix, left, lost = nil, n, k < 0
			if n == 0 || lost || negotiates(b[:min(n, uint64(len(b)))]) {
				continue
			}
			if s := name(b[:min(n, uint64(len(b)))]); s != "" && !slices.Contains(names, s) {
				names = append(names, s)
			}
		}
		return strings.Join(names, "+")
	}
}
