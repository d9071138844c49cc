package log

import "github.com/libp2p-sim/sim/sim/trace"

// dials are those that have begun and not ended, by dialler, dialled peer and transport.
type dials map[[3]string][]begun

// begin takes a dial's beginning.
func (d dials) begin(e *trace.Event) {
	pair := [3]string{e.P, e.Q, e.Proto}
	d[pair] = append(d[pair], begun{t: e.T, op: e.Operation()})
}

// end takes out the dial that e ends: the oldest of its operation, if it names one. ok
// is false if none is known to have begun.
func (d dials) end(e *trace.Event) (b begun, ok bool) {
	pair := [3]string{e.P, e.Q, e.Proto}
	open := d[pair]
	if len(open) == 0 {
		return begun{}, false
	}
	at := 0
	for i, b := range open {
		if e.Op != 0 && b.op == e.Operation() {
			at = i
			break
		}
	}
	b = open[at]
	if open = append(open[:at], open[at+1:]...); len(open) == 0 {
		delete(d, pair)
	} else {
		d[pair] = open
	}
	return b, true
}

// down forgets the dials of a peer that went down.
func (d dials) down(peer string) {
	for pair := range d {
		if pair[0] == peer {
			delete(d, pair)
		}
	}
}
