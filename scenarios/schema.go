package scenarios

import (
	"reflect"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
)

// Schema returns a JSON Schema (draft 2020-12) of scenarios that use the given
// protocols, for editors: every key with its description, its limits and its
// default. A scenario that it accepts may still fail to load, by a fault that
// only Load sees, such as in the name of a group. The bytes depend on nothing
// but known.
func Schema(known []protocols.Protocol) ([]byte, error) {
	s := &strict.SchemaMaker{Language: newLoader("", known).Language}
	root := s.Structure(reflect.TypeFor[Spec](), reflect.ValueOf(*spec.New()))
	root["title"] = "Scenario of the libp2p simulator"
	return s.Document(root, strict.Object{
		"share": strict.Object{
			"description": "A share of a whole: 25% or 0.25; the whole is 100%.",
			"oneOf": []any{
				strict.Object{"type": "number", "minimum": 0, "exclusiveMaximum": 1},
				strict.Object{"type": "string", "pattern": `^(100(\.0+)?|[1-9]?[0-9](\.[0-9]+)?) ?%$`},
			},
		},
		"selector": strict.Object{
			"description": "Peers: all, a group, or a part of one, as in servers[0:90] or servers[3].",
			"type":        "string",
			"pattern":     `^([a-z0-9][a-z0-9.-]*(\[[0-9]{1,7}(:[0-9]{1,7})?\])?)?$`,
		},
		"rate":  rateLeaf.definition("Bits per second, as in 50Mbit."),
		"bytes": bytesLeaf.definition("An amount of data, as in 64KiB."),
		"dist": strict.Object{
			"description": "A duration that varies: a duration, which is constant, or the law by which it is drawn.",
			"oneOf":       []any{strict.Ref("duration"), s.Structure(lawType, reflect.Value{})},
		},
	})
}

func (shareLeaf) Schema(*strict.SchemaMaker, strict.Field) strict.Object { return strict.Ref("share") }
func (selectorLeaf) Schema(*strict.SchemaMaker, strict.Field) strict.Object {
	return strict.Ref("selector")
}
func (distLeaf) Schema(*strict.SchemaMaker, strict.Field) strict.Object { return strict.Ref("dist") }

func (expectLeaf) Schema(*strict.SchemaMaker, strict.Field) strict.Object {
	return strict.Object{"type": "string", "minLength": 1, "maxLength": 1000}
}

func (metricLeaf) Schema(*strict.SchemaMaker, strict.Field) strict.Object {
	return strict.Object{"type": "string", "pattern": `^[a-z0-9_.]+$`}
}

func (l protocolsLeaf) Schema(s *strict.SchemaMaker, _ strict.Field) strict.Object {
	properties := strict.Object{}
	for _, p := range l.in.known {
		options := reflect.ValueOf(p.NewOptions()).Elem()
		o := s.Structure(options.Type(), options)
		o["description"] = p.Doc
		properties[p.Name] = o
	}
	return strict.Object{"type": "object", "properties": properties, "additionalProperties": false}
}

func (l stepLeaf) Schema(s *strict.SchemaMaker, _ strict.Field) strict.Object {
	o := s.Structure(reflect.TypeFor[timing](), reflect.Value{})
	properties := o["properties"].(strict.Object)
	operations := []any{}
	for _, p := range l.in.known {
		for _, op := range p.Ops {
			args := reflect.ValueOf(op.NewArgs()).Elem()
			property := s.Structure(args.Type(), args)
			property["description"] = op.Doc
			properties[op.Name] = property
			operations = append(operations, strict.Object{"required": []string{op.Name}})
		}
	}
	// Exactly one time and exactly one operation; from and until go with every.
	o["oneOf"] = []any{strict.Object{"required": []string{"at"}}, strict.Object{"required": []string{"every"}}}
	o["dependentRequired"] = strict.Object{"from": []string{"every"}, "until": []string{"every"}}
	if len(operations) > 0 {
		o["allOf"] = []any{strict.Object{"oneOf": operations}}
	}
	return o
}
