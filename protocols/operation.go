package protocols

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// An Operation is one thing that one peer does, from its beginning in the event log to
// its outcome there and in metrics.
type Operation struct {
	Name  string        // for the log: the protocol's name, or with a verb, as "kademlia.put"
	About string        // its subject, such as a key or the other peer: for log and samples
	Limit time.Duration // how long it may take
	// Within is a context that ends when the peer goes down, of operations that have one
	// already, see [sim.Node.Context]. It may be nil.
	Within context.Context
	// Metrics are the ratios of which one sample is 1 and the others are 0 when the
	// operation has ended, unless its peer went down meanwhile. Each may be "".
	Success, Timeout, Failed string
	// Latency is the metric of how long a success took, "" for none.
	Latency string
	// OK is called for a success, before the ratios are emitted. It may be nil.
	OK func(took time.Duration)
}

// An Outcome is how an operation ended.
type Outcome string

// The outcomes.
const (
	OK      Outcome = "ok"
	Timeout Outcome = "timeout" // it was not done within its limit
	Failed  Outcome = "failed"  // do returned another error
	Aborted Outcome = "aborted" // the peer went down meanwhile
)

// Do carries out the operation for a node that is up and returns when it has ended.
// The function do has a context that ends with the limit, or when the node goes down.
// The detail that it returns of a success is for the log, and may be "".
func (o Operation) Do(n *sim.Node, do func(ctx context.Context) (detail string, err error)) Outcome {
	w, h, life := n.World(), n.Host(), n.Life()
	within := o.Within
	if within == nil {
		down, stop := n.Context()
		defer stop()
		within = down
	}
	ctx, cancel := context.WithTimeout(within, o.Limit)
	defer cancel()
	op := w.BeginOp(n, o.Name, o.About, o.Limit)
	detail, err := do(ctx)
	outcome, text := o.judge(ctx, detail, err)
	if n.Host() != h || n.Life() != life || !n.Up() {
		w.EndOp(op, string(Aborted))
		return Aborted
	}
	took := w.EndOp(op, text)
	if outcome == OK {
		o.emit(n, o.Latency, float64(took.Nanoseconds()))
		if o.OK != nil {
			o.OK(took)
		}
	}
	for _, ratio := range []struct {
		metric string
		of     Outcome
	}{{o.Success, OK}, {o.Timeout, Timeout}, {o.Failed, Failed}} {
		x := 0.0
		if outcome == ratio.of {
			x = 1
		}
		o.emit(n, ratio.metric, x)
	}
	return outcome
}

// judge names the outcome and tells it for the log.
func (o Operation) judge(ctx context.Context, detail string, err error) (Outcome, string) {
	switch {
	case err == nil && detail == "":
		return OK, string(OK)
	case err == nil:
		return OK, string(OK) + ", " + detail
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Timeout, fmt.Sprintf("timeout after %v", o.Limit)
	}
	return Failed, "failed: " + err.Error()
}

func (o Operation) emit(n *sim.Node, metric string, x float64) {
	if metric != "" {
		n.World().Emit(metric, x, n.Name, o.About)
	}
}
