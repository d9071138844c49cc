package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

type sourceLeaf struct{}

func (sourceLeaf) noun() string {
	return "the path of a scenario, seen from the study's, the name of one that is built in, or {name: …, text: …}"
}

func (l sourceLeaf) decode(d *decoder, at string, n *yaml.Node, f field, v reflect.Value) {
	if n.Kind == yaml.MappingNode {
		var file File
		fileLeaf{}.decode(d, at, n, f, reflect.ValueOf(&file).Elem())
		v.Set(reflect.ValueOf(Source(file)))
		return
	}
	name, ok := d.scalar(at, n, false, l.noun())
	if !ok {
		return
	}
	if name == "" {
		d.fault(at, n, subject(at)+" is empty", l.noun(), "")
		return
	}
	file, data, err := d.findScenario(name)
	if err != nil {
		message, want, hint := fmt.Sprintf("%s: %s: %v", subject(at), say.Clip(name), plainCause(err)), l.noun(), ""
		if errors.Is(err, fs.ErrNotExist) {
			message = fmt.Sprintf("%s: %s: no such file, and no scenario of that name", subject(at), say.Clip(name))
			want, hint = "a scenario file, or one of "+say.List(Embedded()), near.Word(strings.TrimSuffix(name, extension), Embedded())
		}
		d.fault(at, n, message, want, hint)
		return
	}
	v.Set(reflect.ValueOf(Source{file, string(data)}))
}

// findScenario reads a scenario that a study names: beside the study, or built
// in.
func (d *decoder) findScenario(name string) (file string, data []byte, err error) {
	file = name
	if !filepath.IsAbs(name) {
		file = filepath.Join(filepath.Dir(d.file), filepath.FromSlash(name))
	}
	if data, err = readRegular(file, maxText); !errors.Is(err, fs.ErrNotExist) {
		return file, data, err
	}
	base := strings.TrimSuffix(name, extension) + extension
	if b, err := embedded.ReadFile(base); err == nil {
		return "scenarios/" + base, b, nil
	}
	return "", nil, err
}

func (sourceLeaf) encode(v reflect.Value) *yaml.Node {
	s := v.Interface().(Source)
	return fileLeaf{}.encode(reflect.ValueOf(File(s)))
}

func (sourceLeaf) schema(s *schemaMaker, f field) object { return fileLeaf{}.schema(s, f) }
