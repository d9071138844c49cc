package play

import (
	"fmt"
	"math/rand/v2"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/seal"
)

// startTrace follows a churn trace. A peer that joins in it is away until then.
func (st *stage) startTrace(name string, c *spec.Churn) {
	nodes := map[string]*sim.Node{}
	names := map[string]bool{}
	for _, n := range st.world.Nodes() {
		nodes[n.Name] = n
		names[n.Name] = true
	}
	lines, err := spec.ParseTrace(c.Trace.Content, names, spec.TraceOps{Used: st.used})
	if err != nil {
		panic(err) // the loader let it through
	}
	for _, l := range lines {
		if l.Verb == "join" {
			st.away[nodes[l.Peer]] = true
		}
	}
	r := st.world.Rand("churn/trace/" + c.Trace.Name)
	seal.Go(name, func() {
		for i := range lines {
			l := &lines[i]
			st.sleepUntil(l.At)
			n := nodes[l.Peer]
			switch l.Verb {
			case "join":
				st.arrive(n)
			case "leave", "crash":
				st.depart(n, c, l.Verb == "crash")
			default:
				if n.Up() {
					st.ask(l, n, nodes, r)
				}
			}
		}
	})
}

// ask carries out the operation of a line of a trace.
func (st *stage) ask(l *spec.TraceLine, n *sim.Node, nodes map[string]*sim.Node, r *rand.Rand) {
	for i, p := range st.used {
		if op, ok := p.Op(l.Verb); ok {
			word := l.Key
			if to := nodes[word]; to != nil && op.About == protocols.AboutPeer {
				word = string(st.selectorOf(to))
			}
			op.Do(st.instances[i], op.TraceArgs(st.selectorOf(n), word), r)
			return
		}
	}
	panic(fmt.Sprintf("scenarios: the loader let a trace with %s through", l.Verb))
}

// selectorOf selects one node.
func (st *stage) selectorOf(n *sim.Node) sim.Selector {
	i := 0
	for _, m := range st.world.Select(sim.Selector(n.Group)) {
		if m == n {
			break
		}
		i++
	}
	return sim.Selector(fmt.Sprintf("%s[%d]", n.Group, i))
}
