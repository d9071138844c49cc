package design

import (
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/say"
)

// variation is the written form of a parameter.
type variation struct {
	Path   string  `yaml:"path" doc:"Path of the value in the scenario, as for --set." required:"true"`
	Values []Value `yaml:"values" doc:"The values, in the order in which tables and figures show them."`
	From   *Value  `yaml:"from" doc:"The first value of a range, in place of values."`
	To     *Value  `yaml:"to" doc:"The last value of a range, if the steps meet it."`
	Step   *Value  `yaml:"step" doc:"Difference between two values of a range. Default for whole numbers: 1."`
}

var (
	parameterName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,30}$`)
	// reserved are the other columns of results.csv, and the words of where.
	reserved = []string{"cell", "seed", "metric", "value", "unit", "and", "or", "not"}
)

// maxParameters is how many parameters a study may have: tables and figures have
// a column or an axis for each.
const maxParameters = 100

const wantParameterName = "small letters, digits and _, beginning with a letter"

type parametersLeaf struct{}

func (parametersLeaf) Noun() string {
	return "a mapping of names to parameters, such as {k: {path: protocols.kademlia.bucket_size, values: [10, 20]}}"
}

func (l parametersLeaf) Decode(d *strict.Decoder, path string, n *yaml.Node, _ strict.Field, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.Fault(path, n, strict.Subject(path)+" is "+strict.KindOf(n), l.Noun(), "")
		return
	}
	if most := maxParameters; len(n.Content)/2 > most {
		d.Fault(path, n, fmt.Sprintf("%s has %d parameters", strict.Subject(path), len(n.Content)/2), fmt.Sprintf("at most %d", most), "")
		return
	}
	var all []Parameter
	for i := 0; i < len(n.Content); i += 2 {
		key, item := n.Content[i], n.Content[i+1]
		at := strict.Join(path, key.Value)
		switch {
		case !parameterName.MatchString(key.Value):
			d.Fault(at, key, fmt.Sprintf("parameter %q", say.Clip(key.Value)), wantParameterName, "")
			d.Bad[path] = true // nothing can be said about a text that names one
			continue
		case slices.Contains(reserved, key.Value):
			d.Fault(at, key, fmt.Sprintf("a parameter is called %q, which is taken", key.Value), "a name other than "+say.List(reserved), "")
			d.Bad[path] = true
			continue
		}
		var how variation
		before := d.Faults
		d.Value(at, item, strict.Field{Name: key.Value}, reflect.ValueOf(&how).Elem())
		p := Parameter{key.Value, how.Path, how.Values}
		if d.Faults == before {
			p.Values = variants(d, at, how)
		}
		all = append(all, p)
	}
	v.Set(reflect.ValueOf(all))
}

// variants returns the values of a list or a range.
func variants(d *strict.Decoder, at string, how variation) []Value {
	ranged := how.From != nil || how.To != nil || how.Step != nil
	switch {
	case d.Given(strict.Join(at, "values")) && ranged:
		d.Fault(at, d.Node(at), strict.Subject(at)+" has both values and a range", "one of the two", "")
		return nil
	case ranged:
		return steps(d, at, how)
	}
	if len(how.Values) == 0 {
		d.Fault(at, d.Node(at), strict.Subject(at)+" has no values", "values: […], or from, to and step", "")
	}
	if len(how.Values) > maxCells {
		d.Fault(at, d.Node(at), fmt.Sprintf("%s has %d values", strict.Subject(at), len(how.Values)), fmt.Sprintf("at most %d", maxCells), "")
		return nil
	}
	seen := map[Value]bool{}
	for i, x := range how.Values {
		if seen[x] {
			item := strict.Join(strict.Join(at, "values"), strconv.Itoa(i))
			d.Fault(item, d.Node(item), fmt.Sprintf("%s is there twice", say.Clip(string(x))), "each value once", "")
		}
		seen[x] = true
	}
	return how.Values
}

// steps returns the values of a range.
func steps(d *strict.Decoder, at string, how variation) []Value {
	if how.From == nil || how.To == nil {
		d.Fault(at, d.Node(at), strict.Subject(at)+" is half a range", "from and to", "")
		return nil
	}
	from, to := quantityOf(string(*how.From)), quantityOf(string(*how.To))
	step := quantity{aNumber, big.NewRat(1, 1), "1"}
	if how.Step != nil {
		step = quantityOf(string(*how.Step))
	} else if from.kind != aNumber || !from.v.IsInt() {
		d.Fault(at, d.Node(at), strict.Subject(at)+" has no step", "step, which whole numbers alone need not have", "")
		return nil
	}
	for _, x := range []struct {
		key string
		q   quantity
	}{{"from", from}, {"to", to}, {"step", step}} {
		if x.q.kind == aText || x.q.kind != from.kind {
			key := strict.Join(at, x.key)
			want := "a number, a percentage, a duration, a rate or an amount, the same for from, to and step"
			d.Fault(key, d.Node(key), fmt.Sprintf("%s %s is %s", x.key, say.Clip(x.q.text), x.q.kind), want, "")
			return nil
		}
	}
	if step.v.Sign() <= 0 || from.v.Cmp(to.v) > 0 {
		d.Fault(at, d.Node(at), fmt.Sprintf("from %s to %s by %s has no values", from.text, to.text, step.text), "from below to, and a step above 0", "")
		return nil
	}
	var values []Value
	for v := new(big.Rat).Set(from.v); v.Cmp(to.v) <= 0; v.Add(v, step.v) {
		if len(values) == maxCells {
			d.Fault(at, d.Node(at), fmt.Sprintf("from %s to %s by %s has more than %d values", from.text, to.text, step.text, maxCells), "a larger step", "")
			return nil
		}
		values = append(values, Value(from.kind.format(v)))
	}
	return values
}

func (parametersLeaf) Encode(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, p := range v.Interface().([]Parameter) {
		values := words.Encode(reflect.ValueOf(p.Values))
		values.Style = yaml.FlowStyle
		n.Content = append(n.Content, strict.PlainNode(p.Name), &yaml.Node{
			Kind: yaml.MappingNode, Content: []*yaml.Node{strict.PlainNode("path"), strict.TextNode(p.Path), strict.PlainNode("values"), values},
		})
	}
	return n
}

func (parametersLeaf) Schema(s *strict.SchemaMaker, _ strict.Field) strict.Object {
	how := s.Structure(reflect.TypeFor[variation](), reflect.Value{})
	how["oneOf"] = []any{strict.Object{"required": []string{"values"}}, strict.Object{"required": []string{"from", "to"}}}
	return strict.Object{"type": "object", "propertyNames": strict.Object{"pattern": parameterName.String()}, "additionalProperties": how}
}
