package expect

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/say"
)

// errorAt returns the fault of an expectation at a byte column.
func errorAt(col int, format string, args ...any) *say.Fault {
	return &say.Fault{Column: col, Message: fmt.Sprintf(format, args...)}
}
