package strict

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// A Decoder turns nodes into structs, by the tags of their fields, and notes
// all faults on the way. Paths name values as --set does:
// "network.peers.0.count".
type Decoder struct {
	Language Language
	File     string
	Origin   map[*yaml.Node]string // the override that a node comes from, if it is not File
	Lines    map[string][]string   // the lines of File and of each override
	Problems Problems
	Faults   int // number of problems, with those for which Problems has no room

	At  map[string]*yaml.Node // the nodes of the values that the text gives, by path
	Bad map[string]bool       // the paths of values with a problem
}

func New(file string, l Language) *Decoder {
	return &Decoder{
		Language: l,
		File:     file,
		Origin:   map[*yaml.Node]string{},
		Lines:    map[string][]string{},
		At:       map[string]*yaml.Node{},
		Bad:      map[string]bool{},
	}
}

// Fault notes a problem with the value at path, whose node is n.
func (d *Decoder) Fault(path string, n *yaml.Node, message, want, hint string) {
	d.FaultAt(path, n, 0, message, want, hint)
}

// FaultAt is [Decoder.Fault], shift characters into the value.
func (d *Decoder) FaultAt(path string, n *yaml.Node, shift int, message, want, hint string) {
	d.Bad[path] = true
	d.Note(Problem{File: d.FileOf(n), Line: n.Line, Column: n.Column + shift, Message: message, Want: want, Hint: hint})
}

// maxMessage is the longest message, in characters, whatever it quotes.
const maxMessage = 1000

// Note adds a problem. The list of problems may be full: the count of faults
// tells whether something is sound, never the length of the list.
func (d *Decoder) Note(p Problem) {
	d.Faults++
	if r := []rune(p.Message); len(r) > maxMessage {
		p.Message = string(r[:maxMessage]) + "…"
	}
	d.Problems = d.Problems.with(p)
}

// FileOf returns the file, or the override, that n comes from.
func (d *Decoder) FileOf(n *yaml.Node) string {
	if set, ok := d.Origin[n]; ok {
		return set
	}
	return d.File
}

// Node returns the node at path or, for a value that has its default, of the
// nearest value around it.
func (d *Decoder) Node(path string) *yaml.Node {
	for {
		if n, ok := d.At[path]; ok {
			return n
		}
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return d.At[""]
		}
		path = path[:i]
	}
}

// Given reports whether the scenario has a value at path.
func (d *Decoder) Given(path string) bool { return d.At[path] != nil }

// Sound reports whether the values at all paths are there or have defaults,
// and have no problem of their own.
func (d *Decoder) Sound(paths ...string) bool {
	for _, path := range paths {
		if d.Bad[path] {
			return false
		}
	}
	return true
}

// Join extends a path by a key or an index.
func Join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// Subject names the value at path in a message: "count", "peers[2]".
func Subject(path string) string {
	parts := strings.Split(path, ".")
	name, indexes := "", ""
	for i := len(parts) - 1; i >= 0 && name == ""; i-- {
		if _, err := strconv.Atoi(parts[i]); err == nil && i > 0 {
			indexes = "[" + parts[i] + "]" + indexes
			continue
		}
		name = parts[i]
	}
	if name == "" {
		name = "the scenario"
	}
	return name + indexes
}

// Value decodes n into v, which holds the default before.
func (d *Decoder) Value(path string, n *yaml.Node, f Field, v reflect.Value) {
	d.At[path] = n
	if IsNull(n) {
		d.Fault(path, n, Subject(path)+" has no value", d.Language.NounOf(f, v.Type()), "")
		return
	}
	if l := d.Language.LeafOf(v.Type()); l != nil {
		l.Decode(d, path, n, f, v)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(NewDefault(v.Type().Elem()))
		f.Type = v.Type().Elem()
		d.Value(path, n, f, p.Elem())
		v.Set(p)
	case reflect.Slice:
		d.slice(path, n, f, v)
	case reflect.Struct:
		d.Mapping(path, n, v)
	default:
		panic(fmt.Sprintf("scenarios: a field of type %v at %s", v.Type(), path))
	}
}

func IsNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}

// NounOf describes a value of type t, such as "a list".
func (l Language) NounOf(f Field, t reflect.Type) string {
	if len(f.enum) > 0 {
		return say.List(f.enum)
	}
	if f.match != nil {
		return "a name that matches " + f.match.String()
	}
	if l := l.LeafOf(t); l != nil {
		return l.Noun()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return l.NounOf(f, t.Elem())
	case reflect.Slice:
		return "a list"
	}
	fields := FieldsOf(t)
	if len(fields) == 0 {
		return "{}"
	}
	return "a mapping with " + say.List(NamesOf(fields))
}

func (d *Decoder) slice(path string, n *yaml.Node, f Field, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.Fault(path, n, Subject(path)+" is "+KindOf(n), "a list", "")
		return
	}
	out := reflect.MakeSlice(v.Type(), 0, len(n.Content))
	element := f
	element.Type = v.Type().Elem()
	for i, item := range n.Content {
		e := NewDefault(v.Type().Elem())
		d.Value(Join(path, strconv.Itoa(i)), item, element, e)
		out = reflect.Append(out, e)
	}
	if out.Len() == 0 {
		out = reflect.Zero(v.Type()) // an empty list is no list: one form for both
	}
	v.Set(out)
}

// Mapping decodes the keys of n into the fields of struct v.
func (d *Decoder) Mapping(path string, n *yaml.Node, v reflect.Value) {
	fields := FieldsOf(v.Type())
	if n.Kind != yaml.MappingNode {
		d.Fault(path, n, Subject(path)+" is "+KindOf(n), d.Language.NounOf(Field{}, v.Type()), "")
		return
	}
	values := map[string]*yaml.Node{}
	meant := map[string]bool{} // keys that unknown keys meant; one complaint is enough
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if !slices.Contains(NamesOf(fields), key.Value) {
			if hint := d.unknownKey(path, key, NamesOf(fields), meantBy(fields, key.Value)); hint != "" {
				meant[hint] = true
				d.Bad[Join(path, hint)] = true
			}
			continue
		}
		values[key.Value] = n.Content[i+1]
	}
	present := 0
	for _, f := range fields {
		if item, ok := values[f.Name]; ok {
			d.Value(Join(path, f.Name), item, f, v.Field(f.Index))
			present++
		} else if f.Required {
			d.Bad[Join(path, f.Name)] = true
			if !meant[f.Name] {
				d.Fault(path, n, f.Name+" is missing", d.Language.NounOf(f, f.Type), "")
			}
		}
	}
	switch {
	case !IsChoice(fields) || present == 1:
	case present == 0 && len(meant) > 0:
		d.Bad[path] = true
	case present == 0:
		d.Fault(path, n, Subject(path)+" is empty", "one of "+say.List(NamesOf(fields)), "")
	default:
		d.Fault(path, n, Subject(path)+" has more than one form", "one of "+say.List(NamesOf(fields)), "")
	}
}

// UnknownKey notes a key that means nothing in the mapping at path. It returns
// the name that was probably meant, or "".
func (d *Decoder) UnknownKey(path string, key *yaml.Node, names []string) string {
	return d.unknownKey(path, key, names, "")
}

// meantBy returns the key that people call by another word, "" if there is none.
func meantBy(fields []Field, word string) string {
	for _, f := range fields {
		if slices.Contains(f.aka, word) {
			return f.Name
		}
	}
	return ""
}

func (d *Decoder) unknownKey(path string, key *yaml.Node, names []string, hint string) string {
	where := ""
	if path != "" {
		where = " in " + Subject(path)
	}
	want := say.List(names)
	if len(names) == 0 {
		want = "no keys"
	}
	hint = cmp.Or(hint, near.Word(key.Value, names))
	d.Fault(Join(path, key.Value), key, fmt.Sprintf("unknown key %q%s", say.Clip(key.Value), where), want, hint)
	return hint
}

// KindOf describes n for a message: "a mapping", "a list", or its text.
func KindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		return fmt.Sprintf("the text %q", say.Clip(n.Value))
	}
	return fmt.Sprintf("%q", say.Clip(n.Value))
}
