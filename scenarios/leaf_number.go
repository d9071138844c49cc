package scenarios

import (
	"reflect"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim"
)

// Limits of whole numbers whose field names none: nothing in a scenario counts
// below 0 or in billions.
const (
	leastInt = "0"
	mostInt  = "1000000000"
)

type intLeaf struct{}

func (intLeaf) noun() string { return wantWhole }

// bounded fills in the limits that f does not name.
func (intLeaf) bounded(f field) field {
	if f.min == "" {
		f.min = leastInt
	}
	if f.max == "" {
		f.max = mostInt
	}
	return f
}

func (l intLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	s, ok := d.scalar(path, n, true, l.noun())
	if !ok {
		return
	}
	x, err := parseWhole(s)
	if err != nil {
		d.faulty(path, n, err)
		return
	}
	limits(d, path, n, l.bounded(f), x, s, parseWhole)
	v.SetInt(x)
}

func (intLeaf) encode(v reflect.Value) *yaml.Node {
	return plainNode(strconv.FormatInt(v.Int(), 10))
}

type uintLeaf struct{}

func (uintLeaf) noun() string { return wantWhole }

func (l uintLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	s, ok := d.scalar(path, n, true, l.noun())
	if !ok {
		return
	}
	x, err := parseUnsigned(s)
	if err != nil {
		d.faulty(path, n, err)
		return
	}
	limits(d, path, n, f, x, s, parseUnsigned)
	v.SetUint(x)
}

func (uintLeaf) encode(v reflect.Value) *yaml.Node {
	return plainNode(strconv.FormatUint(v.Uint(), 10))
}

type floatLeaf struct{}

func (floatLeaf) noun() string { return wantReal }

func (l floatLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	s, ok := d.scalar(path, n, true, l.noun())
	if !ok {
		return
	}
	x, err := parseReal(s)
	if err != nil {
		d.faulty(path, n, err)
		return
	}
	limits(d, path, n, f, x, s, parseReal)
	v.SetFloat(x)
}

func (floatLeaf) encode(v reflect.Value) *yaml.Node { return plainNode(formatReal(v.Float())) }

type shareLeaf struct{}

func (shareLeaf) noun() string { return wantShare }

func (l shareLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	s, ok := d.scalar(path, n, false, l.noun())
	if !ok {
		return
	}
	x, err := parseShare(s)
	if err != nil {
		d.faulty(path, n, err)
		return
	}
	limits(d, path, n, f, x, s, parseShare)
	v.Set(reflect.ValueOf(sim.Share(x)))
}

func (shareLeaf) encode(v reflect.Value) *yaml.Node { return plainNode(formatReal(v.Float())) }
