package scenarios

import (
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/quantity"
)

// An amountLeaf is a sim.Rate or sim.Bytes.
type amountLeaf struct {
	quantity.Amount
	ref string
}

var (
	rateLeaf  = amountLeaf{quantity.RateAmount, "rate"}
	bytesLeaf = amountLeaf{quantity.ByteAmount, "bytes"}
)

func (l amountLeaf) Noun() string { return l.Want }

func (l amountLeaf) Decode(d *strict.Decoder, path string, n *yaml.Node, f strict.Field, v reflect.Value) {
	s, ok := d.Scalar(path, n, false, l.Noun())
	if !ok {
		return
	}
	x, err := l.Parse(s)
	if err != nil {
		d.Faulty(path, n, err)
		return
	}
	strict.Limits(d, path, n, f, x, s, l.Parse)
	v.SetInt(x)
}

func (l amountLeaf) Encode(v reflect.Value) *yaml.Node {
	return strict.PlainNode(l.Format(v.Int()))
}

func (l amountLeaf) Schema(*strict.SchemaMaker, strict.Field) strict.Object { return strict.Ref(l.ref) }

// definition describes the amount in the schema.
func (l amountLeaf) definition(doc string) strict.Object {
	var names []string
	for _, u := range l.Units {
		names = append(names, u.Name)
	}
	return strict.Object{"description": doc, "type": "string", "pattern": `^[0-9]+(\.[0-9]{1,9})? ?(` + strings.Join(names, "|") + `)$`}
}
