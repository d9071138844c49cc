package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/say"
)

// timing has the keys of a step that set its time. The operation is its other key.
type timing struct {
	At    *time.Duration `yaml:"at" doc:"When the step happens, once."`
	From  *time.Duration `yaml:"from" doc:"When a repeated step happens first. Default: 0s."`
	Every dist.Dist      `yaml:"every" doc:"Time from one repetition to the next; with an exponential law the repetitions are a Poisson process." min:"1ms" omitzero:"true"`
	Until *time.Duration `yaml:"until" doc:"The moment before which repetitions happen. Default: the end of the run."`
}

type stepLeaf struct{ in *loader }

func (stepLeaf) Noun() string {
	return "a step: a time (at, or every with from and until) and an operation"
}

func (l stepLeaf) Decode(_ *strict.Decoder, path string, n *yaml.Node, f strict.Field, v reflect.Value) {
	d := l.in
	if n.Kind != yaml.MappingNode {
		d.Fault(path, n, strict.Subject(path)+" is "+strict.KindOf(n), l.Noun(), "")
		return
	}
	step := Step{Line: n.Line}
	times := strict.NamesOf(strict.FieldsOf(reflect.TypeFor[timing]()))
	var when timing
	timeNode := &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
	named, unknown := 0, false // operations
	for i := 0; i < len(n.Content); i += 2 {
		key, item := n.Content[i], n.Content[i+1]
		if slices.Contains(times, key.Value) {
			timeNode.Content = append(timeNode.Content, key, item)
			continue
		}
		p, op, ok := findOp(d.used(), key.Value)
		if !ok {
			unknown = true
			d.unknownOp(path, key, times)
			continue
		}
		if named++; named > 1 {
			d.Fault(strict.Join(path, key.Value), key, fmt.Sprintf("%s has a second operation, %q", strict.Subject(path), key.Value), "one operation in a step", "")
			continue
		}
		step.Protocol, step.Op, step.Args = p.Name, op.Name, op.NewArgs()
		d.Value(strict.Join(path, key.Value), item, strict.Field{Name: op.Name}, reflect.ValueOf(step.Args).Elem())
	}
	if named == 0 && !unknown {
		want := say.List(opNames(d.used()))
		if want == "" {
			want = "an operation of a protocol that is listed under protocols"
		}
		d.Fault(path, n, strict.Subject(path)+" has no operation", want, "")
	}
	d.Mapping(path, timeNode, reflect.ValueOf(&when).Elem())
	d.At[path] = n
	l.checkTimes(d, path, n, when, unknown)
	step.At, step.From = valueOr(when.At, 0), valueOr(when.From, 0)
	step.Every, step.Until = when.Every, valueOr(when.Until, 0)
	v.Set(reflect.ValueOf(step))
}

// checkTimes notes combinations of times that mean nothing. An unknown key may
// have been the missing time.
func (stepLeaf) checkTimes(d *loader, path string, n *yaml.Node, when timing, unknown bool) {
	for _, part := range []struct {
		name  string
		given bool
	}{{"from", when.From != nil}, {"every", !when.Every.IsZero()}, {"until", when.Until != nil}} {
		if !part.given {
			continue
		}
		at := strict.Join(path, part.name)
		switch {
		case when.At != nil:
			d.Fault(at, d.Node(at), fmt.Sprintf("%s has both at and %s", strict.Subject(path), part.name), "at for one moment, or every with from and until", "")
		case when.Every.IsZero():
			d.Fault(at, d.Node(at), fmt.Sprintf("%s has %s without every", strict.Subject(path), part.name), "every with from and until, or at for one moment", "")
		}
	}
	if when == (timing{}) && !unknown && !d.Given(strict.Join(path, "every")) {
		d.Fault(path, n, strict.Subject(path)+" has no time", "at or every", "")
	}
}

// unknownOp notes a key of a step that is no time and no operation of a
// protocol that the scenario uses.
func (d *loader) unknownOp(path string, key *yaml.Node, times []string) {
	if p, _, ok := findOp(d.known, key.Value); ok {
		d.Fault(strict.Join(path, key.Value), key,
			fmt.Sprintf("operation %q is one of the protocol %s, which this scenario does not use", key.Value, p.Name),
			fmt.Sprintf("%q under protocols", p.Name+": {}"), "")
		return
	}
	d.UnknownKey(path, key, append(slices.Clone(times), opNames(d.used())...))
}

func (stepLeaf) Encode(v reflect.Value) *yaml.Node {
	s := v.Interface().(Step)
	when := timing{At: &s.At}
	if !s.Every.IsZero() {
		when = timing{From: &s.From, Every: s.Every, Until: &s.Until}
	}
	n := grammar.Encode(reflect.ValueOf(when))
	n.Content = append(n.Content, strict.PlainNode(s.Op), grammar.Encode(reflect.ValueOf(s.Args)))
	return n
}

// findOp looks for an operation by its name.
func findOp(among []protocols.Protocol, name string) (protocols.Protocol, protocols.Op, bool) {
	for _, p := range among {
		for _, op := range p.Ops {
			if op.Name == name {
				return p, op, true
			}
		}
	}
	return protocols.Protocol{}, protocols.Op{}, false
}

// opNames returns the names of all operations, sorted.
func opNames(among []protocols.Protocol) []string {
	var names []string
	for _, p := range among {
		for _, op := range p.Ops {
			names = append(names, op.Name)
		}
	}
	slices.Sort(names)
	return names
}

func valueOr[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
