package design

import (
	"reflect"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

// Reference returns the documentation of every key of a study, as tables in
// Markdown.
func Reference() []byte {
	m := &strict.Manual{Language: words, Words: map[reflect.Type]string{reflect.TypeFor[scenarios.File](): "file"}}
	m.Table(strict.FieldsOf(reflect.TypeFor[Study]()), reflect.Value{})
	m.Line("\nAn entry of `figures` is a mapping:\n")
	m.Table(strict.FieldsOf(reflect.TypeFor[Figure]()), reflect.Value{})
	m.Line("\nA parameter is a mapping:\n")
	m.Table(strict.FieldsOf(reflect.TypeFor[variation]()), reflect.Value{})
	return []byte(m.String())
}

// Schema returns a JSON Schema of studies, as [scenarios.Schema] does of scenarios.
func Schema() ([]byte, error) {
	s := &strict.SchemaMaker{Language: words}
	root := s.Structure(reflect.TypeFor[Study](), reflect.Value{})
	root["title"] = "Study of the libp2p simulator"
	root["oneOf"] = []any{strict.Object{"required": []string{"seeds"}}, strict.Object{"required": []string{"repeat"}}}
	return s.Document(root, nil)
}
