package expect

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/libp2p-sim/sim/sim/say"
)

// errorAt returns the fault of an expectation at a byte column.
func errorAt(col int, format string, args ...any) *say.Fault {
	return &say.Fault{Column: col, Message: fmt.Sprintf(format, args...)}
}

// Caret returns text and, on a line below, a caret at the byte column col.
func Caret(text string, col int) string {
	before := utf8.RuneCountInString(text[:min(max(col-1, 0), len(text))])
	return text + "\n" + strings.Repeat(" ", before) + "^"
}
