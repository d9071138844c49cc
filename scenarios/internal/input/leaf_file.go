package input

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"reflect"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/say"
)

// HeldFile is the long form of a File.
type HeldFile struct {
	Name   string  `yaml:"name" doc:"Name of the file in messages." required:"true" match:"^[^\\x00-\\x1f]{1,1000}$"`
	Text   *string `yaml:"text" doc:"Contents of the file."`
	Base64 *string `yaml:"base64" doc:"Contents of a file that is no text, as base64."`
}

const (
	// maxInput bounds a file that a scenario names or holds, in bytes, and
	// maxInputs bounds all of them together.
	maxInput  = 16 << 20
	maxInputs = 32 << 20
	// maxReadable bounds a file that a resolved scenario holds as a text, in bytes.
	maxReadable = 64 << 10
)

// Files are the files that a scenario names or holds.
type Files struct {
	BuiltIn fs.FS             // files beside those scenarios that are built in
	Held    map[string]string // files that need not be read, by the names that the scenario has for them
	Read    map[string]string // files that were read or held
	Size    int               // bytes of all files
}

type Leaf struct{ Of *Files }

func (Leaf) Noun() string {
	return "the path of a regular file of at most 16 MiB, seen from the scenario's, or {name: …, text: …}"
}

func (l Leaf) Decode(d *strict.Decoder, at string, n *yaml.Node, _ strict.Field, v reflect.Value) {
	if n.Kind == yaml.MappingNode {
		before := d.Faults
		var held HeldFile
		d.Mapping(at, n, reflect.ValueOf(&held).Elem())
		if d.Faults == before {
			l.Of.unpack(d, at, n, held, v)
		}
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
	content, ok := l.Of.Held[name]
	if !ok {
		b, err := l.Of.open(d.File, name)
		if err != nil {
			d.Fault(at, n, fmt.Sprintf("%s: %s: %v", strict.Subject(at), say.Clip(name), err), l.Noun(), "")
			return
		}
		content = string(b)
	}
	l.Of.Read[name] = content
	l.Of.hold(d, at, n, spec.File{Name: name, Content: content}, v)
}

// hold takes a file into the scenario.
func (in *Files) hold(d *strict.Decoder, at string, n *yaml.Node, f spec.File, v reflect.Value) {
	switch in.Size += len(f.Content); {
	case len(f.Content) > maxInput:
		d.Fault(at, n, fmt.Sprintf("%s: %s: larger than %d MiB", strict.Subject(at), say.Clip(f.Name), maxInput>>20), "a smaller file", "")
	case in.Size > maxInputs:
		d.Fault(at, n, fmt.Sprintf("%s: with %s, files are larger than %d MiB in all", strict.Subject(at), say.Clip(f.Name), maxInputs>>20), "smaller files", "")
	default:
		v.Set(reflect.ValueOf(f))
	}
}

func (in *Files) unpack(d *strict.Decoder, at string, n *yaml.Node, held HeldFile, v reflect.Value) {
	switch {
	case (held.Text == nil) == (held.Base64 == nil):
		d.Fault(at, n, strict.Subject(at)+" has a text and base64, or neither", "one of text or base64", "")
	case held.Text != nil:
		in.hold(d, at, n, spec.File{Name: held.Name, Content: *held.Text}, v)
	default:
		b, err := base64.StdEncoding.DecodeString(*held.Base64)
		if err != nil {
			d.Fault(strict.Join(at, "base64"), d.Node(strict.Join(at, "base64")), "this is not base64", "the standard alphabet, with padding", "")
			return
		}
		in.hold(d, at, n, spec.File{Name: held.Name, Content: string(b)}, v)
	}
}

// open reads a file that a scenario names: beside the scenario or, for a built-in
// scenario, from the files that are built in with it.
func (in *Files) open(scenario, name string) ([]byte, error) {
	place := name
	if !filepath.IsAbs(name) {
		place = filepath.Join(filepath.Dir(scenario), filepath.FromSlash(name))
	}
	b, err := ReadRegular(place, maxInput)
	if errors.Is(err, fs.ErrNotExist) {
		inside := strings.TrimPrefix(path.Join(path.Dir(filepath.ToSlash(scenario)), name), "scenarios/")
		if b, err := fs.ReadFile(in.BuiltIn, inside); err == nil {
			return b, nil
		}
		return nil, errors.New("no such file")
	}
	return b, PlainCause(err)
}

func (Leaf) Encode(v reflect.Value) *yaml.Node {
	f := v.Interface().(spec.File)
	n := &yaml.Node{Kind: yaml.MappingNode}
	n.Content = append(n.Content, strict.PlainNode("name"), Quoted(f.Name))
	if len(f.Content) <= maxReadable && utf8.ValidString(f.Content) && !strings.ContainsFunc(f.Content, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }) {
		text := Quoted(f.Content)
		if !strings.Contains(f.Content, "\t") && strings.HasSuffix(f.Content, "\n") {
			text.Style = yaml.LiteralStyle
		}
		n.Content = append(n.Content, strict.PlainNode("text"), text)
		return n
	}
	n.Content = append(n.Content, strict.PlainNode("base64"), Quoted(base64.StdEncoding.EncodeToString([]byte(f.Content))))
	return n
}

// Quoted returns s as a text in double quotes.
func Quoted(s string) *yaml.Node {
	n := strict.PlainNode(s)
	n.Tag, n.Style = "!!str", yaml.DoubleQuotedStyle
	return n
}

func (Leaf) Schema(s *strict.SchemaMaker, _ strict.Field) strict.Object {
	return strict.Object{"oneOf": []any{
		strict.Object{"type": "string", "minLength": 1},
		s.Structure(reflect.TypeFor[HeldFile](), reflect.Value{}),
	}}
}
