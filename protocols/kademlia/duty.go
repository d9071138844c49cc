package kademlia

import (
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// A duty is a task that a node does again and again: republish or reprovide.
type duty struct {
	node    *sim.Node
	over    func() bool // nobody needs it any more
	fulfill func()
	overdue bool // it was missed while the node was down
}

// keepUp fulfills a duty periodically until it is over; period 0 never. While
// its node is down the duty is overdue.
func (in *instance) keepUp(period time.Duration, d *duty) {
	if period == 0 {
		return
	}
	in.duties[d.node] = append(in.duties[d.node], d)
	for {
		time.Sleep(period)
		switch {
		case d.over():
			return
		case in.servants[d.node] == nil:
			d.overdue = true
		default:
			d.overdue = false
			d.fulfill()
		}
	}
}

// settle is how long a peer that has come back waits before it does the duties
// that are overdue, so that its routing table can fill.
const settle = time.Minute

// catchUp lets a node that has come up do overdue duties.
func (in *instance) catchUp(n *sim.Node) {
	var kept, due []*duty
	for _, d := range in.duties[n] {
		if d.over() {
			continue
		}
		kept = append(kept, d)
		if d.overdue {
			due = append(due, d)
		}
	}
	in.duties[n] = kept
	if len(due) == 0 {
		return
	}
	h := n.Host()
	n.Go(func() {
		time.Sleep(settle)
		for _, d := range due {
			if n.Host() != h {
				return
			}
			if d.overdue && !d.over() {
				d.overdue = false
				d.fulfill()
			}
		}
	})
}
