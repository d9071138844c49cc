package mdns

import "math/rand/v2"

// Lengths of a peer name: at least 32 (libp2p specs, discovery/mdns.md), at
// most a DNS label (RFC 1035, section 2.3.4).
const (
	minLabel = 32
	maxLabel = 63
)

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"

// newName draws a peer name: minLabel to maxLabel lower-case letters and
// digits. It tells nothing about the peer, and a host that comes back has a
// new one.
func newName(r *rand.Rand) string {
	b := make([]byte, minLabel+r.IntN(maxLabel-minLabel+1))
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}
