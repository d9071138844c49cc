package page

import "strings"

// snapshotOp is the operation of protocols/chandylamport that has a cut.
const snapshotOp = "chandylamport.snapshot"

// marks reports whether a process that sends over the protocol for a snapshot
// has recorded its state: by the marker sending rule it then sends markers over
// its channels at once, and before anything else.
func marks(protocol string) bool { return strings.Contains(protocol, "/chandylamport/") }

// pass notes that the cut goes through a peer's line at t, if not earlier. The
// initiator's first instant is the beginning of the operation.
func (c *cut) pass(peer int, t int64) {
	if !c.seen[peer] {
		c.seen[peer] = true
		c.Peer = append(c.Peer, peer)
		c.At = append(c.At, t)
	}
}
