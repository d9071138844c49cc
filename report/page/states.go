package page

import (
	"strings"

	"github.com/libp2p-sim/sim/report/internal/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// states are what processes recorded for snapshots, as the metrics tell. They
// know when exactly a process recorded, and for which of several snapshots that
// overlap, where the log has no more than the first message for one.
type states struct {
	d     *data
	units map[string]string
	op    map[string]int64 // snapshot by key
	peer  map[string]int   // in data.Peers, by name
	cuts  map[int64]*cut   // by operation
}

func newStates(d *data, units map[string]string) *states {
	s := &states{d: d, units: units, op: map[string]int64{}, peer: map[string]int{}, cuts: map[int64]*cut{}}
	if len(d.Cuts) == 0 {
		return s
	}
	for i, id := range d.Ops.ID {
		if d.Ops.Names[d.Ops.Name[i]] == snapshotOp {
			s.op[d.opKeys[i]] = id
		}
	}
	for i, name := range d.names {
		s.peer[name] = i
	}
	return s
}

func (s *states) add(x trace.Sample) {
	op, ok := s.op[x.Key]
	p, known := s.peer[x.Peer]
	if !ok || !known {
		return
	}
	c := s.cuts[op]
	if c == nil {
		c = &cut{Op: op}
		s.cuts[op] = c
	}
	c.Peer, c.At = append(c.Peer, p), append(c.At, x.T)
	c.State = append(c.State, quantity.Thousands(int64(x.Value))+" "+s.units[x.Metric])
}

// hold takes a transfer that a process recorded of a channel to it.
func (s *states) hold(x trace.Sample) {
	key, sender, _ := strings.Cut(x.Key, " from ")
	op, ok := s.op[key]
	from, known := s.peer[sender]
	to, there := s.peer[x.Peer]
	if c := s.cuts[op]; ok && known && there && c != nil {
		c.Held = append(c.Held, held{x.T, from, to, quantity.Thousands(int64(x.Value)) + " " + s.units[x.Metric]})
	}
}

// recut puts these cuts in the place of those that were read off the messages.
func (s *states) recut() {
	for i := range s.d.Cuts {
		if c := s.cuts[s.d.Cuts[i].Op]; c != nil {
			s.d.Cuts[i] = *c
		}
	}
}
