package protocols

import (
	"slices"

	"github.com/libp2p-sim/sim/sim"
)

// OwnOptions are the options of each peer: those of all, or with those of the first group of
// peers that it is in over them. O is the type of a protocol's options.
type OwnOptions[O any] struct {
	all *O
	own func(*sim.Node) *O // nil for a peer in no group
	of  map[*sim.Node]*O   // as far as anybody has asked
}

// NewOwnOptions returns the options of the peers of a world. all may still change before they are
// asked for; peers tells who is in a group, and over returns options with those of the group
// over them.
func NewOwnOptions[O, G any](w *sim.World, all *O, groups []G, peers func(*G) sim.Selector, over func(*G, O) O) *OwnOptions[O] {
	x := &OwnOptions[O]{all: all, of: map[*sim.Node]*O{}}
	x.own = func(n *sim.Node) *O {
		for i := range groups {
			if slices.Contains(w.Select(peers(&groups[i])), n) {
				o := over(&groups[i], *all)
				return &o
			}
		}
		return nil
	}
	if len(groups) == 0 {
		x.own = nil
	}
	return x
}

// Of returns a node's options, which are not to be changed.
func (x *OwnOptions[O]) Of(n *sim.Node) *O {
	if x.own == nil {
		return x.all
	}
	o := x.of[n]
	if o == nil {
		if o = x.own(n); o == nil {
			o = x.all
		}
		x.of[n] = o
	}
	return o
}
