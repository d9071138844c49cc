package scenarios

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// A leaf is a type that the language spells in its own way, as opposed to
// structs, lists and pointers, which are made of leaves.
type leaf interface {
	// noun says what a value looks like: "a whole number".
	noun() string
	// decode reads n into v or notes a problem.
	decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value)
	// encode writes v so that decode reads the same.
	encode(v reflect.Value) *yaml.Node
	// schema describes what decode accepts.
	schema(s *schemaMaker, f field) object
}

// leafOf returns nil for structs, lists and pointers. It panics for types that
// the language does not have.
func leafOf(t reflect.Type) leaf {
	switch t {
	case reflect.TypeFor[time.Duration]():
		return durationLeaf{}
	case reflect.TypeFor[sim.Share]():
		return shareLeaf{}
	case reflect.TypeFor[sim.Selector]():
		return selectorLeaf{}
	case reflect.TypeFor[dist.Dist]():
		return distLeaf{}
	case reflect.TypeFor[sim.Rate]():
		return rateLeaf
	case reflect.TypeFor[sim.Bytes]():
		return bytesLeaf
	case reflect.TypeFor[File]():
		return fileLeaf{}
	case reflect.TypeFor[Latency]():
		return latencyLeaf{}
	case reflect.TypeFor[link.Loss]():
		return lossLeaf{}
	case reflect.TypeFor[Jitter]():
		return jitterLeaf{}
	case reflect.TypeFor[[]ProtocolUse]():
		return protocolsLeaf{}
	case reflect.TypeFor[Step]():
		return stepLeaf{}
	case reflect.TypeFor[Expectation]():
		return expectLeaf{}
	case reflect.TypeFor[Source]():
		return sourceLeaf{}
	case reflect.TypeFor[[]Setting]():
		return settingsLeaf{}
	case reflect.TypeFor[Seeds]():
		return seedsLeaf{}
	case reflect.TypeFor[[]Parameter]():
		return parametersLeaf{}
	case reflect.TypeFor[Value]():
		return valueLeaf{}
	}
	switch t.Kind() {
	case reflect.Bool:
		return boolLeaf{}
	case reflect.String:
		return stringLeaf{}
	case reflect.Int:
		return intLeaf{}
	case reflect.Uint64:
		return uintLeaf{}
	case reflect.Float64:
		return floatLeaf{}
	case reflect.Struct, reflect.Slice, reflect.Pointer:
		return nil
	}
	panic(fmt.Sprintf("scenarios: the language has no %v", t))
}

// scalar returns the text of n if it is a single value. Numbers and booleans
// must be plain: quotes make a text of them.
func (d *decoder) scalar(path string, n *yaml.Node, plain bool, want string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		d.fault(path, n, subject(path)+" is "+kindOf(n), want, "")
		return "", false
	}
	if plain && n.Style != 0 {
		d.fault(path, n, fmt.Sprintf("%s is the text %q", subject(path), say.Clip(n.Value)), want+", without quotes", "")
		return "", false
	}
	return n.Value, true
}

// faulty notes what a parse function found wrong with the value at path.
func (d *decoder) faulty(path string, n *yaml.Node, err error) {
	e := say.FaultOf(err)
	d.fault(path, n, subject(path)+": "+e.Message, e.Want, e.Hint)
}

// limits notes a value outside the min and max of its field. Parse reads these
// like values of the field.
func limits[T int64 | uint64 | float64 | time.Duration | sim.Share](d *decoder, path string, n *yaml.Node, f field, got T, shown string, parse func(string) (T, error)) {
	bound := func(tag string) T {
		b, err := parse(tag)
		if err != nil {
			panic(fmt.Sprintf("scenarios: limit %q of %s: %v", tag, path, err))
		}
		return b
	}
	below := f.min != "" && got < bound(f.min)
	above := f.max != "" && got > bound(f.max)
	if !below && !above {
		return
	}
	want := "at least " + f.min
	switch {
	case f.min != "" && f.max != "":
		want = f.min + " to " + f.max
	case above:
		want = "at most " + f.max
	}
	d.fault(path, n, fmt.Sprintf("%s is %s", subject(path), shown), want, "")
}

type boolLeaf struct{}

func (boolLeaf) noun() string { return "true or false" }

func (l boolLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	s, ok := d.scalar(path, n, true, l.noun())
	if !ok {
		return
	}
	switch s {
	case "true", "false":
		v.SetBool(s == "true")
		return
	}
	hint := map[string]string{
		"yes": "true", "Yes": "true", "YES": "true", "on": "true", "On": "true", "ON": "true",
		"True": "true", "TRUE": "true", "y": "true", "Y": "true", "1": "true",
		"no": "false", "No": "false", "NO": "false", "off": "false", "Off": "false", "OFF": "false",
		"False": "false", "FALSE": "false", "n": "false", "N": "false", "0": "false",
	}[s]
	d.fault(path, n, fmt.Sprintf("%s is %q", subject(path), say.Clip(s)), l.noun(), hint)
}

func (boolLeaf) encode(v reflect.Value) *yaml.Node { return plainNode(strconv.FormatBool(v.Bool())) }

type stringLeaf struct{}

func (stringLeaf) noun() string { return "a text" }

func (l stringLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	want := nounOf(f, v.Type())
	s, ok := d.scalar(path, n, false, want)
	if !ok {
		return
	}
	if len(f.enum) > 0 {
		for _, word := range f.enum {
			if s == word {
				v.SetString(s)
				return
			}
		}
		d.fault(path, n, fmt.Sprintf("%s is %q", subject(path), say.Clip(s)), want, near.Word(s, f.enum))
		return
	}
	if n.Style == 0 && n.Tag != "!!str" {
		d.fault(path, n, fmt.Sprintf("%s is %q, which is not a text", subject(path), say.Clip(s)), `a text; quotes make it one: "`+say.Clip(s)+`"`, "")
		return
	}
	if f.match != nil && !f.match.MatchString(s) {
		d.fault(path, n, fmt.Sprintf("%s is %q", subject(path), say.Clip(s)), want, "")
		return
	}
	v.SetString(s)
}

func (stringLeaf) encode(v reflect.Value) *yaml.Node { return textNode(v.String()) }
