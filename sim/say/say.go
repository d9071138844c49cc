// Package say makes messages for people: what is wrong at a place of a text, and
// numbers of things.
//
// Its nouns are the [Fault] and the noun with its plural. It knows no file format.
package say

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// InOrder compares names as people order them, numbers in them by their value: n32 before n128.
func InOrder(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, n := digits(x), digits(y)
		if m == 0 || n == 0 {
			if x[0] != y[0] {
				break
			}
			x, y = x[1:], y[1:]
			continue
		}
		// Of numbers without leading zeros the longer is the larger.
		v, w := strings.TrimLeft(x[:m], "0"), strings.TrimLeft(y[:n], "0")
		if c := cmp.Or(cmp.Compare(len(v), len(w)), strings.Compare(v, w)); c != 0 {
			return c
		}
		x, y = x[m:], y[n:]
	}
	return cmp.Or(strings.Compare(x, y), strings.Compare(a, b))
}

// digits is how many digits a text begins with.
func digits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }

// A Fault says what is wrong with a text and, as far as is known, where.
type Fault struct {
	File         string // as whoever gave the text calls it, "" if that is known anyway
	Line, Column int    // from 1, columns in characters; 0 for no place
	Message      string // what is wrong
	Want         string // what was expected, may be ""
	Hint         string // what was probably meant, may be ""
	Excerpt      string // lines that point at the place with a caret, may be ""
}

// Error prints the fault on one line, without its excerpt.
func (f *Fault) Error() string { return f.String() }

// String prints the fault on one line, without its excerpt, as "file:line:column:
// message; want …; did you mean "…"?".
func (f Fault) String() string {
	var b strings.Builder
	switch {
	case f.File != "" && f.Line > 0:
		fmt.Fprintf(&b, "%s:%d:%d: ", f.File, f.Line, f.Column)
	case f.File != "":
		b.WriteString(f.File + ": ")
	case f.Line > 0 && f.Column > 0:
		fmt.Fprintf(&b, "line %d, column %d: ", f.Line, f.Column)
	case f.Line > 0:
		fmt.Fprintf(&b, "line %d: ", f.Line)
	case f.Column > 0:
		fmt.Fprintf(&b, "column %d: ", f.Column)
	}
	b.WriteString(f.Message)
	if f.Want != "" {
		b.WriteString("; want " + f.Want)
	}
	if f.Hint != "" {
		fmt.Fprintf(&b, "; did you mean %q?", f.Hint)
	}
	return b.String()
}

// FaultOf returns the fault that an error is or wraps, or one with its text.
func FaultOf(err error) *Fault {
	f := &Fault{Message: err.Error()}
	errors.As(err, &f)
	return f
}

// quoted is how much of a text a message shows, in characters.
const quoted = 60

// Clip shortens a text that is quoted in a message.
func Clip(s string) string { return Shorten(s, quoted) }

// Shorten clips a text after so many characters, and marks the place.
func Shorten(s string, most int) string {
	if r := []rune(s[:min(len(s), 4*(most+1))]); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// Plural returns the form of a noun for so many.
func Plural[N int | int64](n N, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// Count writes a number of things: "1 run", "3 runs".
func Count[N int | int64](n N, noun string) string { return fmt.Sprintf("%d %s", n, Plural(n, noun)) }

// listed is how many words List shows.
const listed = 36

// List joins words as "a, b or c". Of very many it shows the first.
func List(words []string) string {
	if len(words) > listed {
		return strings.Join(words[:listed], ", ") + fmt.Sprintf(" or one of %d more", len(words)-listed)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// CountNo is [Count] with "no" for 0: "no faults".
func CountNo[N int | int64](n N, noun string) string {
	if n == 0 {
		return "no " + Plural(n, noun)
	}
	return Count(n, noun)
}

// Caret returns text and, on a line below, a caret at the byte column col.
func Caret(text string, col int) string {
	before := utf8.RuneCountInString(text[:min(max(col-1, 0), len(text))])
	return text + "\n" + strings.Repeat(" ", before) + "^"
}

// Capital makes the first letter of a sentence a capital.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
