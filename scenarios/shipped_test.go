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
	"github.com/libp2p-sim/sim/protocols/kademlia"
	"github.com/libp2p-sim/sim/protocols/mdns"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/scenarios"
)

var known = []protocols.Protocol{chandylamport.Protocol{}, kademlia.Protocol{}, mdns.Protocol{}, ping.Protocol{}}

// What ships must load, or nobody can start.
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
		if err := schema.Validate(asJSON(t, spec.Resolved())); err != nil {
			t.Errorf("%s, resolved: %v", name, err)
		}
	}
}

// The file is what the first line of every scenario points editors to.
func TestSchemaFile(t *testing.T) {
	got, err := scenarios.Schema(known)
	if err != nil {
		t.Fatal(err)
	}
	if *scenarios.Update {
		if err := os.WriteFile("schema.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("schema.json is not what Schema returns; rewrite it with go test ./scenarios -update")
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := scenarios.Schema(known)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scenario.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("scenario.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// asJSON turns YAML into what a validator of JSON takes.
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
