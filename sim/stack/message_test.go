package stack

import (
	"crypto/sha256"
	"fmt"
	"testing"

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
		r.wires[sha256.Sum256([]byte{byte(i), byte(i >> 8)})] = &wire{awaited: voice{&n, i % 3}}
		r.sweep()
	}
	if n := len(r.wires); n < fewWires || n > 2*fewWires {
		t.Errorf("%d of %d wires are left, want those of %d hosts that live, and few of the others", n, 3*fewWires, fewWires)
	}
	alive := 0
	for _, w := range r.wires {
		if w.awaited.life == 0 {
			alive++
		}
	}
	if alive != fewWires {
		t.Errorf("%d wires of hosts that live are left, want %d", alive, fewWires)
	}
}
