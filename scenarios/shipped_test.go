package scenarios_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/chandylamport"
	"github.com/libp2p-sim/sim/protocols/gossipsub"
	"github.com/libp2p-sim/sim/protocols/kademlia"
	"github.com/libp2p-sim/sim/protocols/mdns"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/protocols/transfer"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/scenarios/internal/lab"
)

var known = []protocols.Protocol{chandylamport.Protocol, gossipsub.Protocol, kademlia.Protocol, mdns.Protocol, ping.Protocol, transfer.Protocol}

// The shipped scenarios must load, or nobody can start.
func TestShippedScenariosLoad(t *testing.T) {
	names := scenarios.Embedded()
	if len(names) < 3 {
		t.Fatalf("only %q are embedded", names)
	}
	for _, name := range names {
		file, data, err := scenarios.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		spec, err := scenarios.Load(file, data, known, nil)
		if err != nil {
			t.Errorf("%s does not load:\n%v", name, err)
			continue
		}
		if spec.Name != name {
			t.Errorf("%s is called %q inside", file, spec.Name)
		}
		if len(spec.Expect) == 0 {
			t.Errorf("%s expects nothing", file)
		}
	}
}

// Editors and the loader must agree about the files that people start from.
func TestShippedScenariosMatchSchema(t *testing.T) {
	schema := compileSchema(t)
	for _, name := range scenarios.Embedded() {
		_, data, err := scenarios.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(asJSON(t, data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		spec, err := scenarios.Load(name, data, known, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(asJSON(t, scenarios.Resolved(spec))); err != nil {
			t.Errorf("%s, resolved: %v", name, err)
		}
	}
}

// The first line of every scenario and study points editors to these files.
func TestSchemaFile(t *testing.T) {
	for file, schema := range map[string]func() ([]byte, error){
		"schema.json": func() ([]byte, error) { return scenarios.Schema(known) },
		"study.json":  design.Schema,
	} {
		got, err := schema()
		if err != nil {
			t.Fatal(err)
		}
		if *lab.Update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is out of date; rewrite it with go test ./scenarios -run TestSchemaFile -update", file)
		}
	}
}

// Studies that ship load, match the schema, and so do their resolved forms.
func TestShippedStudies(t *testing.T) {
	text, err := design.Schema()
	if err != nil {
		t.Fatal(err)
	}
	schema := compile(t, text)
	if len(scenarios.EmbeddedStudies()) == 0 {
		t.Error("no study ships")
	}
	for _, name := range scenarios.EmbeddedStudies() {
		file, data, isStudy, err := design.Read(name)
		if err != nil || !isStudy {
			t.Fatalf("%s is no study: %v", name, err)
		}
		s, err := design.Load(file, data, design.Flags{}, known)
		if err != nil {
			t.Errorf("%s does not load:\n%v", name, err)
			continue
		}
		if s.Name != name || s.Question == "" {
			t.Errorf("%s is called %q inside and asks %q", file, s.Name, s.Question)
		}
		for _, form := range [][]byte{data, s.Resolved()} {
			if err := schema.Validate(asJSON(t, form)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := scenarios.Schema(known)
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, text)
}

func compile(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// asJSON turns YAML into a value that a validator of JSON takes.
func asJSON(t *testing.T, data []byte) any {
	t.Helper()
	var x any
	if err := yaml.Unmarshal(data, &x); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	y, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return y
}
