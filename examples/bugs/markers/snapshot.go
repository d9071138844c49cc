package markers

import (
	"fmt"
	"time"
)

// A snapshot is what has been recorded of it so far.
type snapshot struct {
	missing int // processes whose part is not complete
	money   uint64
	done    chan struct{}
}

// A part is what one process records.
type part struct {
	account uint64
	came    uint64            // on channels, before their markers
	open    map[*process]bool // channels whose marker has not come
}

// record begins a snapshot at p and waits for its end.
func (in *instance) record(p *process) {
	in.last++
	number, members := in.last, len(in.members())
	s := &snapshot{missing: members, done: make(chan struct{})}
	in.snapshots[number] = s
	key := fmt.Sprint(number)
	op := in.world.BeginOp(p.node, "markers.record", key, in.options.Timeout)
	p.record(number)
	select {
	case <-s.done:
	case <-time.After(in.options.Timeout):
	}
	delete(in.snapshots, number)
	if s.missing > 0 {
		in.world.EndOp(op, fmt.Sprintf("failed: %d parts are missing", s.missing))
		in.world.Emit("markers.complete", 0, p.node.Name, key)
		return
	}
	consistent := 0.0
	if s.money == in.options.Balance*uint64(members) {
		consistent = 1
	}
	took := in.world.EndOp(op, fmt.Sprintf("ok, %d units", s.money))
	in.world.Emit("markers.complete", 1, p.node.Name, key)
	in.world.Emit("markers.consistent", consistent, p.node.Name, key)
	in.world.Emit("markers.duration", float64(took.Nanoseconds()), p.node.Name, key)
}

// add takes a complete part.
func (in *instance) add(number uint64, p *part) {
	s := in.snapshots[number]
	if s == nil {
		return // too late
	}
	s.money += p.account + p.came
	if s.missing--; s.missing == 0 {
		close(s.done)
	}
}
