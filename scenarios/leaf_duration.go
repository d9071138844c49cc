package scenarios

import (
	"reflect"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/duration"
)

type durationLeaf struct{}

func (durationLeaf) noun() string { return duration.Want }

func (l durationLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	s, ok := d.scalar(path, n, false, l.noun())
	if !ok {
		return
	}
	x, err := duration.Parse(s)
	if err != nil {
		d.faulty(path, n, err)
		return
	}
	limits(d, path, n, f, x, s, duration.Parse)
	v.SetInt(int64(x))
}

func (durationLeaf) encode(v reflect.Value) *yaml.Node {
	return plainNode(duration.Format(time.Duration(v.Int())))
}
