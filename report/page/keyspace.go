package page

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/mr-tron/base58"
)

// placeOf is where a key is in Kademlia's key space: the first 64 bits of its
// SHA-256, in hex. That is enough to tell a million peers apart and to order them
// by XOR distance.
func placeOf(key []byte) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// identity reads a peer ID.
func identity(text string) ([]byte, bool) {
	id, err := base58.Decode(text)
	return id, err == nil && len(id) > 0
}

// target is the place that an operation of protocols/kademlia looked up, "" if it
// is no lookup. In the log an operation is about a name: of a record, whose key in
// the DHT is /sim/NAME; of a content, whose key is the multihash of the SHA-256
// (code 0x12, 32 bytes) of its name; or of a peer, whose key is its ID.
func target(op, about string, ids map[string][]byte) string {
	verb, ok := strings.CutPrefix(op, "kademlia.")
	if !ok {
		return ""
	}
	switch verb {
	case "put", "republish", "get", "get_closest_peers":
		return placeOf([]byte("/sim/" + about))
	case "provide", "reprovide", "find_providers":
		sum := sha256.Sum256([]byte(about))
		return placeOf(append([]byte{0x12, 32}, sum[:]...))
	case "find_peer":
		if id := ids[about]; id != nil {
			return placeOf(id)
		}
	}
	return ""
}
