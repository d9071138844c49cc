package design

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/internal/input"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

type sourceLeaf struct{ in *input.Files }

func (sourceLeaf) Noun() string {
	return "the path of a scenario, seen from the study's, the name of one that is built in, or {name: …, text: …}"
}

func (l sourceLeaf) Decode(d *strict.Decoder, at string, n *yaml.Node, f strict.Field, v reflect.Value) {
	if n.Kind == yaml.MappingNode {
		var file scenarios.File
		input.Leaf{Of: l.in}.Decode(d, at, n, f, reflect.ValueOf(&file).Elem())
		v.Set(reflect.ValueOf(Source(file)))
		return
	}
	name, ok := d.Scalar(at, n, false, l.Noun())
	if !ok {
		return
	}
	if name == "" {
		d.Fault(at, n, strict.Subject(at)+" is empty", l.Noun(), "")
		return
	}
	file, data, err := findScenario(d.File, name)
	if err != nil {
		message, want, hint := fmt.Sprintf("%s: %s: %v", strict.Subject(at), say.Clip(name), input.PlainCause(err)), l.Noun(), ""
		if errors.Is(err, fs.ErrNotExist) {
			message = fmt.Sprintf("%s: %s: no such file, and no scenario of that name", strict.Subject(at), say.Clip(name))
			want, hint = "a scenario file, or one of "+say.List(scenarios.Embedded()), near.Word(strings.TrimSuffix(name, yamlExtension), scenarios.Embedded())
		}
		d.Fault(at, n, message, want, hint)
		return
	}
	v.Set(reflect.ValueOf(Source{file, string(data)}))
}

// findScenario reads a scenario that a study names: beside the study, or built
// in.
func findScenario(study, name string) (file string, data []byte, err error) {
	file = name
	if !filepath.IsAbs(name) {
		file = filepath.Join(filepath.Dir(study), filepath.FromSlash(name))
	}
	if data, err = input.ReadRegular(file, strict.MaxText); !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, input.ErrDirectory) {
		return file, data, err
	}
	base := strings.TrimSuffix(name, yamlExtension) + yamlExtension
	if b, err := fs.ReadFile(scenarios.Shipped(), base); err == nil {
		return "scenarios/" + base, b, nil
	}
	return "", nil, err
}

func (sourceLeaf) Encode(v reflect.Value) *yaml.Node {
	s := v.Interface().(Source)
	return input.Leaf{}.Encode(reflect.ValueOf(scenarios.File(s)))
}

func (sourceLeaf) Schema(s *strict.SchemaMaker, f strict.Field) strict.Object {
	return input.Leaf{}.Schema(s, f)
}
