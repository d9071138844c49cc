package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/say"
)

// checkAdversaries checks what groups run, and adversaries among them, against the protocols and the groups
// before them.
func (d *loader) checkAdversaries() {
	for i := range d.spec.Network.Peers {
		d.checkWithout(d.spec.Network.Peers[i].Without, strict.Join(groupPath(i), "without"))
		a, at := d.spec.Network.Peers[i].Adversary, strict.Join(groupPath(i), "adversary")
		if a == nil || d.unsound(at) {
			continue
		}
		d.checkBehaviour(&d.spec.Network.Peers[i], strict.Join(at, "behaviour"))
		d.pastEnd(strict.Join(at, "after"), a.After)
		if k := strict.Join(at, "rate"); d.Given(k) && sim.Behaviour(a.Behaviour) != sim.Flood {
			d.Fault(k, d.Node(k), "rate of a behaviour that is not flood", "behaviour: flood, or no rate", "")
		}
		slow := sim.Behaviour(a.Behaviour) == sim.Slow
		if k := strict.Join(at, "delay"); d.Given(k) != slow {
			d.Fault(k, d.Node(at), "delay of a behaviour that is not slow, or slow without one", "behaviour: slow with delay", "")
		}
		d.checkVictims(a, at)
		if a.Near != nil {
			d.checkNear(a.Near, strict.Join(at, "near"), i)
		}
	}
}

// checkVictims wants somebody to be a victim who is honest, and a degree of such alone.
func (d *loader) checkVictims(a *spec.Adversary, at string) {
	if k := strict.Join(at, "degree"); d.Given(k) && a.Victims == "" {
		d.Fault(k, d.Node(k), "degree of adversaries without victims", "victims, or no degree", "")
	}
	k := strict.Join(at, "victims")
	p, err := a.Victims.Parse()
	switch {
	case a.Victims == "":
		return
	case d.spec.Network.Stack == spec.Machines:
		d.Fault(k, d.Node(k), "victims beside stack machines", "stack: mocknet or libp2p, which have hosts", "")
		return
	case err != nil || !d.groupsSound || p.Group != "" && d.groups[p.Group] == nil:
		return // checkSelectors tells of it
	}
	honest := func(g spec.Group) bool { return g.Adversary == nil && (p.Group == "" || p.Group == g.Group) }
	if !slices.ContainsFunc(d.spec.Network.Peers, honest) {
		d.Fault(k, d.Node(k), fmt.Sprintf("%s has no honest peer", say.Clip(string(a.Victims))), "peers without adversary", "")
	}
}

// checkWithout finds protocols that nobody runs.
func (d *loader) checkWithout(without []string, at string) {
	if !d.Sound("protocols", at) {
		return
	}
	for i, name := range without {
		if !slices.ContainsFunc(d.used(), func(p protocols.Protocol) bool { return p.Name == name }) {
			key := strict.Join(at, strconv.Itoa(i))
			d.Fault(key, d.Node(key), fmt.Sprintf("%q is no protocol of this scenario", say.Clip(name)), "one of protocols", "")
		}
	}
}

// checkBehaviour finds a behaviour that nobody would notice.
func (d *loader) checkBehaviour(g *Group, at string) {
	b := sim.Behaviour(g.Adversary.Behaviour)
	if (b == sim.Silent || b == sim.Refuse) && d.spec.Network.Stack == spec.Machines {
		d.Fault(at, d.Node(at), string(b)+" beside stack machines", "stack: mocknet or libp2p, which have hosts", "")
		return
	}
	if !d.Sound("protocols") || !b.Own() {
		return
	}
	for _, p := range d.used() {
		if slices.Contains(p.Behaviours, b) && !slices.Contains(g.Without, p.Name) {
			return
		}
	}
	d.Fault(at, d.Node(at), fmt.Sprintf("no protocol of the group knows what it is to %s", b), "silent, refuse or slow, which are of all protocols", "")
}

// checkNear fills in the operation, and finds a place that there is not.
func (d *loader) checkNear(n *spec.Near, at string, group int) {
	if (n.Key == "") == (n.Peer == "") {
		d.Fault(at, d.Node(at), "near has a key and a peer, or neither", "key with op, or peer", "")
		return
	}
	if k := strict.Join(at, "exactly"); n.Exactly && n.Bits == 0 {
		d.Fault(k, d.Node(k), "exactly without bits", "bits, or not exactly", "")
	}
	if n.Peer != "" {
		d.checkVictim(string(n.Peer), strict.Join(at, "peer"), group)
		return
	}
	if n.Op == "" {
		n.Op = "provide"
	}
	if _, ok := spec.KeyForm(d.used(), n.Op); !ok && d.Sound("protocols") {
		key := strict.Join(at, "op")
		if !d.Given(key) {
			key = strict.Join(at, "key")
		}
		d.Fault(key, d.Node(key), fmt.Sprintf("no protocol here looks up keys by %s", say.Clip(n.Op)), "an operation that looks keys up, such as provide", "")
	}
}

// checkVictim wants a peer alone, of a group before the given one.
func (d *loader) checkVictim(selector, at string, group int) {
	name, rest, indexed := strings.Cut(selector, "[")
	for _, g := range d.spec.Network.Peers[:group] {
		if g.Group == name && (indexed && !strings.Contains(rest, ":") || g.Count == 1) {
			return
		}
	}
	d.Fault(at, d.Node(at), fmt.Sprintf("%s is not one peer of a group before this one", say.Clip(selector)), "one peer, such as victim[0], of a group above", "")
}
