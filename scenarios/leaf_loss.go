package scenarios

import (
	"reflect"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
)

// losses is the long form of a link.Loss.
type losses struct {
	Bursts         *bursts         `yaml:"bursts" doc:"Losses that come together: the simple Gilbert model, by its two figures." choice:"true"`
	GilbertElliott *gilbertElliott `yaml:"gilbert-elliott" doc:"A channel that is good or bad, and before every packet may change." choice:"true"`
}

type bursts struct {
	Mean   sim.Share `yaml:"mean" doc:"Share of packets that are lost." required:"true"`
	Length float64   `yaml:"length" doc:"Mean number of packets lost in a row." required:"true" min:"1" max:"1000000"`
}

type gilbertElliott struct {
	GoodToBad sim.Share `yaml:"good_to_bad" doc:"Probability, per packet, that a good channel turns bad." required:"true"`
	BadToGood sim.Share `yaml:"bad_to_good" doc:"Probability, per packet, that a bad channel turns good." required:"true"`
	Good      sim.Share `yaml:"good" doc:"Probability of loss while the channel is good."`
	Bad       sim.Share `yaml:"bad" doc:"Probability of loss while the channel is bad." required:"true"`
}

type lossLeaf struct{}

func (lossLeaf) noun() string {
	return wantShare + ", or one of bursts or gilbert-elliott"
}

func (l lossLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		var p sim.Share
		shareLeaf{}.decode(d, path, n, f, reflect.ValueOf(&p).Elem())
		v.Set(reflect.ValueOf(link.Independent(float64(p))))
		return
	}
	before := d.faults
	var form losses
	d.mapping(path, n, reflect.ValueOf(&form).Elem())
	if d.faults > before {
		return
	}
	if g := form.GilbertElliott; g != nil {
		v.Set(reflect.ValueOf(link.Loss{
			GoodToBad: float64(g.GoodToBad), BadToGood: float64(g.BadToGood), InGood: float64(g.Good), InBad: float64(g.Bad),
		}))
		return
	}
	made, err := link.Bursts(float64(form.Bursts.Mean), form.Bursts.Length)
	if err != nil {
		at := join(path, "bursts")
		d.fault(at, d.node(at), err.Error(), "longer bursts, or fewer losses", "")
		return
	}
	v.Set(reflect.ValueOf(made))
}

func (lossLeaf) encode(v reflect.Value) *yaml.Node {
	l := v.Interface().(link.Loss)
	if l == link.Independent(l.InGood) {
		return encode(reflect.ValueOf(sim.Share(l.InGood)))
	}
	return encode(reflect.ValueOf(losses{GilbertElliott: &gilbertElliott{
		sim.Share(l.GoodToBad), sim.Share(l.BadToGood), sim.Share(l.InGood), sim.Share(l.InBad),
	}}))
}

func (lossLeaf) schema(s *schemaMaker, _ field) object {
	return object{"oneOf": []any{ref("share"), s.structure(reflect.TypeFor[losses](), reflect.Value{})}}
}

const measured = "measured"

type jitterLeaf struct{}

func (jitterLeaf) noun() string { return "measured, or " + distLeaf{}.noun() }

func (l jitterLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	if n.Kind == yaml.ScalarNode && n.Value == measured {
		v.Set(reflect.ValueOf(Jitter{Measured: true}))
		return
	}
	var j Jitter
	distLeaf{}.decode(d, path, n, f, reflect.ValueOf(&j.Law).Elem())
	if _, err := link.JitterOf(j.Law); err != nil && d.sound(path) {
		d.fault(path, n, err.Error(), "a law with a mean of at most a minute", "")
	}
	v.Set(reflect.ValueOf(j))
}

func (jitterLeaf) encode(v reflect.Value) *yaml.Node {
	j := v.Interface().(Jitter)
	if j.Measured {
		return plainNode(measured)
	}
	return distLeaf{}.encode(reflect.ValueOf(j.Law))
}

func (jitterLeaf) schema(*schemaMaker, field) object {
	return object{"oneOf": []any{object{"const": measured}, ref("dist")}}
}
