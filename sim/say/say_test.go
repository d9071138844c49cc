package say

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFault(t *testing.T) {
	for want, f := range map[string]Fault{
		`a.yaml:3:7: count is 0; want at least 1`:                 {File: "a.yaml", Line: 3, Column: 7, Message: "count is 0", Want: "at least 1"},
		`a.yaml:3:7: unknown key "cuont"; did you mean "count"?`:  {File: "a.yaml", Line: 3, Column: 7, Message: `unknown key "cuont"`, Hint: "count"},
		`a.yaml: this is a directory; want a file`:                {File: "a.yaml", Message: "this is a directory", Want: "a file"},
		`line 2, column 9: a cell too many; want the columns x,y`: {Line: 2, Column: 9, Message: "a cell too many", Want: "the columns x,y"},
		`line 2: no path`: {Line: 2, Message: "no path"},
		`column 4: what?`: {Column: 4, Message: "what?"},
		`no place`:        {Message: "no place", Excerpt: "x\n^"},
	} {
		if got := f.Error(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestShorten: no more is left than asked for, and a text that fits loses nothing.
func TestShorten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, most := rapid.String().Draw(t, "s"), rapid.IntRange(0, 20).Draw(t, "most")
		got := Shorten(s, most)
		if n := utf8.RuneCountInString(s); n <= most && got != s {
			t.Errorf("%q fits %d, and is %q", s, most, got)
		} else if n > most && (utf8.RuneCountInString(got) != most+1 || !strings.HasSuffix(got, "…")) {
			t.Errorf("%q in %d is %q", s, most, got)
		}
	})
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 runs", 1: "1 run", 2: "2 runs"} {
		if got := Count(n, "run"); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

// TestInOrder: names are in the order of people, which is one: no two different names are equal,
// and what is before is not after.
func TestInOrder(t *testing.T) {
	names := []string{"", "0", "1", "01", "2", "10", "a", "a-2", "a-10", "a-10b", "b", "n32", "n032", "n128"}
	for i, a := range names {
		for j, b := range names {
			if c := InOrder(a, b); c != -InOrder(b, a) || c == 0 != (a == b) {
				t.Errorf("%q and %q: %d and %d", a, b, c, InOrder(b, a))
			} else if i < j && a != "01" && b != "01" && a != "n032" && b != "n032" && c >= 0 {
				t.Errorf("%q is not before %q", a, b)
			}
		}
	}
}
