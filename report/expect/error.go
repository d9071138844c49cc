package expect

import "fmt"

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
