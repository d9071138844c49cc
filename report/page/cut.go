package page

import "github.com/libp2p-sim/sim/sim/trace"

// What protocols/chandylamport says in the log of its snapshots.
const (
	snapshotOp  = "chandylamport.snapshot" // the operation
	stateNote   = "chandylamport.state"    // what a process recorded of itself
	channelNote = "chandylamport.channel"  // what it recorded as in flight to it, and from whom
)

// note takes what a process recorded for the snapshot c.
func (s *survey) note(c *cut, e *trace.Event) {
	p := s.peers.number(e.P)
	switch e.Proto {
	case stateNote:
		c.Peer, c.At, c.State = append(c.Peer, p), append(c.At, e.T), append(c.State, e.Detail)
	case channelNote:
		c.Held = append(c.Held, held{e.T, s.peers.number(e.Q), p, e.Detail})
	}
}
