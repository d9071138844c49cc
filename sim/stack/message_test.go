package stack

import (
	"fmt"
	"testing"
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
