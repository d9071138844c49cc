package page

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"

	"github.com/mr-tron/base58"

	"github.com/libp2p-sim/sim/sim/trace"
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

// lookups are the operations of a run that look up a key, with the forms of their keys.
type lookups map[string]trace.KeyForm

func lookupsOf(shows []trace.Show) lookups {
	all := lookups{}
	for _, show := range shows {
		if show.Lookup != nil {
			maps.Copy(all, show.Lookup.Ops)
		}
	}
	return all
}

// target is the place that an operation looked up, "" if it is no lookup.
func (l lookups) target(op, about string, ids map[string][]byte) string {
	form, ok := l[op]
	switch {
	case !ok, form.Peer && ids[about] == nil:
		return ""
	case form.Peer:
		return placeOf(ids[about])
	case form.Hash:
		sum := sha256.Sum256([]byte(about))
		return placeOf(slices.Concat(form.Prefix, sum[:]))
	}
	return placeOf(slices.Concat(form.Prefix, []byte(about)))
}
