package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// Seed is the one number from which all randomness of a run follows.
type Seed uint64

// Stream returns the random stream with a name. Streams with different names
// are independent, so that a draw more in one never moves another.
func (s Seed) Stream(name string) *rand.Rand {
	a, b := s.derive(name)
	return rand.New(rand.NewPCG(a, b))
}

func (s Seed) derive(name string) (a, b uint64) {
	sum := s.bytes(name)
	return binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:16])
}

// bytes returns 32 bytes for keys.
func (s Seed) bytes(name string) [32]byte {
	buf := make([]byte, 8, 8+len(name))
	binary.LittleEndian.PutUint64(buf, uint64(s))
	return sha256.Sum256(append(buf, name...))
}
