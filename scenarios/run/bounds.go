package run

import (
	"fmt"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/sim/duration"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

// Bounds limit the memory and the time of a run. The zero value bounds nothing.
type Bounds struct {
	Memory uint64        // bytes of heap at a quiescent point, a quarter more at any instant; 0: no bound
	Stall  time.Duration // wall time in which virtual time does not move; 0: no bound
}

// DefaultStall is far above the time that an instant of the largest networks takes.
const DefaultStall = time.Minute

// limits returns the bounds as the worker's parent sees them. A worker looks at its
// memory at quiescent points and collects garbage before it gives up, so that it may
// have more in between: a quarter, and 256 MiB at least for memory that is not heap.
func (b Bounds) limits() worker.Limits {
	l := worker.Limits{Stall: b.Stall}
	if b.Memory > 0 {
		l.Memory = b.Memory + max(b.Memory/4, 256<<20)
	}
	return l
}

// halted is the kind of failure by which a worker says that its parent ended it in
// the middle of an instant. The parent knows why.
var halted = seal.Halted.String()

// explain fills in how the run ended, from the worker's last word, if it said one, and
// from the reason why it was ended. Died is nil if it said one.
func (e *ending) explain(why worker.Why, died *worker.DiedError, b Bounds) {
	f := trace.Failure{VirtualNS: e.VirtualNS}
	if e.Failure != nil {
		f = *e.Failure
	}
	in := ""
	if name := where(f.Stack); name != "" {
		in = ", in " + name
	}
	if died != nil {
		in = "; it took no signal, and may have come further than it last told"
	}
	switch {
	case why == worker.Stalled:
		f.Kind = "stall"
		f.Message = fmt.Sprintf("virtual time did not move for %s (--stall)%s", duration.Format(b.Stall), in)
	case why == worker.Swollen:
		f.Kind = "memory"
		f.Message = fmt.Sprintf("the simulation needs more than the %d MiB of memory it may have (--memory), at one instant%s", b.Memory>>20, in)
	case why == worker.Asked:
		e.Status, e.Failure, e.stderr = trace.Interrupted, nil, ""
		return
	case died == nil: // a signal that we did not send
		e.Status, e.Failure, e.killed = trace.Interrupted, nil, "signal: user defined signal 1"
		return
	case died.Killed:
		e.Status, e.killed = trace.Interrupted, died.State
		return
	default:
		// The worker's words have addresses in them, and so are not for the manifest.
		f.Kind, f.Message = "crash", died.Reason()
	}
	e.Status, e.Failure = trace.Failed, &f
}

// where returns the innermost function of a stack that is not the runtime's.
func where(stack string) string {
	for line := range strings.Lines(stack) {
		if !strings.HasPrefix(line, "runtime.") && !strings.HasPrefix(line, "internal/runtime/") {
			name, _, _ := strings.Cut(line, " (")
			return name
		}
	}
	return ""
}
