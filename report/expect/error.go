package expect

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError says what is wrong with an expectation, and where.
type SyntaxError struct {
	Col int    // byte column in the expectation, from 1
	Msg string // what is wrong and, where there is one, a suggestion
}

// Error returns the message, led by its column.
func (e *SyntaxError) Error() string { return fmt.Sprintf("column %d: %s", e.Col, e.Msg) }

func errorAt(col int, format string, args ...any) *SyntaxError {
	return &SyntaxError{Col: col, Msg: fmt.Sprintf(format, args...)}
}

// Caret returns text and, on a line below, a caret at the byte column col.
func Caret(text string, col int) string {
	before := utf8.RuneCountInString(text[:min(max(col-1, 0), len(text))])
	return text + "\n" + strings.Repeat(" ", before) + "^"
}
