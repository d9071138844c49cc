package scenarios

import (
	"reflect"
	"time"

	"gopkg.in/yaml.v3"
)

type durationLeaf struct{}

func (durationLeaf) noun() string { return wantDuration }

func (l durationLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	s, ok := d.scalar(path, n, false, l.noun())
	if !ok {
		return
	}
	x, err := parseDuration(s)
	if err != nil {
		d.faulty(path, n, err)
		return
	}
	limits(d, path, n, f, x, s, parseDuration)
	v.SetInt(int64(x))
}

func (durationLeaf) encode(v reflect.Value) *yaml.Node {
	return plainNode(formatDuration(time.Duration(v.Int())))
}
