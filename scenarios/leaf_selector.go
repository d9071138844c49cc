package scenarios

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

const wantSelector = `all, a group, or a part of one, such as "servers[0:90]" or "servers[3]"`

// selectorShape takes a selector apart: group, first index, end.
var selectorShape = regexp.MustCompile(`^([a-z0-9][a-z0-9.-]*)(?:\[(\d{1,7})(?::(\d{1,7}))?\])?$`)

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
	if !selectorShape.MatchString(s) {
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
		m := selectorShape.FindStringSubmatch(n.Value)
		if m[1] == spec.AllPeers && m[2] == "" {
			continue
		}
		g := d.groups[m[1]]
		if g == nil {
			d.Fault(path, n, fmt.Sprintf("%s: no group is called %q", strict.Subject(path), m[1]), say.List(append(slices.Clip(d.groupNames), spec.AllPeers)), near.Word(m[1], d.groupNames))
			continue
		}
		if m[2] == "" {
			continue
		}
		first, _ := strconv.Atoi(m[2])
		end := first + 1
		if m[3] != "" {
			end, _ = strconv.Atoi(m[3])
		}
		switch {
		case end <= first:
			d.Fault(path, n, fmt.Sprintf("%s: %q selects no peer", strict.Subject(path), n.Value), "a range whose end is above its start", "")
		case end > g.Count:
			d.Fault(path, n, fmt.Sprintf("%s: %q goes beyond the %d peers of %s", strict.Subject(path), n.Value, g.Count, g.Group), fmt.Sprintf("indexes 0 to %d", g.Count-1), "")
		}
	}
}
