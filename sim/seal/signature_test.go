//go:build simsealed

package seal_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"slices"
	"strconv"
	"testing"
	_ "unsafe"

	"pgregory.net/rapid"
)

//go:linkname remembered crypto/ed25519.simRemembered
func remembered() int

// TestSignatures: a signature that was found good is not checked again, and one that
// differs from it in any bit is, and is bad.
func TestSignatures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), ed25519.SeedSize, ed25519.SeedSize).Draw(t, "seed")
		message := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "message")
		private := ed25519.NewKeyFromSeed(seed)
		public := private.Public().(ed25519.PublicKey)
		sig := ed25519.Sign(private, message)
		if !ed25519.Verify(public, message, sig) {
			t.Fatal("a good signature is bad")
		}
		before := remembered()
		if !ed25519.Verify(public, message, sig) {
			t.Fatal("a good signature is bad when it is checked again")
		}
		if got := remembered(); got != before+1 {
			t.Fatalf("remembered %d times, want once", got-before)
		}
		all := [][]byte{public, sig, message}
		of := all[rapid.IntRange(0, 2).Draw(t, "part")]
		if len(of) == 0 {
			return
		}
		at, bit := rapid.IntRange(0, len(of)-1).Draw(t, "byte"), rapid.IntRange(0, 7).Draw(t, "bit")
		of[at] ^= 1 << bit
		for range 2 {
			if ed25519.Verify(public, message, sig) {
				t.Fatal("a changed signature is good")
			}
		}
		of[at] ^= 1 << bit
		if ed25519.Verify(public, append(message, 0), sig) || ed25519.Verify(public, message, sig[:60]) {
			t.Fatal("another message or a short signature is good")
		}
	})
}

// TestSignaturesApart: a bad signature that would be remembered in the place of a good one
// is bad all the same.
func TestSignaturesApart(t *testing.T) {
	private := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public := private.Public().(ed25519.PublicKey)
	good := []byte("good")
	sig := ed25519.Sign(private, good)
	place := func(message []byte) [2]byte {
		digest := sha256.Sum256(slices.Concat(public, sig, message))
		return [2]byte(digest[:2])
	}
	if !ed25519.Verify(public, good, sig) {
		t.Fatal("a good signature is bad")
	}
	for i := range 10_000_000 {
		bad := strconv.AppendInt(nil, int64(i), 10)
		if place(bad) != place(good) {
			continue
		}
		if ed25519.Verify(public, bad, sig) {
			t.Fatalf("the signature of %q is good for %q", good, bad)
		}
		return
	}
	t.Fatal("no two messages share a place")
}
