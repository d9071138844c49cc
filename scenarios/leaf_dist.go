package scenarios

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/dist"
)

// A law is the long form of a dist.Dist. Its limits, and check, keep dist.New
// from failing.
type law struct {
	Constant      *time.Duration `yaml:"constant" doc:"Always the same duration." choice:"true"`
	Uniform       *Range         `yaml:"uniform" doc:"Every duration of a range alike." choice:"true"`
	Exponential   *exponential   `yaml:"exponential" doc:"The memoryless law: leaving is as likely at any age." choice:"true"`
	Weibull       *weibull       `yaml:"weibull" doc:"The usual fit to measured sessions: with a shape below 1, who has stayed long stays longer." choice:"true"`
	Normal        *normal        `yaml:"normal" doc:"The normal law, of which only what is not negative is drawn." choice:"true"`
	LogNormal     *lognormal     `yaml:"lognormal" doc:"A law whose logarithm is normal: median and sigma, mean and sigma, or two quantiles." choice:"true"`
	Pareto        *pareto        `yaml:"pareto" doc:"The classical law of Pareto: no duration is below its scale, and the longest are very long." choice:"true"`
	ShiftedPareto *shiftedPareto `yaml:"shifted-pareto" doc:"The law of Pareto moved to start at 0, also called Lomax: 1-(1+x/scale)^-shape of the durations are below x." choice:"true"`
	Gamma         *gamma         `yaml:"gamma" doc:"The gamma law; with a whole shape, the sum of as many exponential durations." choice:"true"`
	Empirical     *empirical     `yaml:"empirical" doc:"Measured durations: each draw is one of them." choice:"true"`
}

type exponential struct {
	Mean time.Duration `yaml:"mean" doc:"The mean duration." required:"true"`
}

type weibull struct {
	Shape float64        `yaml:"shape" doc:"Shape k, without unit." required:"true" min:"0.1" max:"20"`
	Mean  *time.Duration `yaml:"mean" doc:"The mean duration; either mean or scale."`
	Scale *time.Duration `yaml:"scale" doc:"Scale λ, which 63% of the durations stay below; either mean or scale." min:"1ns"`
}

type normal struct {
	Mean   time.Duration `yaml:"mean" doc:"Mean of the whole normal law; that of what is not negative is larger." required:"true"`
	StdDev time.Duration `yaml:"stddev" doc:"Standard deviation of the whole normal law." required:"true" min:"1ns"`
}

type lognormal struct {
	Median *time.Duration `yaml:"median" doc:"What half of the durations stay below; with sigma." min:"1ns"`
	Mean   *time.Duration `yaml:"mean" doc:"The mean duration; with sigma." min:"1ns"`
	Sigma  *float64       `yaml:"sigma" doc:"Standard deviation of the natural logarithm, without unit; with median or mean." min:"0" max:"10"`
	P50    *time.Duration `yaml:"p50" doc:"What half of the durations stay below; with p90." min:"1ns"`
	P90    *time.Duration `yaml:"p90" doc:"What 90% of the durations stay below; with p50." min:"1ns"`
}

type pareto struct {
	Shape float64        `yaml:"shape" doc:"Shape α, without unit; at 1 or below there is no mean." required:"true" min:"0.1" max:"20"`
	Mean  *time.Duration `yaml:"mean" doc:"The mean duration, for a shape above 1; either mean or scale." min:"1ns"`
	Scale *time.Duration `yaml:"scale" doc:"The shortest duration; either mean or scale." min:"1ns"`
}

type shiftedPareto struct {
	Shape float64        `yaml:"shape" doc:"Shape α, without unit; at 1 or below there is no mean." required:"true" min:"0.1" max:"20"`
	Mean  *time.Duration `yaml:"mean" doc:"The mean duration, for a shape above 1; either mean or scale." min:"1ns"`
	Scale *time.Duration `yaml:"scale" doc:"Scale β; either mean or scale." min:"1ns"`
}

type gamma struct {
	Shape float64        `yaml:"shape" doc:"Shape k, without unit." required:"true" min:"0.1" max:"20"`
	Mean  *time.Duration `yaml:"mean" doc:"The mean duration; either mean or scale." min:"1ns"`
	Scale *time.Duration `yaml:"scale" doc:"Scale θ, the mean divided by the shape; either mean or scale." min:"1ns"`
}

type empirical struct {
	Samples []time.Duration `yaml:"samples" doc:"The durations, in any order, at most 50000 in all laws of a scenario. One that is here twice is drawn twice as often; either samples or file."`
	File    *File           `yaml:"file" doc:"A file of durations, one a line, such as 35.2ms; # begins a comment. Either samples or file."`
}

// maxSamplesHeld is how many samples all empirical laws of a scenario may have:
// its resolved form lists them.
const maxSamplesHeld = 50_000

type distLeaf struct{}

func (distLeaf) noun() string {
	return "a duration, such as 4h, or one of " + list(namesOf(fieldsOf(reflect.TypeFor[law]())))
}

func (l distLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	var p dist.Params
	switch n.Kind {
	case yaml.MappingNode:
		before := d.faults
		var form law
		d.mapping(path, n, reflect.ValueOf(&form).Elem())
		form.check(d, path)
		if d.faults > before {
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

// check notes what is wrong between the keys of a law.
func (w law) check(d *decoder, path string) {
	if x := w.Weibull; x != nil {
		oneSize(d, path, "weibull", x.Mean, x.Scale)
	}
	if x := w.Gamma; x != nil {
		oneSize(d, path, "gamma", x.Mean, x.Scale)
	}
	if x := w.Pareto; x != nil {
		oneSize(d, path, "pareto", x.Mean, x.Scale)
		noMean(d, path, "pareto", x.Shape, x.Mean)
	}
	if x := w.ShiftedPareto; x != nil {
		oneSize(d, path, "shifted-pareto", x.Mean, x.Scale)
		noMean(d, path, "shifted-pareto", x.Shape, x.Mean)
	}
	if x := w.LogNormal; x != nil {
		x.check(d, join(path, "lognormal"))
	}
	if x := w.Empirical; x != nil {
		x.check(d, join(path, "empirical"))
	}
}

func (e *empirical) check(d *decoder, at string) {
	if !d.sound(at, join(at, "samples"), join(at, "file")) {
		return
	}
	samples := d.given(join(at, "samples"))
	if samples == (e.File != nil) {
		d.fault(at, d.node(at), "empirical has samples and a file, or neither", "one of samples or file", "")
		return
	}
	if e.File != nil {
		at = join(at, "file")
		if err := e.read(); err != nil {
			d.groundFault(groundError{at, err})
			return
		}
		e.File = nil // a resolved scenario has the samples
	} else {
		at = join(at, "samples")
	}
	if d.samples += len(e.Samples); d.samples > maxSamplesHeld {
		d.fault(at, d.node(at), fmt.Sprintf("the empirical laws have more than %d samples", maxSamplesHeld), "fewer samples, such as every tenth of them sorted", "")
		return
	}
	if len(e.Samples) == 0 {
		d.fault(at, d.node(at), "empirical has no samples", "at least one duration", "")
	}
}

// read takes the samples from the file. Its errors are joined, each of type
// *lineError.
func (e *empirical) read() error {
	var errs []error
	for i, line := range strings.Split(e.File.Content, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		x, err := parseDuration(line)
		if err != nil {
			v := asValueError(err)
			if errs = append(errs, &lineError{i + 1, v.message, v.want}); len(errs) > maxProblems {
				break
			}
			continue
		}
		if len(e.Samples) > maxSamplesHeld {
			break // too many, whatever follows
		}
		e.Samples = append(e.Samples, x)
	}
	return errors.Join(errs...)
}

// oneSize notes a law that does not have one of mean and scale.
func oneSize(d *decoder, path, name string, mean, scale *time.Duration) {
	if at := join(path, name); (mean == nil) == (scale == nil) && d.sound(at) {
		d.fault(at, d.node(at), name+" has a mean and a scale, or neither", "one of mean or scale", "")
	}
}

// noMean notes the mean of a Pareto law that has none.
func noMean(d *decoder, path, name string, shape float64, mean *time.Duration) {
	if at := join(path, name+".shape"); mean != nil && shape <= 1 && d.given(at) && d.sound(at) {
		d.fault(at, d.node(at), fmt.Sprintf("a %s law of shape %s has no mean", name, formatReal(shape)), "a shape above 1, or scale instead of mean", "")
	}
}

func (l *lognormal) check(d *decoder, at string) {
	if !d.sound(at) {
		return
	}
	var given []string
	for _, f := range fieldsOf(reflect.TypeFor[lognormal]()) {
		if d.given(join(at, f.name)) {
			given = append(given, f.name)
		}
	}
	switch strings.Join(given, " ") {
	case "median sigma", "mean sigma":
	case "p50 p90":
		if p90 := join(at, "p90"); d.sound(p90, join(at, "p50")) && *l.P90 < *l.P50 {
			d.fault(p90, d.node(p90), fmt.Sprintf("p90 %s is below p50 %s", formatDuration(*l.P90), formatDuration(*l.P50)),
				"at least "+formatDuration(*l.P50), "")
		}
	default:
		got := "no keys"
		if len(given) > 0 {
			got = strings.Join(given, ", ")
		}
		d.fault(at, d.node(at), "lognormal has "+got, "median and sigma, mean and sigma, or p50 and p90", "")
	}
}

func (w law) params() dist.Params {
	switch {
	case w.Uniform != nil:
		return dist.Params{Law: dist.UniformLaw, Min: w.Uniform.Min, Max: w.Uniform.Max}
	case w.Exponential != nil:
		return dist.Params{Law: dist.ExponentialLaw, Mean: w.Exponential.Mean}
	case w.Weibull != nil:
		return shaped(dist.WeibullLaw, w.Weibull.Shape, w.Weibull.Mean, w.Weibull.Scale)
	case w.Normal != nil:
		return dist.Params{Law: dist.NormalLaw, Mean: w.Normal.Mean, StdDev: w.Normal.StdDev}
	case w.LogNormal != nil:
		return w.LogNormal.params()
	case w.Pareto != nil:
		return shaped(dist.ParetoLaw, w.Pareto.Shape, w.Pareto.Mean, w.Pareto.Scale)
	case w.ShiftedPareto != nil:
		return shaped(dist.ShiftedParetoLaw, w.ShiftedPareto.Shape, w.ShiftedPareto.Mean, w.ShiftedPareto.Scale)
	case w.Gamma != nil:
		return shaped(dist.GammaLaw, w.Gamma.Shape, w.Gamma.Mean, w.Gamma.Scale)
	case w.Empirical != nil:
		return dist.Params{Law: dist.EmpiricalLaw, Samples: dist.NewSamples(w.Empirical.Samples)}
	}
	return dist.Params{Law: dist.ConstantLaw, Mean: *w.Constant}
}

func shaped(law dist.Law, shape float64, mean, scale *time.Duration) dist.Params {
	if scale != nil {
		return dist.Params{Law: law, Shape: shape, Scale: *scale}
	}
	return dist.Params{Law: law, Shape: shape, Mean: *mean}
}

func (l *lognormal) params() dist.Params {
	switch {
	case l.P90 != nil:
		return dist.Params{Law: dist.LogNormalLaw, Median: *l.P50, P90: *l.P90}
	case l.Median != nil:
		return dist.Params{Law: dist.LogNormalLaw, Median: *l.Median, Sigma: *l.Sigma}
	}
	return dist.Params{Law: dist.LogNormalLaw, Mean: *l.Mean, Sigma: *l.Sigma}
}

// lawOf is the inverse of law.params.
func lawOf(p dist.Params) law {
	mean, scale := &p.Mean, &p.Scale
	if p.Scale > 0 {
		mean = nil
	} else {
		scale = nil
	}
	switch p.Law {
	case dist.UniformLaw:
		return law{Uniform: &Range{Min: p.Min, Max: p.Max}}
	case dist.ExponentialLaw:
		return law{Exponential: &exponential{Mean: p.Mean}}
	case dist.WeibullLaw:
		return law{Weibull: &weibull{p.Shape, mean, scale}}
	case dist.NormalLaw:
		return law{Normal: &normal{p.Mean, p.StdDev}}
	case dist.LogNormalLaw:
		switch {
		case p.P90 > 0:
			return law{LogNormal: &lognormal{P50: &p.Median, P90: &p.P90}}
		case p.Median > 0:
			return law{LogNormal: &lognormal{Median: &p.Median, Sigma: &p.Sigma}}
		}
		return law{LogNormal: &lognormal{Mean: &p.Mean, Sigma: &p.Sigma}}
	case dist.ParetoLaw:
		return law{Pareto: &pareto{p.Shape, mean, scale}}
	case dist.ShiftedParetoLaw:
		return law{ShiftedPareto: &shiftedPareto{p.Shape, mean, scale}}
	case dist.GammaLaw:
		return law{Gamma: &gamma{p.Shape, mean, scale}}
	case dist.EmpiricalLaw:
		return law{Empirical: &empirical{Samples: p.Samples.Values()}}
	}
	return law{Constant: &p.Mean}
}

func (distLeaf) encode(v reflect.Value) *yaml.Node {
	return encode(reflect.ValueOf(lawOf(v.Interface().(dist.Dist).Params())))
}
