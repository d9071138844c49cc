package strict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strconv"

	"gopkg.in/yaml.v3"
)

// Object is a JSON object; encoding/json writes its keys in order.
type Object = map[string]any

// A SchemaMaker describes a language as JSON Schema.
type SchemaMaker struct {
	Language Language
}

// Document finishes a schema whose root and definitions are given.
func (s *SchemaMaker) Document(root, more Object) ([]byte, error) {
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	definitions := Object{
		"duration": Object{
			"description": "A duration with its unit: ns, us, ms, s, m, h or d, as in 50ms, 1h30m or 2d.",
			"type":        "string",
			"minLength":   1,
			"pattern":     schemaDuration,
		},
	}
	maps.Copy(definitions, more)
	root["$defs"] = definitions
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(root); err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return b.Bytes(), nil
}

// schemaDuration is duration.Pattern without constructs that differ between
// dialects of regular expressions.
const schemaDuration = `^([0-9]+(\.[0-9]+)?d)?([0-9]+(\.[0-9]+)?h)?([0-9]+(\.[0-9]+)?m)?([0-9]+(\.[0-9]+)?s)?([0-9]+(\.[0-9]+)?ms)?([0-9]+(\.[0-9]+)?(us|µs|μs))?([0-9]+(\.[0-9]+)?ns)?$`

func Ref(name string) Object { return Object{"$ref": "#/$defs/" + name} }

// typ describes values of type t under the tags of f.
func (s *SchemaMaker) typ(t reflect.Type, f Field, preset reflect.Value) Object {
	if l := s.Language.LeafOf(t); l != nil {
		return l.Schema(s, f)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.typ(t.Elem(), f, reflect.Value{})
	case reflect.Slice:
		return Object{"type": "array", "items": s.typ(t.Elem(), f, NewDefault(t.Elem()))}
	}
	return s.Structure(t, preset)
}

// Structure describes a struct. Preset, if valid, holds its defaults.
func (s *SchemaMaker) Structure(t reflect.Type, preset reflect.Value) Object {
	properties := Object{}
	required := []string{}
	fields := FieldsOf(t)
	for _, f := range fields {
		var value reflect.Value
		if preset.IsValid() {
			value = preset.Field(f.Index)
		}
		property := s.typ(f.Type, f, value)
		property["description"] = f.Doc
		if value.IsValid() && !f.Required && !value.IsZero() && s.Language.LeafOf(f.Type) != nil {
			property["default"] = jsonValue(s.Language.LeafOf(f.Type).Encode(value))
		}
		properties[f.Name] = property
		if f.Required {
			required = append(required, f.Name)
		}
	}
	o := Object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		o["required"] = required
	}
	if IsChoice(fields) {
		o["minProperties"], o["maxProperties"] = 1, 1
	}
	return o
}

// jsonValue returns an encoded scalar as a value of JSON.
func jsonValue(n *yaml.Node) any {
	var x any
	if err := n.Decode(&x); err != nil {
		panic("scenarios: " + err.Error())
	}
	return x
}

func (boolLeaf) Schema(*SchemaMaker, Field) Object { return Object{"type": "boolean"} }

func (stringLeaf) Schema(_ *SchemaMaker, f Field) Object {
	o := Object{"type": "string"}
	if len(f.enum) > 0 {
		o["enum"] = f.enum
	}
	if f.match != nil {
		o["pattern"] = f.match.String()
	}
	return o
}

func (l intLeaf) Schema(_ *SchemaMaker, f Field) Object {
	return bounded(Object{"type": "integer"}, l.bounded(f))
}

func (uintLeaf) Schema(_ *SchemaMaker, f Field) Object {
	o := bounded(Object{"type": "integer"}, f)
	if f.min == "" {
		o["minimum"] = 0
	}
	return o
}

func (floatLeaf) Schema(_ *SchemaMaker, f Field) Object {
	return bounded(Object{"type": "number"}, f)
}

// bounded adds the limits of a number.
func bounded(o Object, f Field) Object {
	for _, limit := range [...]struct{ key, tag string }{{"minimum", f.min}, {"maximum", f.max}} {
		if limit.tag == "" {
			continue
		}
		if _, err := strconv.ParseFloat(limit.tag, 64); err != nil {
			panic("scenarios: limit " + limit.tag + " of " + f.Name + " is not a number")
		}
		o[limit.key] = json.Number(limit.tag)
	}
	return o
}

func (DurationLeaf) Schema(*SchemaMaker, Field) Object { return Ref("duration") }
