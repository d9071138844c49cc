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
	"syscall"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/say"
)

// heldFile is the long form of a File.
type heldFile struct {
	Name   string  `yaml:"name" doc:"What messages call the file." required:"true" match:"^[^\\x00-\\x1f]{1,1000}$"`
	Text   *string `yaml:"text" doc:"What is in the file."`
	Base64 *string `yaml:"base64" doc:"What is in a file that is no text, as base64."`
}

const (
	// maxInput is how large a file may be that a scenario names or holds, and
	// maxInputs how large all of them.
	maxInput  = 16 << 20
	maxInputs = 32 << 20
	// maxReadable is how large one may be that a resolved scenario holds as a text.
	maxReadable = 64 << 10
)

type fileLeaf struct{}

func (fileLeaf) noun() string {
	return "the path of a regular file of at most 16 MiB, seen from the scenario's, or {name: …, text: …}"
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
			d.fault(at, n, fmt.Sprintf("%s: %s: %v", subject(at), say.Clip(name), err), l.noun(), "")
			return
		}
		content = string(b)
	}
	d.read[name] = content
	d.hold(at, n, File{Name: name, Content: content}, v)
}

// hold takes a file into the scenario.
func (d *decoder) hold(at string, n *yaml.Node, f File, v reflect.Value) {
	switch d.inputs += len(f.Content); {
	case len(f.Content) > maxInput:
		d.fault(at, n, fmt.Sprintf("%s: %s: larger than %d MiB", subject(at), say.Clip(f.Name), maxInput>>20), "a smaller file", "")
	case d.inputs > maxInputs:
		d.fault(at, n, fmt.Sprintf("%s: with %s, files are larger than %d MiB in all", subject(at), say.Clip(f.Name), maxInputs>>20), "smaller files", "")
	default:
		v.Set(reflect.ValueOf(f))
	}
}

func (d *decoder) unpack(at string, n *yaml.Node, held heldFile, v reflect.Value) {
	switch {
	case (held.Text == nil) == (held.Base64 == nil):
		d.fault(at, n, subject(at)+" has a text and base64, or neither", "one of text or base64", "")
	case held.Text != nil:
		d.hold(at, n, File{Name: held.Name, Content: *held.Text}, v)
	default:
		b, err := base64.StdEncoding.DecodeString(*held.Base64)
		if err != nil {
			d.fault(join(at, "base64"), d.node(join(at, "base64")), "this is not base64", "the standard alphabet, with padding", "")
			return
		}
		d.hold(at, n, File{Name: held.Name, Content: string(b)}, v)
	}
}

// readInput reads a file that the scenario names: beside the scenario or, for
// one that is built in, what is built in with it.
func (d *decoder) readInput(name string) ([]byte, error) {
	place := name
	if !filepath.IsAbs(name) {
		place = filepath.Join(filepath.Dir(d.file), filepath.FromSlash(name))
	}
	b, err := readRegular(place, maxInput)
	if errors.Is(err, fs.ErrNotExist) {
		if b, err := embedded.ReadFile(strings.TrimPrefix(path.Join(path.Dir(filepath.ToSlash(d.file)), name), "scenarios/")); err == nil {
			return b, nil
		}
		return nil, errors.New("no such file")
	}
	return b, plainCause(err)
}

// readRegular reads a regular file of at most most bytes. A scenario may come
// from anybody, so what it names must not make the program wait, as a pipe, a
// terminal or a log of the kernel do, which is regular and says that it is empty:
// no more is read than the file says that it has.
func readRegular(place string, most int) ([]byte, error) {
	info, err := os.Stat(place) // before it is opened, for which a pipe waits
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("this is a directory")
	case !info.Mode().IsRegular():
		return nil, errors.New("this is no regular file")
	case info.Size() > int64(most):
		return nil, fmt.Errorf("larger than %d MiB", most>>20)
	case info.Size() == 0:
		return nil, nil
	}
	f, err := os.OpenFile(place, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if now, err := f.Stat(); err != nil || !os.SameFile(info, now) {
		return nil, errors.Join(err, errors.New("the file changed while it was read"))
	}
	return io.ReadAll(io.LimitReader(f, info.Size()))
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
	if len(f.Content) <= maxReadable && utf8.ValidString(f.Content) && !strings.ContainsFunc(f.Content, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }) {
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
