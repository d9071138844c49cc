package scenarios

import (
	"reflect"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim"
)

type shareLeaf struct{}

func (shareLeaf) Noun() string { return strict.WantShare }

func (l shareLeaf) Decode(d *strict.Decoder, path string, n *yaml.Node, f strict.Field, v reflect.Value) {
	s, ok := d.Scalar(path, n, false, l.Noun())
	if !ok {
		return
	}
	x, err := strict.ParseShare(s)
	if err != nil {
		d.Faulty(path, n, err)
		return
	}
	strict.Limits(d, path, n, f, x, s, strict.ParseShare)
	v.Set(reflect.ValueOf(sim.Share(x)))
}

func (shareLeaf) Encode(v reflect.Value) *yaml.Node {
	return strict.PlainNode(strict.FormatShare(v.Float()))
}
