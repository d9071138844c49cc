package strict

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// A Leaf is a type that the language spells in its own way, as opposed to
// structs, lists and pointers, which are made of leaves.
type Leaf interface {
	// Noun describes a value: "a whole number".
	Noun() string
	// Decode reads n into v or notes a problem.
	Decode(d *Decoder, path string, n *yaml.Node, f Field, v reflect.Value)
	// Encode writes v so that Decode reads the same.
	Encode(v reflect.Value) *yaml.Node
	// Schema describes the values that Decode accepts.
	Schema(s *SchemaMaker, f Field) Object
}

// A Language says how to spell each type that is not made of others. Booleans,
// numbers, texts and durations it has by itself.
type Language map[reflect.Type]Leaf

// LeafOf returns the Leaf of a type, nil for structs, lists and pointers. It panics
// for types that the language does not have.
func (l Language) LeafOf(t reflect.Type) Leaf {
	if own, ok := l[t]; ok {
		return own
	}
	if t == reflect.TypeFor[time.Duration]() {
		return DurationLeaf{}
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

// Scalar returns the text of n if it is a single value. Numbers and booleans
// must be plain: quotes make a text of them.
func (d *Decoder) Scalar(path string, n *yaml.Node, plain bool, want string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		d.Fault(path, n, Subject(path)+" is "+KindOf(n), want, "")
		return "", false
	}
	if plain && n.Style != 0 {
		d.Fault(path, n, fmt.Sprintf("%s is the text %q", Subject(path), say.Clip(n.Value)), want+", without quotes", "")
		return "", false
	}
	return n.Value, true
}

// Faulty notes err, which a parse function gave for the value at path.
func (d *Decoder) Faulty(path string, n *yaml.Node, err error) {
	e := say.FaultOf(err)
	d.Fault(path, n, Subject(path)+": "+e.Message, e.Want, e.Hint)
}

// Limits notes a value outside the min and max of its field. Parse reads these
// like values of the field.
func Limits[T ~int64 | ~uint64 | ~float64](d *Decoder, path string, n *yaml.Node, f Field, got T, shown string, parse func(string) (T, error)) {
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
	d.Fault(path, n, fmt.Sprintf("%s is %s", Subject(path), shown), want, "")
}

type boolLeaf struct{}

func (boolLeaf) Noun() string { return "true or false" }

func (l boolLeaf) Decode(d *Decoder, path string, n *yaml.Node, f Field, v reflect.Value) {
	s, ok := d.Scalar(path, n, true, l.Noun())
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
	d.Fault(path, n, fmt.Sprintf("%s is %q", Subject(path), say.Clip(s)), l.Noun(), hint)
}

func (boolLeaf) Encode(v reflect.Value) *yaml.Node { return PlainNode(strconv.FormatBool(v.Bool())) }

type stringLeaf struct{}

func (stringLeaf) Noun() string { return "a text" }

func (l stringLeaf) Decode(d *Decoder, path string, n *yaml.Node, f Field, v reflect.Value) {
	want := d.Language.NounOf(f, v.Type())
	s, ok := d.Scalar(path, n, false, want)
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
		d.Fault(path, n, fmt.Sprintf("%s is %q", Subject(path), say.Clip(s)), want, near.Word(s, f.enum))
		return
	}
	if n.Style == 0 && n.Tag != "!!str" {
		d.Fault(path, n, fmt.Sprintf("%s is %q, which is not a text", Subject(path), say.Clip(s)), `a text; quotes make it one: "`+say.Clip(s)+`"`, "")
		return
	}
	if f.match != nil && !f.match.MatchString(s) {
		d.Fault(path, n, fmt.Sprintf("%s is %q", Subject(path), say.Clip(s)), want, "")
		return
	}
	v.SetString(s)
}

func (stringLeaf) Encode(v reflect.Value) *yaml.Node { return TextNode(v.String()) }
