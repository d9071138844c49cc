package expect

import (
	"strings"
	"unicode/utf8"
)

type tokenKind int

const (
	end        tokenKind = iota
	word                 // a metric, a function, a group, or a keyword
	value                // a number with its unit
	comparison           // any run of < > = !
	mark                 // one of ( ) [ ] : *
	unknown              // any other character
)

type token struct {
	kind tokenKind
	text string
	col  int // byte column, from 1
}

// is reports whether t is the keyword or mark text.
func (t token) is(text string) bool {
	return (t.kind == word || t.kind == mark) && t.text == text
}

// lexer splits an expectation into tokens. It never fails: a character that it
// does not know becomes an unknown token, which no rule of the grammar wants.
type lexer struct {
	src string
	pos int
}

func (l *lexer) next() token {
	for l.pos < len(l.src) && (l.src[l.pos] == ' ' || l.src[l.pos] == '\t') {
		l.pos++
	}
	start := l.pos
	if start == len(l.src) {
		return token{end, "", start + 1}
	}
	kind := unknown
	switch c := l.src[start]; {
	case isLetter(c):
		kind = word
		l.skip(func(c byte) bool { return isLetter(c) || isDigit(c) || strings.IndexByte("_-.", c) >= 0 })
	case isDigit(c) || strings.IndexByte("+-.", c) >= 0:
		kind = value
		l.pos++
		l.skip(func(c byte) bool { return isLetter(c) || isDigit(c) || c == '.' || c == '%' || c >= utf8.RuneSelf })
	case strings.IndexByte("<>=!", c) >= 0:
		kind = comparison
		l.skip(func(c byte) bool { return strings.IndexByte("<>=!", c) >= 0 })
	case strings.IndexByte("()[]:*", c) >= 0:
		kind = mark
		l.pos++
	default:
		_, n := utf8.DecodeRuneInString(l.src[start:])
		l.pos += n
	}
	return token{kind, l.src[start:l.pos], start + 1}
}

func (l *lexer) skip(in func(byte) bool) {
	for l.pos < len(l.src) && in(l.src[l.pos]) {
		l.pos++
	}
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
