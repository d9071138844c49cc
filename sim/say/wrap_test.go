package say

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		line          string
		width, indent int
		want          string
	}{
		{"  one two  three", 0, 4, "  one two  three"},
		{"  one two  three", 9, 4, "  one two\n    three"},
		{"  one two  three", 5, 4, "  one\n    two\n    three"},
		{"\x1b[31mone\x1b[0m two", 7, 2, "\x1b[31mone\x1b[0m two"},
		{"overlong", 4, 2, "overlong"},
		{"", 4, 2, ""},
	} {
		if got := Wrap(tt.line, tt.width, tt.indent); got != tt.want {
			t.Errorf("%q within %d: %q, want %q", tt.line, tt.width, got, tt.want)
		}
	}
}

// TestWrapKeepsWords: the words are all there in their order, and lines fit if their words do.
func TestWrapKeepsWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Join(rapid.SliceOf(rapid.StringMatching(`[a-zé%]{0,9}`)).Draw(t, "words"), " ")
		got := Wrap(line, 20, rapid.IntRange(0, 8).Draw(t, "indent"))
		if a, b := strings.Fields(line), strings.Fields(got); strings.Join(a, " ") != strings.Join(b, " ") {
			t.Fatalf("%q has become %q", line, got)
		}
		for part := range strings.SplitSeq(got, "\n") {
			if n := utf8.RuneCountInString(strings.TrimRight(part, " ")); n > 20 {
				t.Fatalf("a line of %d in %q", n, got)
			}
		}
	})
}
