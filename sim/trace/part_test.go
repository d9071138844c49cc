package trace

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestParsePart(t *testing.T) {
	for text, want := range map[string]Part{
		"servers":       {"servers", 0, -1},
		"servers[3]":    {"servers", 3, 4},
		"a-b.c[0:90]":   {"a-b.c", 0, 90},
		"servers[3:4]":  {"servers", 3, 4},
		"ping/pod[007]": {"ping/pod", 7, 8},
	} {
		if got, err := ParsePart(text); err != nil || got != want {
			t.Errorf("ParsePart(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "[3]", "a[", "a[3", "a[]", "a[x]", "a[-1]", "a[1:]", "a[:3]", "a[12345678]", "a*", "a b", "a[1]x", "a-[1]", "a[1][2]"} {
		if _, err := ParsePart(text); !errors.Is(err, ErrPart) {
			t.Errorf("ParsePart(%q): %v, want %v", text, err, ErrPart)
		}
	}
	for _, text := range []string{"a[3:3]", "a[4:3]"} {
		if _, err := ParsePart(text); !errors.Is(err, ErrEmptyPart) {
			t.Errorf("ParsePart(%q): %v, want %v", text, err, ErrEmptyPart)
		}
	}
}

// TestPartText: the text of a part is read as that part.
func TestPartText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Part{Group: rapid.StringMatching(`[a-z]([a-z0-9.-]{0,5}[a-z0-9])?`).Draw(t, "group"), To: -1}
		if rapid.Bool().Draw(t, "part") {
			p.From = rapid.IntRange(0, 9999998).Draw(t, "from")
			p.To = rapid.IntRange(p.From+1, 9999999).Draw(t, "to")
		}
		if got, err := ParsePart(p.String()); err != nil || got != p {
			t.Fatalf("%v is read as %v, %v", p, got, err)
		}
	})
}
