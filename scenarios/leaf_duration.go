package scenarios

import (
	"reflect"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/dist"
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

// A law is the long form of a dist.Dist. Its limits keep dist.New from failing.
type law struct {
	Constant    *time.Duration `yaml:"constant" doc:"Always the same duration." choice:"true"`
	Uniform     *Range         `yaml:"uniform" doc:"Every duration of a range alike." choice:"true"`
	Exponential *exponential   `yaml:"exponential" doc:"The memoryless law: leaving is as likely at any age." choice:"true"`
	Weibull     *weibull       `yaml:"weibull" doc:"The usual fit to measured sessions: with a shape below 1, who has stayed long stays longer." choice:"true"`
}

type exponential struct {
	Mean time.Duration `yaml:"mean" doc:"The mean duration." required:"true"`
}

type weibull struct {
	Shape float64        `yaml:"shape" doc:"Shape k, without unit." required:"true" min:"0.1" max:"20"`
	Mean  *time.Duration `yaml:"mean" doc:"The mean duration; either mean or scale."`
	Scale *time.Duration `yaml:"scale" doc:"Scale λ, which 63% of the durations stay below; either mean or scale." min:"1ns"`
}

type distLeaf struct{}

func (distLeaf) noun() string {
	return "a duration, such as 4h, or one of constant, uniform, exponential or weibull"
}

func (l distLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	var p dist.Params
	switch n.Kind {
	case yaml.MappingNode:
		before := len(d.problems)
		var form law
		d.mapping(path, n, reflect.ValueOf(&form).Elem())
		if w := form.Weibull; w != nil && (w.Mean == nil) == (w.Scale == nil) && d.sound(join(path, "weibull")) {
			at := join(path, "weibull")
			d.fault(at, d.node(at), "weibull has a mean and a scale, or neither", "one of mean or scale", "")
		}
		if len(d.problems) > before {
			d.bad[path] = true
			return
		}
		p = form.params()
	default:
		s, ok := d.scalar(path, n, false, l.noun())
		if !ok {
			return
		}
		x, err := parseDuration(s)
		if err != nil {
			d.faulty(path, n, err)
			return
		}
		p = dist.Params{Law: dist.ConstantLaw, Mean: x}
	}
	made, err := dist.New(p)
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	mean := made.Mean()
	limits(d, path, n, f, mean, formatDuration(mean)+" in the mean", parseDuration)
	v.Set(reflect.ValueOf(made))
}

func (w law) params() dist.Params {
	switch {
	case w.Uniform != nil:
		return dist.Params{Law: dist.UniformLaw, Min: w.Uniform.Min, Max: w.Uniform.Max}
	case w.Exponential != nil:
		return dist.Params{Law: dist.ExponentialLaw, Mean: w.Exponential.Mean}
	case w.Weibull != nil && w.Weibull.Scale != nil:
		return dist.Params{Law: dist.WeibullLaw, Shape: w.Weibull.Shape, Scale: *w.Weibull.Scale}
	case w.Weibull != nil:
		return dist.Params{Law: dist.WeibullLaw, Shape: w.Weibull.Shape, Mean: *w.Weibull.Mean}
	}
	return dist.Params{Law: dist.ConstantLaw, Mean: *w.Constant}
}

// lawOf is the inverse of law.params.
func lawOf(p dist.Params) law {
	switch p.Law {
	case dist.UniformLaw:
		return law{Uniform: &Range{Min: p.Min, Max: p.Max}}
	case dist.ExponentialLaw:
		return law{Exponential: &exponential{Mean: p.Mean}}
	case dist.WeibullLaw:
		w := &weibull{Shape: p.Shape, Mean: &p.Mean}
		if p.Scale > 0 {
			w.Mean, w.Scale = nil, &p.Scale
		}
		return law{Weibull: w}
	}
	return law{Constant: &p.Mean}
}

func (distLeaf) encode(v reflect.Value) *yaml.Node {
	return encode(reflect.ValueOf(lawOf(v.Interface().(dist.Dist).Params())))
}
