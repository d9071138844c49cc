package log

import (
	"fmt"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Kinds are all kinds of events, in the order in which docs/events.md explains
// them.
var Kinds = []trace.EventKind{
	trace.Up, trace.Down,
	trace.Dial, trace.DialFailed, trace.Connect, trace.Accept, trace.Disconnect,
	trace.Send, trace.Recv, trace.Defer, trace.Drop,
	trace.OpStart, trace.OpEnd, trace.Note,
	trace.Fault, trace.FaultEnd,
}

// parseKind finds a kind by its name in the log.
func parseKind(name string) (trace.EventKind, error) {
	all := make([]string, len(Kinds))
	for i, k := range Kinds {
		if string(k) == name {
			return k, nil
		}
		all[i] = string(k)
	}
	return "", fmt.Errorf("no kind of event is called %q; want one of %s", name, strings.Join(all, ", "))
}

// ofNetwork are the kinds that concern peers or links, never an operation.
var ofNetwork = map[trace.EventKind]bool{
	trace.Up: true, trace.Down: true, trace.Accept: true, trace.Disconnect: true, trace.Fault: true, trace.FaultEnd: true,
}
