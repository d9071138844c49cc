package scenarios

import (
	"fmt"
	"reflect"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

// startTrace follows a churn trace. Who joins in it is away until then.
func (st *stage) startTrace(c *Churn) {
	nodes := map[string]*sim.Node{}
	names := map[string]bool{}
	for _, n := range st.world.Nodes() {
		nodes[n.Name] = n
		names[n.Name] = true
	}
	lines, err := parseTrace(c.Trace.Content, names, func(string) bool { return true })
	if err != nil {
		panic(err) // the loader let it through
	}
	for _, l := range lines {
		if l.verb == "join" {
			st.away[nodes[l.peer]] = true
		}
	}
	r := st.world.Rand("churn/trace/" + c.Trace.Name)
	go func() {
		for i := range lines {
			l := &lines[i]
			st.sleepUntil(l.at)
			n := nodes[l.peer]
			switch l.verb {
			case "join":
				st.arrive(n)
			case "leave", "crash":
				st.depart(n, c, l.verb == "crash")
			default:
				if n.Up() {
					in, args := st.operation(l, n, nodes)
					in.Do(l.verb, args, r)
				}
			}
		}
	}()
}

// operation makes a workload step of a line of a trace.
func (st *stage) operation(l *traceLine, n *sim.Node, nodes map[string]*sim.Node) (in protocols.Instance, args any) {
	for i, use := range st.spec.Protocols {
		for _, op := range use.Protocol.Ops() {
			if op.Name != l.verb {
				continue
			}
			args = op.NewArgs()
			v := reflect.ValueOf(args).Elem()
			v.FieldByName("By").SetString(string(st.selectorOf(n)))
			key := l.key
			if to := nodes[l.key]; to != nil && traceOps[l.verb] == "Peer" {
				key = string(st.selectorOf(to))
			}
			if key != "" {
				v.FieldByName(traceOps[l.verb]).SetString(key)
			}
			return st.instances[i], args
		}
	}
	panic(fmt.Sprintf("scenarios: the loader let a trace with %s through", l.verb))
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
