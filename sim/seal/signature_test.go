//go:build simsealed

package seal_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/mlkem"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"strconv"
	"testing"
	_ "unsafe"

	"pgregory.net/rapid"
)

//go:linkname remembered crypto/ed25519.simRemembered
func remembered() (checked, made int)

// TestSignatures: a signature that was found good, or made by a key of which one was, is not
// checked again, and one that differs from it in any bit is, and is bad.
func TestSignatures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), ed25519.SeedSize, ed25519.SeedSize).Draw(t, "seed")
		message := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "message")
		private := ed25519.NewKeyFromSeed(seed)
		public := private.Public().(ed25519.PublicKey)
		for range 2 { // the second is of a key that is known
			message = append(message, 1)
			sig := ed25519.Sign(private, message)
			_, made := remembered()
			if !bytes.Equal(ed25519.Sign(private, message), sig) {
				t.Fatal("a message has two signatures")
			}
			checked, again := remembered()
			if again != made+1 {
				t.Fatalf("made again %d times, want never", made+1-again)
			}
			if !ed25519.Verify(public, message, sig) {
				t.Fatal("a good signature is bad")
			}
			if got, _ := remembered(); got != checked+1 {
				t.Fatalf("remembered %d times, want once", got-checked)
			}
		}
		ed25519.Sign(private, message)[0]++ // changes nobody else's
		sig := ed25519.Sign(private, message)
		if !ed25519.Verify(public, message, sig) {
			t.Fatal("who has a signature can change that of others")
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
		h := sha256.New()
		for _, part := range [][]byte{public, sig, message} {
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			h.Write(part)
		}
		return [2]byte(h.Sum(nil))
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

// TestHalvesThatDoNotFit: what a private key signs is bad, if its public half is another's.
func TestHalvesThatDoNotFit(t *testing.T) {
	one, other := ed25519.NewKeyFromSeed(make([]byte, 32)), ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))
	private := append(bytes.Clone(one[:32]), other[32:]...)
	for _, message := range []string{"a", "b"} {
		if sig := ed25519.Sign(private, []byte(message)); ed25519.Verify(ed25519.PublicKey(other[32:]), []byte(message), sig) {
			t.Errorf("the signature of %q is good", message)
		}
	}
	a, b := ecdsaKey(t), ecdsaKey(t)
	a.PublicKey = b.PublicKey
	for _, message := range []string{"a", "b"} {
		hash := sha256.Sum256([]byte(message))
		if sig, err := ecdsa.SignASN1(rand.Reader, a, hash[:]); err == nil && ecdsa.VerifyASN1(&b.PublicKey, hash[:], sig) {
			t.Errorf("the signature of %q with ECDSA is good", message)
		}
	}
}

//go:linkname rememberedECDSA crypto/ecdsa.simRemembered
func rememberedECDSA() int

func ecdsaKey(t testing.TB) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestSignaturesECDSA: what a key made is not checked, and what differs from it is bad.
func TestSignaturesECDSA(t *testing.T) {
	key := ecdsaKey(t)
	for i := range 3 {
		hash := sha256.Sum256([]byte{byte(i)})
		sig, err := ecdsa.SignASN1(rand.Reader, key, hash[:])
		if err != nil {
			t.Fatal(err)
		}
		before := rememberedECDSA()
		if !ecdsa.VerifyASN1(&key.PublicKey, hash[:], sig) {
			t.Fatal("a good signature is bad")
		}
		if rememberedECDSA() != before+1 {
			t.Error("a signature that was made here was checked")
		}
		//lint:ignore SA1019 no other way makes a key that is wrong, which must not be taken for one that is right
		minus := ecdsa.PublicKey{Curve: key.Curve, X: new(big.Int).Neg(key.X), Y: key.Y}
		wrong := bytes.Clone(sig)
		wrong[len(wrong)-1] ^= 1
		other := sha256.Sum256([]byte("other"))
		for range 2 {
			if ecdsa.VerifyASN1(&key.PublicKey, other[:], sig) || ecdsa.VerifyASN1(&key.PublicKey, hash[:], wrong) ||
				ecdsa.VerifyASN1(&ecdsaKey(t).PublicKey, hash[:], sig) || ecdsa.VerifyASN1(&minus, hash[:], sig) {
				t.Error("a signature of another key or hash, or a changed one, is good")
			}
		}
	}
}

//go:linkname rememberedMLKEM crypto/mlkem.simRemembered
func rememberedMLKEM() int

// TestEncapsulated: who decapsulates has the key that was encapsulated, and for a changed
// ciphertext, or with another key, one that nobody knows.
func TestEncapsulated(t *testing.T) {
	dk, err := mlkem.GenerateKey768()
	if err != nil {
		t.Fatal(err)
	}
	other, err := mlkem.GenerateKey768()
	if err != nil {
		t.Fatal(err)
	}
	want, ciphertext := dk.EncapsulationKey().Encapsulate()
	before := rememberedMLKEM()
	if got, err := dk.Decapsulate(ciphertext); err != nil || !bytes.Equal(got, want) {
		t.Errorf("decapsulated %x (%v), want %x", got, err, want)
	}
	if rememberedMLKEM() != before+1 {
		t.Error("what was encapsulated here was decapsulated")
	}
	if got, err := other.Decapsulate(ciphertext); err != nil || bytes.Equal(got, want) {
		t.Errorf("another key decapsulates %x (%v)", got, err)
	}
	if _, err := dk.Decapsulate(ciphertext[1:]); err == nil {
		t.Error("a short ciphertext is decapsulated")
	}
	ciphertext[7] ^= 1
	if got, err := dk.Decapsulate(ciphertext); err != nil || bytes.Equal(got, want) {
		t.Errorf("of a changed ciphertext %x (%v)", got, err)
	}
}
