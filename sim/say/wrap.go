package say

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// escapes are those of ANSI that colour text.
var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

// Wrap breaks a line between words where it would be wider than width columns, and indents
// what follows by so many. A width of 0 is enough for all. Colours take no columns, and a word
// that is wider than all stays whole.
func Wrap(line string, width, indent int) string {
	var b strings.Builder
	at := 0
	for _, word := range strings.SplitAfter(strings.TrimRight(line, " "), " ") {
		bare := strings.TrimRight(word, " ")
		n := utf8.RuneCountInString(escapes.ReplaceAllString(bare, ""))
		if width > 0 && n > 0 && at+n > width && at > indent {
			text := strings.TrimRight(b.String(), " ")
			b.Reset()
			b.WriteString(text + "\n" + strings.Repeat(" ", indent))
			at = indent
		}
		b.WriteString(word)
		at += n + len(word) - len(bare)
	}
	return b.String()
}
