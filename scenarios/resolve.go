package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

// Resolved writes s as canonical YAML, with every default filled in: the same
// bytes for the same scenario, however it was written. Loading it gives s
// again, but for the Line of its steps.
func Resolved(s *Spec) []byte {
	return strict.Marshal(grammar.Encode(reflect.ValueOf(*s)))
}

// ConfigHash returns the first 8 hex digits of the SHA-256 of the text that
// Resolved returns without the seed: runs of one scenario that differ in
// nothing but the seed share it.
func ConfigHash(s *Spec) string {
	n := grammar.Encode(reflect.ValueOf(*s))
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == "seed" {
			n.Content = append(n.Content[:i:i], n.Content[i+2:]...)
			break
		}
	}
	sum := sha256.Sum256(strict.Marshal(n))
	return hex.EncodeToString(sum[:4])
}
