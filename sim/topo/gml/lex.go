package gml

import "strings"

type kind int

const (
	end    kind = iota // of the text
	key                // a letter or _, then letters, digits and _
	number             // a text that starts like one; not yet checked
	quoted             // a string, without its quotes
	open               // [
	closed             // ]
	wrong              // a character that starts no token, or a string without an end
)

// A token is a word of the text and the line on which it starts.
type token struct {
	kind kind
	text string // for quoted with escapes resolved, otherwise as written
	line int
}

// String names t in messages.
func (t token) String() string {
	switch t.kind {
	case end:
		return "the end of the text"
	case quoted:
		return "the string " + quote(t.text)
	case number:
		return "the number " + t.text[:min(len(t.text), 40)]
	case key:
		return "the key " + quote(t.text)
	}
	return quote(t.text)
}

// A lexer splits text into tokens. It keeps no copy of the text.
type lexer struct {
	rest string
	line int
}

func (l *lexer) next() token {
	l.skip()
	if l.rest == "" {
		return token{end, "", l.line}
	}
	switch c := l.rest[0]; {
	case c == '[':
		return l.take(open, 1)
	case c == ']':
		return l.take(closed, 1)
	case c == '"':
		return l.quoted()
	case letter(c):
		return l.take(key, span(l.rest, func(c byte) bool { return letter(c) || digit(c) }))
	case digit(c) || c == '-' || c == '+' || c == '.':
		return l.take(number, span(l.rest, func(c byte) bool {
			return digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
		}))
	}
	return l.take(wrong, 1)
}

// skip passes over space and comments and counts lines.
func (l *lexer) skip() {
	for l.rest != "" {
		switch l.rest[0] {
		case '\n':
			l.line++
			l.rest = l.rest[1:]
		case ' ', '\t', '\r':
			l.rest = l.rest[1:]
		case '#':
			i := strings.IndexByte(l.rest, '\n')
			if i < 0 {
				i = len(l.rest)
			}
			l.rest = l.rest[i:]
		default:
			return
		}
	}
}

// quoted takes a string. As in Shadow, \" and \\ stand for " and \; any other
// backslash stands for itself.
func (l *lexer) quoted() token {
	t := token{quoted, "", l.line}
	escaped := false
	for i := 1; i < len(l.rest); i++ {
		switch c := l.rest[i]; {
		case c == '\n':
			l.line++
		case c == '\\' && i+1 < len(l.rest) && (l.rest[i+1] == '"' || l.rest[i+1] == '\\'):
			escaped = true
			i++
		case c == '"':
			t.text = l.rest[1:i]
			if escaped {
				t.text = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(t.text)
			}
			l.rest = l.rest[i+1:]
			return t
		}
	}
	t.kind, t.text = wrong, l.rest
	l.rest = ""
	return t
}

func (l *lexer) take(k kind, n int) token {
	t := token{k, l.rest[:n], l.line}
	l.rest = l.rest[n:]
	return t
}

// span is the length of the longest start of s that consists of class.
func span(s string, class func(byte) bool) int {
	for i := range len(s) {
		if !class(s[i]) {
			return i
		}
	}
	return len(s)
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }
func digit(c byte) bool  { return '0' <= c && c <= '9' }
