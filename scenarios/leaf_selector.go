package scenarios

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
	"github.com/libp2p-sim/sim/sim/trace"
)

const wantSelector = `all, a group, or a part of one, such as "servers[0:90]" or "servers[3]"`

type selectorLeaf struct{ in *loader }

func (selectorLeaf) Noun() string { return wantSelector }

func (l selectorLeaf) Decode(_ *strict.Decoder, path string, n *yaml.Node, f strict.Field, v reflect.Value) {
	d := l.in
	s, ok := d.Scalar(path, n, false, l.Noun())
	if !ok {
		return
	}
	v.SetString(s)
	if s == "" {
		return
	}
	if _, err := sim.Selector(s).Parse(); errors.Is(err, trace.ErrPart) {
		d.Fault(path, n, fmt.Sprintf("%s: %q is not a selector", strict.Subject(path), say.Clip(s)), wantSelector, "")
		return
	}
	d.selectors = append(d.selectors, path)
}

func (selectorLeaf) Encode(v reflect.Value) *yaml.Node {
	return strict.TextNode(string(v.Interface().(sim.Selector)))
}

// checkSelectors holds the selectors of the scenario against its groups.
func (d *loader) checkSelectors() {
	if !d.groupsSound {
		return
	}
	for _, path := range d.selectors {
		if d.Problems.Full() {
			return
		}
		n := d.At[path]
		p, err := sim.Selector(n.Value).Parse()
		if err != nil {
			d.Fault(path, n, fmt.Sprintf("%s: %q selects no peer", strict.Subject(path), n.Value), "a range whose end is above its start", "")
			continue
		}
		if p.Group == "" {
			continue
		}
		g := d.groups[p.Group]
		switch {
		case g == nil:
			d.Fault(path, n, fmt.Sprintf("%s: no group is called %q", strict.Subject(path), p.Group), say.List(append(slices.Clip(d.groupNames), spec.AllPeers)), near.Word(p.Group, d.groupNames))
		case p.To > g.Count:
			d.Fault(path, n, fmt.Sprintf("%s: %q goes beyond the %d peers of %s", strict.Subject(path), n.Value, g.Count, g.Group), fmt.Sprintf("indexes 0 to %d", g.Count-1), "")
		}
	}
}
