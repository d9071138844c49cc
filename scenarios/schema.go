package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/spec"
)

// object is a JSON object; encoding/json writes its keys in order.
type object = map[string]any

// A schemaMaker describes the language with a set of protocols.
type schemaMaker struct {
	known []protocols.Protocol
}

// Schema returns a JSON Schema (draft 2020-12) of scenarios that use the given
// protocols, for editors: every key with its description, its limits and its
// default. What it accepts may still fail to load, by what only Load sees, such
// as the name of a group. The bytes depend on nothing but known.
func Schema(known []protocols.Protocol) ([]byte, error) {
	s := &schemaMaker{known}
	root := s.structure(reflect.TypeFor[Spec](), reflect.ValueOf(*spec.New()))
	root["title"] = "Scenario of the libp2p simulator"
	return s.document(root)
}

// StudySchema returns a JSON Schema of studies, as [Schema] does of scenarios.
func StudySchema() ([]byte, error) {
	s := &schemaMaker{}
	root := s.structure(reflect.TypeFor[Study](), reflect.Value{})
	root["title"] = "Study of the libp2p simulator"
	root["oneOf"] = []any{object{"required": []string{"seeds"}}, object{"required": []string{"repeat"}}}
	return s.document(root)
}

// document finishes a schema whose root is given.
func (s *schemaMaker) document(root object) ([]byte, error) {
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$defs"] = object{
		"duration": object{
			"description": "A duration with its unit: ns, us, ms, s, m, h or d, as in 50ms, 1h30m or 2d.",
			"type":        "string",
			"minLength":   1,
			"pattern":     schemaDuration,
		},
		"share": object{
			"description": "A share of a whole: 25% or 0.25.",
			"oneOf": []any{
				object{"type": "number", "minimum": 0, "maximum": 1},
				object{"type": "string", "pattern": `^(100(\.0+)?|[1-9]?[0-9](\.[0-9]+)?) ?%$`},
			},
		},
		"selector": object{
			"description": "Peers: all, a group, or a part of one, as in servers[0:90] or servers[3].",
			"type":        "string",
			"pattern":     `^([a-z0-9][a-z0-9.-]*(\[[0-9]{1,7}(:[0-9]{1,7})?\])?)?$`,
		},
		"rate":  rateLeaf.definition("Bits per second, as in 50Mbit."),
		"bytes": bytesLeaf.definition("An amount of data, as in 64KiB."),
		"dist": object{
			"description": "A duration that varies: a duration, which is constant, or the law by which it is drawn.",
			"oneOf":       []any{ref("duration"), s.structure(lawType, reflect.Value{})},
		},
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(root); err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return b.Bytes(), nil
}

// schemaDuration is duration.Pattern without what differs between dialects of
// regular expressions.
const schemaDuration = `^([0-9]+(\.[0-9]+)?d)?([0-9]+(\.[0-9]+)?h)?([0-9]+(\.[0-9]+)?m)?([0-9]+(\.[0-9]+)?s)?([0-9]+(\.[0-9]+)?ms)?([0-9]+(\.[0-9]+)?(us|µs|μs))?([0-9]+(\.[0-9]+)?ns)?$`

func ref(name string) object { return object{"$ref": "#/$defs/" + name} }

// typ describes values of type t under the tags of f.
func (s *schemaMaker) typ(t reflect.Type, f field, preset reflect.Value) object {
	if l := leafOf(t); l != nil {
		return l.schema(s, f)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.typ(t.Elem(), f, reflect.Value{})
	case reflect.Slice:
		return object{"type": "array", "items": s.typ(t.Elem(), f, newDefault(t.Elem()))}
	}
	return s.structure(t, preset)
}

// structure describes a struct. Preset, if valid, holds its defaults.
func (s *schemaMaker) structure(t reflect.Type, preset reflect.Value) object {
	properties := object{}
	required := []string{}
	fields := fieldsOf(t)
	for _, f := range fields {
		var value reflect.Value
		if preset.IsValid() {
			value = preset.Field(f.index)
		}
		property := s.typ(f.typ, f, value)
		property["description"] = f.doc
		if value.IsValid() && !f.required && !value.IsZero() && leafOf(f.typ) != nil {
			property["default"] = jsonValue(leafOf(f.typ).encode(value))
		}
		properties[f.name] = property
		if f.required {
			required = append(required, f.name)
		}
	}
	o := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		o["required"] = required
	}
	if isChoice(fields) {
		o["minProperties"], o["maxProperties"] = 1, 1
	}
	return o
}

// jsonValue returns what an encoded scalar is in JSON.
func jsonValue(n *yaml.Node) any {
	var x any
	if err := n.Decode(&x); err != nil {
		panic("scenarios: " + err.Error())
	}
	return x
}

func (boolLeaf) schema(*schemaMaker, field) object { return object{"type": "boolean"} }

func (stringLeaf) schema(_ *schemaMaker, f field) object {
	o := object{"type": "string"}
	if len(f.enum) > 0 {
		o["enum"] = f.enum
	}
	if f.match != nil {
		o["pattern"] = f.match.String()
	}
	return o
}

func (l intLeaf) schema(_ *schemaMaker, f field) object {
	return bounded(object{"type": "integer"}, l.bounded(f))
}

func (uintLeaf) schema(_ *schemaMaker, f field) object {
	o := bounded(object{"type": "integer"}, f)
	if f.min == "" {
		o["minimum"] = 0
	}
	return o
}

func (floatLeaf) schema(_ *schemaMaker, f field) object {
	return bounded(object{"type": "number"}, f)
}

// bounded adds the limits of a number.
func bounded(o object, f field) object {
	for _, limit := range [...]struct{ key, tag string }{{"minimum", f.min}, {"maximum", f.max}} {
		if limit.tag == "" {
			continue
		}
		if _, err := strconv.ParseFloat(limit.tag, 64); err != nil {
			panic("scenarios: limit " + limit.tag + " of " + f.name + " is not a number")
		}
		o[limit.key] = json.Number(limit.tag)
	}
	return o
}

func (durationLeaf) schema(*schemaMaker, field) object { return ref("duration") }
func (shareLeaf) schema(*schemaMaker, field) object    { return ref("share") }
func (selectorLeaf) schema(*schemaMaker, field) object { return ref("selector") }
func (distLeaf) schema(*schemaMaker, field) object     { return ref("dist") }

func (expectLeaf) schema(*schemaMaker, field) object {
	return object{"type": "string", "minLength": 1, "maxLength": 1000}
}

func (protocolsLeaf) schema(s *schemaMaker, _ field) object {
	properties := object{}
	for _, p := range s.known {
		options := reflect.ValueOf(p.NewOptions()).Elem()
		o := s.structure(options.Type(), options)
		o["description"] = p.Doc
		properties[p.Name] = o
	}
	return object{"type": "object", "properties": properties, "additionalProperties": false}
}

func (stepLeaf) schema(s *schemaMaker, _ field) object {
	o := s.structure(reflect.TypeFor[timing](), reflect.Value{})
	properties := o["properties"].(object)
	operations := []any{}
	for _, p := range s.known {
		for _, op := range p.Ops {
			args := reflect.ValueOf(op.NewArgs()).Elem()
			property := s.structure(args.Type(), args)
			property["description"] = op.Doc
			properties[op.Name] = property
			operations = append(operations, object{"required": []string{op.Name}})
		}
	}
	// Exactly one time and exactly one operation; from and until go with every.
	o["oneOf"] = []any{object{"required": []string{"at"}}, object{"required": []string{"every"}}}
	o["dependentRequired"] = object{"from": []string{"every"}, "until": []string{"every"}}
	if len(operations) > 0 {
		o["allOf"] = []any{object{"oneOf": operations}}
	}
	return o
}
