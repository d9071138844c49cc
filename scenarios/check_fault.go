package scenarios

import (
	"fmt"
	"strconv"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/say"
)

// faultKinds are the keys of a fault, of which it has one.
var faultKinds = []string{"partition", "isolate", "cut", "degrade", "slow", "silent", "reset", "duplicate", "corrupt", "clock", "pause", "crash", "restart", "lose"}

// instant has the kinds of fault that are over at once.
var instant = map[string]bool{"restart": true, "lose": true, "reset": true}

func (d *loader) checkFaults() {
	for i := 0; i < len(d.spec.Faults) && !d.Problems.Full(); i++ {
		f, at := &d.spec.Faults[i], "faults."+strconv.Itoa(i)
		if !d.Sound(at) {
			continue
		}
		kinds := 0
		for _, k := range faultKinds {
			if d.Given(strict.Join(at, k)) || d.Bad[strict.Join(at, k)] {
				kinds++
			}
		}
		n := d.Node(at)
		switch {
		case kinds == 0 && !d.unsound(at):
			d.Fault(at, n, "a fault without a kind", "one of "+say.List(faultKinds), "")
		case kinds > 1:
			d.Fault(at, n, "a fault of several kinds", "one of "+say.List(faultKinds), "")
		}
		if (f.At != nil) != f.Every.IsZero() && !d.unsound(at) {
			d.Fault(at, n, "a fault has at and every, or neither", "at for one moment, or every with from and until", "")
		}
		if f.At != nil {
			d.pastEnd(strict.Join(at, "at"), *f.At)
		}
		for _, key := range []string{"from", "until"} {
			if k := strict.Join(at, key); d.Given(k) && f.Every.IsZero() {
				d.Fault(k, d.Node(k), key+" without every", "every with from and until, or at for one moment", "")
			}
		}
		d.lateStart(strict.Join(at, "from"), f.From)
		d.backwards(strict.Join(at, "from"), strict.Join(at, "until"), f.From, f.Until)
		if !f.Every.IsZero() && f.Until == 0 {
			f.Until = d.spec.Duration
		}
		if k := strict.Join(at, "for"); d.Given(k) && instant[f.Kind()] {
			d.Fault(k, d.Node(k), f.Kind()+" is over at once", "no for", "")
		}
		if k := f.Kind(); (k == "silent" || k == "reset") && d.spec.Network.Stack == spec.Machines {
			d.Fault(at, n, k+" beside stack machines", "stack: mocknet or libp2p, which have hosts", "")
		}
		if k := f.Kind(); (k == "duplicate" || k == "corrupt") && d.spec.Network.Stack != spec.Libp2pStack && d.spec.Network.Stack != spec.Machines {
			d.Fault(at, n, k+" beside stack mocknet", "stack: libp2p or machines, which send datagrams", "")
		}
		d.checkDrawn(f, strict.Join(at, f.Kind()))
		if f.Clock != nil {
			d.checkClock(f.Clock, strict.Join(at, "clock"))
		}
		if f.Partition != nil {
			d.checkPartition(f.Partition, strict.Join(at, "partition"))
		}
	}
}

// checkDrawn wants a fault to draw somebody: a count or a share of 0 is not all.
func (d *loader) checkDrawn(f *spec.Fault, at string) {
	count, share := f.Drawn()
	c, s := strict.Join(at, "count"), strict.Join(at, "share")
	draws := f.Duplicate == nil && f.Corrupt == nil // which have a share of datagrams
	switch {
	case !draws || d.unsound(at):
	case d.Given(c) && count == 0:
		d.Fault(c, d.Node(c), "a fault of nobody", "at least 1, or no count for all", "")
	case d.Given(s) && share == 0:
		d.Fault(s, d.Node(s), "a fault of nobody", "more than 0%, or no share for all", "")
	case d.Given(c) && d.Given(s):
		d.Fault(s, d.Node(s), "share beside count", "one of the two", "")
	}
}

func (d *loader) checkClock(c *spec.Clock, at string) {
	if d.unsound(at) {
		return
	}
	switch {
	case c.Ahead > 0 && c.Behind > 0:
		d.Fault(at, d.Node(at), "a clock that is ahead and behind", "one of the two", "")
	case c.Ahead == 0 && c.Behind == 0 && c.DriftPPM == 0:
		d.Fault(at, d.Node(at), "a clock that is right", "ahead, behind or drift_ppm", "")
	}
}

func (d *loader) checkPartition(p *Partition, at string) {
	sides := strict.Join(at, "sides")
	if !d.Sound(sides) {
		return
	}
	if len(p.Sides) < 2 {
		d.Fault(sides, d.Node(sides), fmt.Sprintf("a partition of %d sides", len(p.Sides)), "two or more", "")
	}
	for i, side := range p.Sides {
		if k := strict.Join(sides, strconv.Itoa(i)); len(side) == 0 {
			d.Fault(k, d.Node(k), "a side without peers", "at least one selector", "")
		}
	}
}
