package scenarios

import (
	"reflect"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/duration"
	"github.com/libp2p-sim/sim/sim/say"
)

// latencyType is the long form of a [Latency]: a law, or one of its other fields.
var latencyType = reflect.StructOf(append(lawFields(func(f *dist.Form) string {
	if f.Law == dist.ConstantLaw {
		return "The same delay between all pairs of peers, at most 1h."
	}
	return "A delay drawn from this law, once per pair of peers."
}), besideLaws()...))

// besideLaws returns the fields of Latency that are no law.
func besideLaws() []reflect.StructField {
	var fields []reflect.StructField
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Latency]()) {
		if f.Tag.Get("yaml") != "-" {
			fields = append(fields, reflect.StructField{Name: f.Name, Type: f.Type, Tag: f.Tag})
		}
	}
	return fields
}

// maxLatency bounds a constant latency.
const maxLatency = time.Hour

type latencyLeaf struct{ in *loader }

func (latencyLeaf) Noun() string {
	return "a mapping with " + say.List(strict.NamesOf(strict.FieldsOf(latencyType)))
}

func (x latencyLeaf) Decode(_ *strict.Decoder, path string, n *yaml.Node, _ strict.Field, v reflect.Value) {
	d := x.in
	before := d.Faults
	long := reflect.New(latencyType).Elem()
	d.Mapping(path, n, long)
	var l Latency
	out := reflect.ValueOf(&l).Elem()
	law := true
	for _, f := range besideLaws() {
		from := long.FieldByName(f.Name)
		out.FieldByName(f.Name).Set(from)
		law = law && from.IsNil()
	}
	if law && n.Kind == yaml.MappingNode {
		made := d.law(path, long)
		at := strict.Join(path, string(dist.ConstantLaw))
		if d.Faults == before && made.Params().Law == dist.ConstantLaw && made.Mean() > maxLatency {
			d.Fault(at, d.Node(at), strict.Subject(at)+" is "+duration.Format(made.Mean()), "at most "+duration.Format(maxLatency), "")
		}
		l.Law = &made
	}
	if d.Faults > before {
		d.Bad[path] = true
		return
	}
	v.Set(reflect.ValueOf(l))
}

func (latencyLeaf) Encode(v reflect.Value) *yaml.Node {
	l := v.Interface().(Latency)
	long := reflect.New(latencyType).Elem()
	if l.Law != nil {
		long = longForm(*l.Law, latencyType)
	}
	for _, f := range besideLaws() {
		long.FieldByName(f.Name).Set(v.FieldByName(f.Name))
	}
	return grammar.Encode(long)
}

func (latencyLeaf) Schema(s *strict.SchemaMaker, _ strict.Field) strict.Object {
	return s.Structure(latencyType, reflect.Value{})
}
