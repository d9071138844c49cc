package scenarios

import (
	"reflect"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
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

func (lossLeaf) Noun() string {
	return strict.WantShare + ", or one of bursts or gilbert-elliott"
}

func (l lossLeaf) Decode(d *strict.Decoder, path string, n *yaml.Node, f strict.Field, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		var p sim.Share
		shareLeaf{}.Decode(d, path, n, f, reflect.ValueOf(&p).Elem())
		v.Set(reflect.ValueOf(link.Independent(float64(p))))
		return
	}
	before := d.Faults
	var form losses
	d.Mapping(path, n, reflect.ValueOf(&form).Elem())
	if d.Faults > before {
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
		at := strict.Join(path, "bursts")
		d.Fault(at, d.Node(at), err.Error(), "longer bursts, or fewer losses", "")
		return
	}
	v.Set(reflect.ValueOf(made))
}

func (lossLeaf) Encode(v reflect.Value) *yaml.Node {
	l := v.Interface().(link.Loss)
	if l == link.Independent(l.InGood) {
		return grammar.Encode(reflect.ValueOf(sim.Share(l.InGood)))
	}
	return grammar.Encode(reflect.ValueOf(losses{GilbertElliott: &gilbertElliott{
		sim.Share(l.GoodToBad), sim.Share(l.BadToGood), sim.Share(l.InGood), sim.Share(l.InBad),
	}}))
}

func (lossLeaf) Schema(s *strict.SchemaMaker, _ strict.Field) strict.Object {
	return strict.Object{"oneOf": []any{strict.Ref("share"), s.Structure(reflect.TypeFor[losses](), reflect.Value{})}}
}

const measured = "measured"

type jitterLeaf struct{ in *loader }

func (jitterLeaf) Noun() string { return "measured, or " + distLeaf{}.Noun() }

func (l jitterLeaf) Decode(_ *strict.Decoder, path string, n *yaml.Node, f strict.Field, v reflect.Value) {
	d := l.in
	if n.Kind == yaml.ScalarNode && n.Value == measured {
		v.Set(reflect.ValueOf(Jitter{Measured: true}))
		return
	}
	var j Jitter
	distLeaf{d}.Decode(d.Decoder, path, n, f, reflect.ValueOf(&j.Law).Elem())
	if _, err := link.JitterOf(j.Law); err != nil && d.Sound(path) {
		d.Fault(path, n, err.Error(), "a law with a mean of at most a minute", "")
	}
	v.Set(reflect.ValueOf(j))
}

func (jitterLeaf) Encode(v reflect.Value) *yaml.Node {
	j := v.Interface().(Jitter)
	if j.Measured {
		return strict.PlainNode(measured)
	}
	return distLeaf{}.Encode(reflect.ValueOf(j.Law))
}

func (jitterLeaf) Schema(*strict.SchemaMaker, strict.Field) strict.Object {
	return strict.Object{"oneOf": []any{strict.Object{"const": measured}, strict.Ref("dist")}}
}
