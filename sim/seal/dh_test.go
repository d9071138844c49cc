//go:build simsealed

package seal_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/hex"
	"math/big"
	"slices"
	"testing"
	_ "unsafe"

	"golang.org/x/crypto/curve25519"
	"pgregory.net/rapid"
)

//go:linkname computed crypto/ecdh.simComputed
func computed() (again, both int)

// x25519 is the function of RFC 7748, by its text.
func x25519(scalar, u []byte) []byte {
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	number := func(b []byte) *big.Int {
		c := slices.Clone(b)
		slices.Reverse(c)
		return new(big.Int).SetBytes(c)
	}
	k := slices.Clone(scalar)
	k[0], k[31] = k[0]&248, k[31]&127|64
	v := slices.Clone(u)
	v[31] &= 127
	x1 := new(big.Int).Mod(number(v), p)
	op := func(f func(z, a, b *big.Int) *big.Int, a, b *big.Int) *big.Int {
		z := f(new(big.Int), a, b)
		return z.Mod(z, p)
	}
	mul, add, sub := (*big.Int).Mul, (*big.Int).Add, (*big.Int).Sub
	x2, z2, x3, z3 := big.NewInt(1), big.NewInt(0), x1, big.NewInt(1)
	for t := 254; t >= 0; t-- {
		bit := k[t/8] >> (t % 8) & 1
		if bit == 1 {
			x2, x3, z2, z3 = x3, x2, z3, z2
		}
		a, b, c, d := op(add, x2, z2), op(sub, x2, z2), op(add, x3, z3), op(sub, x3, z3)
		aa, bb, da, cb := op(mul, a, a), op(mul, b, b), op(mul, d, a), op(mul, c, b)
		e := op(sub, aa, bb)
		s, r := op(add, da, cb), op(sub, da, cb)
		x3, z3 = op(mul, s, s), op(mul, x1, op(mul, r, r))
		x2, z2 = op(mul, aa, bb), op(mul, e, op(add, aa, op(mul, big.NewInt(121665), e)))
		if bit == 1 {
			x2, x3, z2, z3 = x3, x2, z3, z2
		}
	}
	out := op(mul, x2, new(big.Int).Exp(z2, new(big.Int).Sub(p, big.NewInt(2)), p)).FillBytes(make([]byte, 32))
	slices.Reverse(out)
	return out
}

// TestDH: keys and secrets are those of RFC 7748, the first time and when they are known, at
// either end; what is known is not computed again.
func TestDH(t *testing.T) {
	// RFC 7748, section 5.2: the first iteration, and the thousandth.
	k := append([]byte{9}, make([]byte, 31)...)
	u := slices.Clone(k)
	for i := range 1000 {
		out, err := curve25519.X25519(k, u)
		if err != nil {
			t.Fatal(err)
		}
		u, k = k, out
		want := map[int]string{
			0:   "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
			999: "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
		}[i]
		if got := hex.EncodeToString(k); want != "" && got != want {
			t.Fatalf("after %d iterations %s, want %s", i+1, got, want)
		}
	}
	one, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	two, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, before := computed()
	if _, err := one.ECDH(two.PublicKey()); err != nil {
		t.Fatal(err)
	}
	if _, both := computed(); both != before+1 {
		t.Error("the secret was not computed from both private keys")
	}
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 32, 32)
		a, b := key.Draw(t, "a"), key.Draw(t, "b")
		base := append([]byte{9}, make([]byte, 31)...)
		for range 2 {
			again, _ := computed()
			ka, err := ecdh.X25519().NewPrivateKey(a)
			if err != nil {
				t.Fatal(err)
			}
			kb, err := ecdh.X25519().NewPrivateKey(b)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(ka.PublicKey().Bytes(), x25519(a, base)) {
				t.Fatalf("public key of %x: %x, want %x", a, ka.PublicKey().Bytes(), x25519(a, base))
			}
			want := x25519(a, kb.PublicKey().Bytes())
			one, err := ka.ECDH(kb.PublicKey())
			if err != nil {
				t.Fatal(err)
			}
			two, err := kb.ECDH(ka.PublicKey())
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(one, want) || !bytes.Equal(two, want) {
				t.Fatalf("secrets %x and %x, want %x", one, two, want)
			}
			if got, _ := computed(); got == again {
				t.Fatal("the other end's secret was computed again")
			}
		}
		// Any point, also on the twist, and with a bit that does not count.
		u := key.Draw(t, "u")
		if got, err := curve25519.X25519(a, u); err == nil && !bytes.Equal(got, x25519(a, u)) {
			t.Fatalf("X25519 of %x and %x is %x, want %x", a, u, got, x25519(a, u))
		}
		if got, err := curve25519.X25519(a, base); err != nil || !bytes.Equal(got, x25519(a, base)) {
			t.Fatalf("X25519 of %x and the base point is %x (%v)", a, got, err)
		}
	})
	if _, err := curve25519.X25519(bytes.Repeat([]byte{7}, 32), make([]byte, 32)); err == nil {
		t.Error("a point of low order has a secret")
	}
}
