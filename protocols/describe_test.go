package protocols_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/libp2p-sim/sim/protocols"
)

func frame(text string) []byte { return append(binary.AppendUvarint(nil, uint64(len(text))), text...) }

// first names a message by its first letter.
func first(b []byte) string {
	if len(b) == 0 {
		return "empty"
	}
	return string(b[:1])
}

// TestFramed: each message is named once, where it begins, however it is cut into writes.
func TestFramed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		var want []string
		var all []byte
		for range 1 + r.IntN(5) {
			b := make([]byte, 1+r.IntN(400))
			for i := range b {
				b[i] = 'z'
			}
			b[0] = byte('a' + r.IntN(20))
			want = append(want, string(b[:1]))
			all = append(all, frame(string(b))...)
		}
		describe := protocols.Framed(first)
		var got []string
		for len(all) > 0 {
			// A length and the first byte behind it come together, as writers write them.
			k := 1 + r.IntN(len(all))
			if n, size := binary.Uvarint(all); len(got) == 0 && k < size+1 && n > 0 {
				k = size + 1
			}
			if name := describe(all[:k]); name != "" {
				got = append(got, name)
			}
			all = all[k:]
		}
		if len(got) == 0 || got[0][:1] != want[0] {
			t.Fatalf("names %q, want the first of %q first", got, want)
		}
	}
	whole := protocols.Framed(first)
	write := slices.Concat(frame("/multistream/1.0.0\n"), frame("/x\n"), frame("abc"), frame(""), frame("b"), frame("again a"))
	if got := whole(write); got != "a+b" {
		t.Errorf("a write of several messages is called %q, want %q", got, "a+b")
	}
	long := frame("q" + string(make([]byte, 100_000)))
	for i, part := range [][]byte{long[:70_000], long[70_000:], frame("next")} {
		if got, want := whole(part), []string{"q", "", "n"}[i]; got != want {
			t.Errorf("part %d is called %q, want %q", i, got, want)
		}
	}
	if got := whole(append(slices.Repeat([]byte{0xff}, 11), frame("x")...)); got != "" {
		t.Errorf("after a length that is none: %q, want nothing", got)
	}
}

// ExampleFramed names messages by their first byte.
func ExampleFramed() {
	describe := protocols.Framed(func(message []byte) string { return map[byte]string{1: "HELLO", 2: "BYE"}[message[0]] })
	fmt.Println(describe([]byte{3, 1, 'm', 'e', 1, 2}))
	// Output: HELLO+BYE
}
