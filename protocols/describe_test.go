package protocols_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
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
		var want, got []string
		var all []byte
		var starts []int // of frames: each with its length and first byte in one write, as writers write them
		for i := range 1 + r.IntN(5) {
			b := make([]byte, 1+r.IntN(400))
			b[0] = byte('a' + i)
			want = append(want, string(b[:1]))
			starts = append(starts, len(all))
			all = append(all, frame(string(b))...)
		}
		describe := protocols.Framed(first)
		for at := 0; at < len(all); {
			k := at + 1 + r.IntN(len(all)-at)
			for _, start := range starts {
				if _, size := binary.Uvarint(all[start:]); k > start && k < start+size+1 {
					k = start + size + 1
				}
			}
			if name := describe(all[at:k]); name != "" {
				got = append(got, strings.Split(name, "+")...)
			}
			at = k
		}
		if !slices.Equal(got, want) {
			t.Fatalf("names %q, want %q", got, want)
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
