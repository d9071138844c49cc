package scenarios

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// File is the content of a file that a scenario names, or holds itself. A
// resolved scenario holds all of its files, so that it needs no others.
type File struct {
	Name    string // as the scenario has it, for messages
	Content string
}

// heldFile is the long form of a File.
type heldFile struct {
	Name   string  `yaml:"name" doc:"What messages call the file." required:"true" match:"^[^\\x00-\\x1f]{1,1000}$"`
	Text   *string `yaml:"text" doc:"What is in the file."`
	Base64 *string `yaml:"base64" doc:"What is in a file that is no text, as base64."`
}

// maxInput is how large a file may be that a scenario names.
const maxInput = 64 << 20

type fileLeaf struct{}

func (fileLeaf) noun() string {
	return "the path of a file, seen from the scenario's, or {name: …, text: …}"
}

func (l fileLeaf) decode(d *decoder, at string, n *yaml.Node, _ field, v reflect.Value) {
	if n.Kind == yaml.MappingNode {
		before := d.faults
		var held heldFile
		d.mapping(at, n, reflect.ValueOf(&held).Elem())
		if d.faults == before {
			d.unpack(at, n, held, v)
		}
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
	content, ok := d.held[name]
	if !ok {
		b, err := d.readInput(name)
		if err != nil {
			d.fault(at, n, fmt.Sprintf("%s: %s: %v", subject(at), clip(name), err), l.noun(), "")
			return
		}
		content = string(b)
	}
	d.read[name] = content
	v.Set(reflect.ValueOf(File{name, content}))
}

func (d *decoder) unpack(at string, n *yaml.Node, held heldFile, v reflect.Value) {
	switch {
	case (held.Text == nil) == (held.Base64 == nil):
		d.fault(at, n, subject(at)+" has a text and base64, or neither", "one of text or base64", "")
	case held.Text != nil:
		v.Set(reflect.ValueOf(File{held.Name, *held.Text}))
	default:
		b, err := base64.StdEncoding.DecodeString(*held.Base64)
		if err != nil {
			d.fault(join(at, "base64"), d.node(join(at, "base64")), "this is not base64", "the standard alphabet, with padding", "")
			return
		}
		v.Set(reflect.ValueOf(File{held.Name, string(b)}))
	}
}

// readInput reads a file that the scenario names: beside the scenario or, for
// one that is built in, what is built in with it.
func (d *decoder) readInput(name string) ([]byte, error) {
	place := name
	if !filepath.IsAbs(name) {
		place = filepath.Join(filepath.Dir(d.file), filepath.FromSlash(name))
	}
	f, err := os.Open(place)
	if errors.Is(err, fs.ErrNotExist) {
		if b, err := embedded.ReadFile(strings.TrimPrefix(path.Join(path.Dir(filepath.ToSlash(d.file)), name), "scenarios/")); err == nil {
			return b, nil
		}
		return nil, errors.New("no such file")
	}
	if err != nil {
		return nil, plainCause(err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, plainCause(err)
	case info.IsDir():
		return nil, errors.New("this is a directory")
	case !info.Mode().IsRegular():
		return nil, errors.New("this is no regular file")
	}
	b, err := io.ReadAll(io.LimitReader(f, maxInput+1))
	if err == nil && len(b) > maxInput {
		err = fmt.Errorf("larger than %d MiB", maxInput>>20)
	}
	return b, err
}

// plainCause is an error of a file without the path.
func plainCause(err error) error {
	var perr *fs.PathError
	if errors.As(err, &perr) {
		return perr.Err
	}
	return err
}

func (fileLeaf) encode(v reflect.Value) *yaml.Node {
	f := v.Interface().(File)
	n := &yaml.Node{Kind: yaml.MappingNode}
	n.Content = append(n.Content, plainNode("name"), quoted(f.Name))
	if utf8.ValidString(f.Content) && !strings.ContainsFunc(f.Content, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }) {
		text := quoted(f.Content)
		if !strings.Contains(f.Content, "\t") && strings.HasSuffix(f.Content, "\n") {
			text.Style = yaml.LiteralStyle
		}
		n.Content = append(n.Content, plainNode("text"), text)
		return n
	}
	n.Content = append(n.Content, plainNode("base64"), quoted(base64.StdEncoding.EncodeToString([]byte(f.Content))))
	return n
}

// quoted is a text in double quotes.
func quoted(s string) *yaml.Node {
	n := plainNode(s)
	n.Tag, n.Style = "!!str", yaml.DoubleQuotedStyle
	return n
}

func (fileLeaf) schema(s *schemaMaker, _ field) object {
	return object{"oneOf": []any{
		object{"type": "string", "minLength": 1},
		s.structure(reflect.TypeFor[heldFile](), reflect.Value{}),
	}}
}
