package stack

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// TestChoice: bytes of a negotiation are told from those of the protocol that it chooses,
// also when both come in one write, or the first choice is refused.
func TestChoice(t *testing.T) {
	token := func(s string) string { return fmt.Sprintf("%c%s\n", len(s)+1, s) }
	const greeting = "/multistream/1.0.0"
	type step struct {
		side int
		say  string
		want string
	}
	for name, steps := range map[string][]step{
		"a round trip first": {
			{0, token(greeting) + token("/a"), greeting}, {1, token(greeting), greeting}, {1, token("/a"), greeting},
			{1, "payload", "/a"}, {0, "payload", "/a"},
		},
		"the request goes along": {
			{0, token(greeting) + token("/a") + "payload", "/a"}, {0, "more", "/a"},
			{1, token(greeting) + token("/a") + "payload", "/a"},
		},
		"the first is refused": {
			{0, token(greeting) + token("/a"), greeting}, {1, token(greeting) + token("na"), greeting},
			{0, token("/b"), greeting}, {1, token("/b"), greeting}, {0, "payload", "/b"},
		},
		"in pieces": {
			{0, token(greeting)[:5], greeting}, {0, token(greeting)[5:] + token("/a")[:2], greeting}, {0, token("/a")[2:], greeting},
			{1, token(greeting)[:1], greeting}, {1, token(greeting)[1:], greeting}, {1, token("/a"), greeting}, {1, "payload", "/a"},
		},
	} {
		var c choice
		for i, s := range steps {
			if got := c.protocol(s.side, []byte(s.say)); got != s.want {
				t.Errorf("%s: step %d, %q, is of %q, want %q", name, i, s.say, got, s.want)
			}
		}
	}
}

// TestSweep: connections whose other end will never be there are forgotten, and no others.
func TestSweep(t *testing.T) {
	r := &recorder{wires: map[[sha256.Size]byte]*wire{}}
	for i := range 3 * fewWires {
		var n sim.Node // in its life 0
		w := &wire{awaited: voice{&n, i % 3}}
		if w.closed = time.Now(); i%2 == 0 {
			w.closed = w.closed.Add(-2 * lateJoin)
		}
		r.wires[sha256.Sum256([]byte{byte(i), byte(i >> 8)})] = w
		r.sweep()
	}
	const may = fewWires / 2 // join yet: of hosts that live, and not closed for long
	if n := len(r.wires); n < may || n > 2*fewWires {
		t.Errorf("%d of %d wires are left, want %d and few of the others", n, 3*fewWires, may)
	}
	left := 0
	for _, w := range r.wires {
		if w.awaited.life == 0 && time.Since(w.closed) < lateJoin {
			left++
		}
	}
	if left != may {
		t.Errorf("%d wires that may have their other end yet are left, want %d", left, may)
	}
}
