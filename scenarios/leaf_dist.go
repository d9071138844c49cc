package scenarios

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/duration"
	"github.com/libp2p-sim/sim/sim/say"
)

// lawType is the long form of a dist.Dist: one key, the law's name, with its parameters
// below. Package dist has the laws, their parameters and the meaning of these.
var lawType = reflect.StructOf(lawFields(func(f *dist.Form) string { return f.Doc }))

// lawFields returns a field for each law, with a pointer to the struct of its parameters.
func lawFields(doc func(*dist.Form) string) []reflect.StructField {
	var fields []reflect.StructField
	for _, f := range dist.Forms() {
		fields = append(fields, reflect.StructField{
			Name: exported(string(f.Law)), Type: reflect.PointerTo(formType(f)),
			Tag: tags("yaml", string(f.Law), "doc", doc(f), "choice", "true"),
		})
	}
	return fields
}

// formType returns the struct of a law's parameters, with a pointer for each that is
// optional. A constant is a duration alone, and samples may come from a file.
func formType(f *dist.Form) reflect.Type {
	switch f.Law {
	case dist.ConstantLaw:
		return reflect.TypeFor[time.Duration]()
	case dist.EmpiricalLaw:
		return reflect.TypeFor[empirical]()
	}
	var fields []reflect.StructField
	for _, p := range f.Params {
		x := reflect.StructField{Name: exported(p.Name), Type: reflect.TypeOf(p.Of(new(dist.Params))).Elem()}
		pairs := []string{"yaml", p.Name, "doc", p.Doc, "min", p.Min, "max", p.Max}
		if p.Required {
			pairs = append(pairs, "required", "true")
		} else {
			x.Type = reflect.PointerTo(x.Type)
		}
		x.Tag = tags(pairs...)
		fields = append(fields, x)
	}
	return reflect.StructOf(fields)
}

// exported makes a Go name of a key.
func exported(key string) string {
	name := ""
	for _, word := range strings.Split(key, "-") {
		name += strings.ToUpper(word[:1]) + word[1:]
	}
	return name
}

// tags writes pairs of names and values as the tag of a field, without those whose
// value is empty.
func tags(pairs ...string) reflect.StructTag {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			fmt.Fprintf(&b, "%s:%q ", pairs[i], pairs[i+1])
		}
	}
	return reflect.StructTag(b.String())
}

type empirical struct {
	Samples []time.Duration `yaml:"samples" doc:"The durations, in any order, at most 50000 in all laws of a scenario. A duration listed twice is drawn twice as often; either samples or file."`
	File    *File           `yaml:"file" doc:"A file of durations, one a line, such as 35.2ms; # begins a comment. Either samples or file."`
}

// maxSamplesHeld is how many samples all empirical laws of a scenario may have:
// its resolved form lists them.
const maxSamplesHeld = 50_000

type distLeaf struct{ in *loader }

func (distLeaf) Noun() string {
	return "a duration, such as 4h, or one of " + say.List(strict.NamesOf(strict.FieldsOf(lawType)))
}

func (l distLeaf) Decode(_ *strict.Decoder, path string, n *yaml.Node, f strict.Field, v reflect.Value) {
	d := l.in
	var made dist.Dist
	if n.Kind == yaml.MappingNode {
		before := d.Faults
		long := reflect.New(lawType).Elem()
		d.Mapping(path, n, long)
		made = d.law(path, long)
		if d.Faults > before {
			d.Bad[path] = true
			return
		}
	} else {
		s, ok := d.Scalar(path, n, false, l.Noun())
		if !ok {
			return
		}
		x, err := duration.Parse(s)
		if err != nil {
			d.Faulty(path, n, err)
			return
		}
		made = dist.Constant(x)
	}
	mean := made.Mean()
	strict.Limits(d.Decoder, path, n, f, mean, duration.Format(mean)+" in the mean", duration.Parse)
	v.Set(reflect.ValueOf(made))
}

// law makes a law of a decoded struct with the fields of lawType, and notes the faults
// between its parameters. The law is of use only if no fault came.
func (d *loader) law(path string, long reflect.Value) dist.Dist {
	for _, form := range dist.Forms() {
		given := long.FieldByName(exported(string(form.Law)))
		if given.IsNil() {
			continue
		}
		at := strict.Join(path, string(form.Law))
		p, ok := d.params(at, form, given.Elem())
		if !ok {
			return dist.Dist{}
		}
		made, err := dist.New(p)
		if wrong := (*dist.ParamError)(nil); errors.As(err, &wrong) {
			if wrong.Param != "" {
				at = strict.Join(at, wrong.Param)
			}
			d.Fault(at, d.Node(at), wrong.Message, wrong.Want, "")
		} else if err != nil {
			d.Fault(at, d.Node(at), err.Error(), "another law", "")
		}
		return made
	}
	return dist.Dist{}
}

// params takes the parameters of a law from its struct, and reports whether they are
// sound and go together.
func (d *loader) params(at string, form *dist.Form, given reflect.Value) (dist.Params, bool) {
	p := dist.Params{Law: form.Law}
	switch x := given.Addr().Interface().(type) {
	case *time.Duration:
		p.Mean = *x
		return p, d.Sound(at)
	case *empirical:
		x.check(d, at)
		p.Samples = dist.NewSamples(x.Samples)
		return p, d.Sound(at, strict.Join(at, "samples"), strict.Join(at, "file")) && len(x.Samples) > 0
	}
	var names []string // of the optional parameters that are given
	for _, param := range form.Params {
		v := given.FieldByName(exported(param.Name))
		if !d.Sound(strict.Join(at, param.Name)) {
			return p, false
		}
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				continue
			}
			names = append(names, param.Name)
			v = v.Elem()
		}
		reflect.ValueOf(param.Of(&p)).Elem().Set(v)
	}
	return p, d.Sound(at) && d.together(at, form, names)
}

// together notes parameters that do not go together.
func (d *loader) together(at string, form *dist.Form, given []string) bool {
	if form.Sets == nil || slices.ContainsFunc(form.Sets, func(set []string) bool { return slices.Equal(set, given) }) {
		return true
	}
	var sets []string
	alternatives := true // of one parameter each
	for _, set := range form.Sets {
		alternatives = alternatives && len(set) == 1
		sets = append(sets, strings.Join(set, " and "))
	}
	got, want := "no keys", strings.Join(sets[:len(sets)-1], ", ")+", or "+sets[len(sets)-1]
	switch {
	case alternatives:
		got, want = "a "+strings.Join(sets, " and a ")+", or neither", "one of "+say.List(sets)
	case len(given) > 0:
		got = strings.Join(given, ", ")
	}
	d.Fault(at, d.Node(at), string(form.Law)+" has "+got, want, "")
	return false
}

func (e *empirical) check(d *loader, at string) {
	if !d.Sound(at, strict.Join(at, "samples"), strict.Join(at, "file")) {
		return
	}
	samples := d.Given(strict.Join(at, "samples"))
	if samples == (e.File != nil) {
		d.Fault(at, d.Node(at), "empirical has samples and a file, or neither", "one of samples or file", "")
		return
	}
	if e.File != nil {
		at = strict.Join(at, "file")
		if err := e.read(); err != nil {
			d.groundFault(underlay.Error{Path: at, Err: err})
			return
		}
		e.File = nil // a resolved scenario has the samples
	} else {
		at = strict.Join(at, "samples")
	}
	if d.samples += len(e.Samples); d.samples > maxSamplesHeld {
		d.Fault(at, d.Node(at), fmt.Sprintf("the empirical laws have more than %d samples", maxSamplesHeld), "fewer samples, such as every tenth of them sorted", "")
		return
	}
	if len(e.Samples) == 0 {
		d.Fault(at, d.Node(at), "empirical has no samples", "at least one duration", "")
	}
}

// read takes the samples from the file. Its errors are joined, each of type
// *say.Fault.
func (e *empirical) read() error {
	var errs []error
	for i, line := range strings.Split(e.File.Content, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		x, err := duration.Parse(line)
		if err != nil {
			v := say.FaultOf(err)
			if errs = append(errs, &say.Fault{Line: i + 1, Message: v.Message, Want: v.Want}); len(errs) > strict.MaxProblems {
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

// lawNode writes a law in its long form.
func lawNode(made dist.Dist) *yaml.Node {
	return grammar.Encode(longForm(made, lawType))
}

// longForm is the inverse of [loader.law], in a struct that has fields as lawType has.
func longForm(made dist.Dist, in reflect.Type) reflect.Value {
	p := made.Params()
	form := dist.FormOf(p.Law)
	long := reflect.New(in).Elem()
	given := reflect.New(formType(form))
	long.FieldByName(exported(string(form.Law))).Set(given)
	switch x := given.Interface().(type) {
	case *time.Duration:
		*x = p.Mean
		return long
	case *empirical:
		x.Samples = p.Samples.Values()
		return long
	}
	names := form.Given(p)
	for _, param := range form.Params {
		if !slices.Contains(names, param.Name) {
			continue
		}
		v, from := given.Elem().FieldByName(exported(param.Name)), reflect.ValueOf(param.Of(&p)).Elem()
		if v.Kind() == reflect.Pointer {
			v.Set(reflect.New(from.Type()))
			v = v.Elem()
		}
		v.Set(from)
	}
	return long
}

func (distLeaf) Encode(v reflect.Value) *yaml.Node { return lawNode(v.Interface().(dist.Dist)) }
