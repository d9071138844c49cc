package play

import (
	"cmp"
	"crypto/sha256"
	"math/bits"
	"time"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/seal"
)

// floodRate is how often adversaries ask that flood, if the scenario does not say.
const floodRate = 100

// adversary returns how the peers of a group depart from their protocols, nil if they do
// not. Groups before it are in the world.
func (st *stage) adversary(group string) *sim.Adversary {
	others := 0
	var a *spec.Adversary
	for _, g := range st.ground.Groups {
		if g.Group == group {
			a = g.Adversary
		} else {
			others += g.Count
		}
	}
	if a == nil {
		return nil
	}
	out := &sim.Adversary{Behaviour: sim.Behaviour(a.Behaviour), After: a.After, Rate: a.Rate}
	if out.Behaviour == sim.Flood {
		out.Rate = cmp.Or(a.Rate, floodRate)
	}
	if n := a.Near; n != nil {
		out.Near = &sim.Near{Place: st.place(n), Bits: n.Bits, Exactly: n.Exactly}
		if n.Bits == 0 {
			out.Near.Bits = bits.Len(uint(max(others, 1)-1)) + 3
		}
	}
	return out
}

// price emits what the identity of a new node has cost, if it is to be at a place.
func (st *stage) price(n *sim.Node) {
	for _, g := range st.ground.Groups {
		if g.Group == n.Group && g.Adversary != nil && g.Adversary.Near != nil {
			st.world.Emit(spec.KeysDrawn.Name, float64(n.KeysDrawn()), n.Name, "")
		}
	}
}

// place returns a place in the key space.
func (st *stage) place(n *spec.Near) [sha256.Size]byte {
	if n.Peer != "" {
		return sha256.Sum256([]byte(st.world.Select(n.Peer)[0].ID))
	}
	form, _ := spec.KeyForm(st.used, n.Op)
	return sha256.Sum256(form.Key(n.Key))
}

// slowDown makes adversaries slow that are to be, once they are.
func (st *stage) slowDown() {
	for _, g := range st.ground.Groups {
		a := g.Adversary
		if a == nil || sim.Behaviour(a.Behaviour) != sim.Slow {
			continue
		}
		seal.Go("slow/"+g.Group, func() {
			time.Sleep(a.After)
			nodes := st.world.Select(sim.Selector(g.Group))
			st.world.Degrade(st.world.Nodes(), nodes, sim.Degradation{Delay: a.Delay})
		})
	}
}
