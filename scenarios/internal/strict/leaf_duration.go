package strict

import (
	"reflect"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/duration"
)

type DurationLeaf struct{}

func (DurationLeaf) Noun() string { return duration.Want }

func (l DurationLeaf) Decode(d *Decoder, path string, n *yaml.Node, f Field, v reflect.Value) {
	s, ok := d.Scalar(path, n, false, l.Noun())
	if !ok {
		return
	}
	x, err := duration.Parse(s)
	if err != nil {
		d.Faulty(path, n, err)
		return
	}
	Limits(d, path, n, f, x, s, duration.Parse)
	v.SetInt(int64(x))
}

func (DurationLeaf) Encode(v reflect.Value) *yaml.Node {
	return PlainNode(duration.Format(time.Duration(v.Int())))
}
