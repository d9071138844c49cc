package scenarios

import (
	"fmt"
	"strconv"

	"github.com/libp2p-sim/sim/sim/say"
)

// faultKinds are the keys of a fault, of which it has one.
var faultKinds = []string{"partition", "isolate", "cut", "degrade", "slow", "pause", "crash", "restart", "lose"}

// instant are those that are over at once.
var instant = map[string]bool{"restart": true, "lose": true}

func (d *decoder) checkFaults() {
	for i := 0; i < len(d.spec.Faults) && !d.problems.full(); i++ {
		f, at := &d.spec.Faults[i], "faults."+strconv.Itoa(i)
		if !d.sound(at) {
			continue
		}
		kinds := 0
		for _, k := range faultKinds {
			if d.given(join(at, k)) || d.bad[join(at, k)] {
				kinds++
			}
		}
		n := d.node(at)
		switch {
		case kinds == 0 && !d.unsound(at):
			d.fault(at, n, "a fault without a kind", "one of "+say.List(faultKinds), "")
		case kinds > 1:
			d.fault(at, n, "a fault of several kinds", "one of "+say.List(faultKinds), "")
		}
		if (f.At != nil) != f.Every.IsZero() && !d.unsound(at) {
			d.fault(at, n, "a fault has at and every, or neither", "at for one moment, or every with from and until", "")
		}
		if f.At != nil {
			d.pastEnd(join(at, "at"), *f.At)
		}
		for _, key := range []string{"from", "until"} {
			if k := join(at, key); d.given(k) && f.Every.IsZero() {
				d.fault(k, d.node(k), key+" without every", "every with from and until, or at for one moment", "")
			}
		}
		d.lateStart(join(at, "from"), f.From)
		d.backwards(join(at, "from"), join(at, "until"), f.From, f.Until)
		if !f.Every.IsZero() && f.Until == 0 {
			f.Until = d.spec.Duration
		}
		if k := join(at, "for"); d.given(k) && instant[f.Kind()] {
			d.fault(k, d.node(k), f.Kind()+" is over at once", "no for", "")
		}
		if f.Partition != nil {
			d.checkPartition(f.Partition, join(at, "partition"))
		}
	}
}

func (d *decoder) checkPartition(p *Partition, at string) {
	sides := join(at, "sides")
	if !d.sound(sides) {
		return
	}
	if len(p.Sides) < 2 {
		d.fault(sides, d.node(sides), fmt.Sprintf("a partition of %d sides", len(p.Sides)), "two or more", "")
	}
	for i, side := range p.Sides {
		if k := join(sides, strconv.Itoa(i)); len(side) == 0 {
			d.fault(k, d.node(k), "a side without peers", "at least one selector", "")
		}
	}
}
