package chandylamport

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// keyDown is the key of an operation that was asked of a peer that was down.
const keyDown = "down"

// snapshots lets random peers initiate at once. If all that may are down, the
// snapshot is aborted before it has begun: it is counted, with the key "down",
// but it is no operation, since nobody carries it out.
func (in *instance) snapshots(a *SnapshotArgs, r *rand.Rand) {
	all := sim.Running(in.world.Select(a.By), "chandylamport")
	up := in.running(all)
	for range a.Count {
		if n := sim.Pick(r, up); n != nil {
			n.Do(in.processes[n].initiate)
		} else if n = sim.Pick(r, all); n != nil {
			in.world.Emit("chandylamport.snapshot.success", 0, n.Name, keyDown)
			in.world.Emit("chandylamport.snapshot.aborted", 1, n.Name, keyDown)
		}
	}
}

// running returns those of the nodes that have a process.
func (in *instance) running(nodes []*sim.Node) []*sim.Node {
	var out []*sim.Node
	for _, n := range nodes {
		if in.processes[n] != nil {
			out = append(out, n)
		}
	}
	return out
}

// initiate begins a snapshot: the process records its state unasked.
func (p *process) initiate() {
	p.disk.snapshots++
	id := snapshotID{p.ref.peer, p.disk.snapshots}
	op := p.in.world.BeginOp(p.node, "chandylamport.snapshot", p.in.key(id), p.in.options.Timeout)
	p.in.costs[id] = &cost{}
	c := newCollection(p, id)
	p.collections[id] = c
	p.record(marker{id, string(p.node.Addr.Bytes()), p.in.world.Traceparent(context.Background())})
	p.node.Go(func() { p.finish(c, op) })
}

// finish waits until a snapshot is complete or given up, and says which.
func (p *process) finish(c *collection, op *sim.Op) {
	limit := p.in.options.Timeout
	down, stop := p.node.Context()
	defer stop()
	ctx, cancel := context.WithTimeout(down, limit)
	defer cancel()
	complete := false
	select {
	case <-c.done:
		// After a pause it may be too late: others have forgotten the snapshot.
		complete = time.Since(op.Begin) <= limit
	case <-ctx.Done():
	}
	w, key, n := p.in.world, p.in.key(c.id), p.node.Name
	cost := p.in.costs[c.id]
	delete(p.in.costs, c.id)
	delete(p.collections, c.id)
	p.allGoHome()
	if !complete {
		why := c.missing()
		switch {
		case p.gone:
			why = n + " went down"
		case time.Since(op.Begin) > limit:
			why = n + " was paused"
		}
		p.in.observer.Forget(key)
		w.EndOp(op, "aborted: "+why)
		w.Emit("chandylamport.snapshot.success", 0, n, key)
		w.Emit("chandylamport.snapshot.aborted", 1, n, key)
		return
	}
	s, inFlight := c.snapshot()
	verdict := p.in.observer.Judge(s)
	outcome, consistent := fmt.Sprintf("ok, %d processes, %d messages in flight", len(s.States), inFlight), 1.0
	if !verdict.Consistent() {
		outcome, consistent = "inconsistent: "+verdict.String(), 0
	}
	took := w.EndOp(op, outcome)
	w.Emit("chandylamport.snapshot.duration", float64(took.Nanoseconds()), n, key)
	w.Emit("chandylamport.snapshot.markers", float64(cost.markers), n, key)
	w.Emit("chandylamport.snapshot.bytes", float64(cost.bytes), n, key)
	w.Emit("chandylamport.snapshot.in_flight", float64(inFlight), n, key)
	w.Emit("chandylamport.snapshot.success", 1, n, key)
	w.Emit("chandylamport.consistent", consistent, n, key)
}
