package strict

import (
	"reflect"
	"strconv"

	"gopkg.in/yaml.v3"
)

// Limits of whole numbers whose field names none: nothing in a scenario counts
// below 0 or in billions.
const (
	leastInt = "0"
	mostInt  = "1000000000"
)

type intLeaf struct{}

func (intLeaf) Noun() string { return wantWhole }

// bounded fills in the limits that f does not name.
func (intLeaf) bounded(f Field) Field {
	if f.min == "" {
		f.min = leastInt
	}
	if f.max == "" {
		f.max = mostInt
	}
	return f
}

func (l intLeaf) Decode(d *Decoder, path string, n *yaml.Node, f Field, v reflect.Value) {
	s, ok := d.Scalar(path, n, true, l.Noun())
	if !ok {
		return
	}
	x, err := parseWhole(s)
	if err != nil {
		d.Faulty(path, n, err)
		return
	}
	Limits(d, path, n, l.bounded(f), x, s, parseWhole)
	v.SetInt(x)
}

func (intLeaf) Encode(v reflect.Value) *yaml.Node {
	return PlainNode(strconv.FormatInt(v.Int(), 10))
}

type uintLeaf struct{}

func (uintLeaf) Noun() string { return wantWhole }

func (l uintLeaf) Decode(d *Decoder, path string, n *yaml.Node, f Field, v reflect.Value) {
	s, ok := d.Scalar(path, n, true, l.Noun())
	if !ok {
		return
	}
	x, err := ParseUnsigned(s)
	if err != nil {
		d.Faulty(path, n, err)
		return
	}
	Limits(d, path, n, f, x, s, ParseUnsigned)
	v.SetUint(x)
}

func (uintLeaf) Encode(v reflect.Value) *yaml.Node {
	return PlainNode(strconv.FormatUint(v.Uint(), 10))
}

type floatLeaf struct{}

func (floatLeaf) Noun() string { return wantReal }

func (l floatLeaf) Decode(d *Decoder, path string, n *yaml.Node, f Field, v reflect.Value) {
	s, ok := d.Scalar(path, n, true, l.Noun())
	if !ok {
		return
	}
	x, err := parseReal(s)
	if err != nil {
		d.Faulty(path, n, err)
		return
	}
	Limits(d, path, n, f, x, s, parseReal)
	v.SetFloat(x)
}

func (floatLeaf) Encode(v reflect.Value) *yaml.Node { return PlainNode(FormatReal(v.Float())) }
