package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// A decoder turns nodes into structs, by the tags of their fields, and notes
// everything that is wrong on the way. Paths name values as --set does:
// "network.peers.0.count".
type decoder struct {
	file     string
	known    []protocols.Protocol
	spec     *Spec
	origin   map[*yaml.Node]string // the File of nodes that come from overrides
	lines    map[string][]string   // the text behind a File
	problems Problems
	faults   int               // how many problems there are, also those that problems has no room for
	held     map[string]string // files that need not be read, by the names that the scenario has for them
	read     map[string]string // files that were
	inputs   int               // bytes of all files
	samples  int               // of all empirical laws

	at        map[string]*yaml.Node // what the scenario gives a value for
	bad       map[string]bool       // values with a problem
	selectors []string              // paths of selectors, checked once groups are known
	claims    []claim               // expectations, checked then, too

	ground      *underlay.Underlay // nil while anything is wrong with the network
	groups      map[string]*Group  // by name; set by indexGroups
	groupNames  []string
	peerNames   map[string]bool // of all peers; set by checkTrace
	groupsSound bool
}

func newDecoder(file string, known []protocols.Protocol) *decoder {
	return &decoder{
		file:   file,
		known:  known,
		spec:   spec.New(),
		origin: map[*yaml.Node]string{},
		lines:  map[string][]string{},
		read:   map[string]string{},
		at:     map[string]*yaml.Node{},
		bad:    map[string]bool{},
	}
}

// fault notes a problem with the value at path, whose node is n.
func (d *decoder) fault(path string, n *yaml.Node, message, want, hint string) {
	d.faultAt(path, n, 0, message, want, hint)
}

// faultAt is fault, shift characters into the value.
func (d *decoder) faultAt(path string, n *yaml.Node, shift int, message, want, hint string) {
	d.bad[path] = true
	d.note(Problem{File: d.fileOf(n), Line: n.Line, Column: n.Column + shift, Message: message, Want: want, Hint: hint})
}

// maxMessage is the longest message, in characters, whatever it quotes.
const maxMessage = 1000

// note adds a problem. The list of problems may be full; whether something is
// sound is told by the count of faults, never by the length of the list.
func (d *decoder) note(p Problem) {
	d.faults++
	if r := []rune(p.Message); len(r) > maxMessage {
		p.Message = string(r[:maxMessage]) + "…"
	}
	d.problems = d.problems.with(p)
}

// fileOf returns the file, or the override, that n comes from.
func (d *decoder) fileOf(n *yaml.Node) string {
	if set, ok := d.origin[n]; ok {
		return set
	}
	return d.file
}

// node returns the node at path or, for what has its default, of the nearest
// value around it.
func (d *decoder) node(path string) *yaml.Node {
	for {
		if n, ok := d.at[path]; ok {
			return n
		}
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return d.at[""]
		}
		path = path[:i]
	}
}

// given reports whether the scenario has a value at path.
func (d *decoder) given(path string) bool { return d.at[path] != nil }

// sound reports whether the values at all paths are there or have defaults,
// and have no problem of their own.
func (d *decoder) sound(paths ...string) bool {
	for _, path := range paths {
		if d.bad[path] {
			return false
		}
	}
	return true
}

// join extends a path by a key or an index.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// subject names the value at path in a message: "count", "peers[2]".
func subject(path string) string {
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

// value decodes n into v. What v holds before is the default.
func (d *decoder) value(path string, n *yaml.Node, f field, v reflect.Value) {
	d.at[path] = n
	if isNull(n) {
		d.fault(path, n, subject(path)+" has no value", nounOf(f, v.Type()), "")
		return
	}
	if l := leafOf(v.Type()); l != nil {
		l.decode(d, path, n, f, v)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(newDefault(v.Type().Elem()))
		f.typ = v.Type().Elem()
		d.value(path, n, f, p.Elem())
		v.Set(p)
	case reflect.Slice:
		d.slice(path, n, f, v)
	case reflect.Struct:
		d.mapping(path, n, v)
	default:
		panic(fmt.Sprintf("scenarios: a field of type %v at %s", v.Type(), path))
	}
}

func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}

// nounOf says what a value of type t looks like.
func nounOf(f field, t reflect.Type) string {
	if len(f.enum) > 0 {
		return say.List(f.enum)
	}
	if f.match != nil {
		return "a name that matches " + f.match.String()
	}
	if l := leafOf(t); l != nil {
		return l.noun()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return nounOf(f, t.Elem())
	case reflect.Slice:
		return "a list"
	}
	fields := fieldsOf(t)
	if len(fields) == 0 {
		return "{}"
	}
	return "a mapping with " + say.List(namesOf(fields))
}

func (d *decoder) slice(path string, n *yaml.Node, f field, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.fault(path, n, subject(path)+" is "+kindOf(n), "a list", "")
		return
	}
	out := reflect.MakeSlice(v.Type(), 0, len(n.Content))
	element := f
	element.typ = v.Type().Elem()
	for i, item := range n.Content {
		e := newDefault(v.Type().Elem())
		d.value(join(path, strconv.Itoa(i)), item, element, e)
		out = reflect.Append(out, e)
	}
	if out.Len() == 0 {
		out = reflect.Zero(v.Type()) // an empty list is no list: one form for both
	}
	v.Set(out)
}

// mapping decodes the keys of n into the fields of struct v.
func (d *decoder) mapping(path string, n *yaml.Node, v reflect.Value) {
	fields := fieldsOf(v.Type())
	if n.Kind != yaml.MappingNode {
		d.fault(path, n, subject(path)+" is "+kindOf(n), nounOf(field{}, v.Type()), "")
		return
	}
	values := map[string]*yaml.Node{}
	meant := map[string]bool{} // what unknown keys were to be; one complaint is enough
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if !slices.Contains(namesOf(fields), key.Value) {
			if hint := d.unknownKey(path, key, namesOf(fields)); hint != "" {
				meant[hint] = true
				d.bad[join(path, hint)] = true
			}
			continue
		}
		values[key.Value] = n.Content[i+1]
	}
	present := 0
	for _, f := range fields {
		if item, ok := values[f.name]; ok {
			d.value(join(path, f.name), item, f, v.Field(f.index))
			present++
		} else if f.required {
			d.bad[join(path, f.name)] = true
			if !meant[f.name] {
				d.fault(path, n, f.name+" is missing", nounOf(f, f.typ), "")
			}
		}
	}
	switch {
	case !isChoice(fields) || present == 1:
	case present == 0 && len(meant) > 0:
		d.bad[path] = true
	case present == 0:
		d.fault(path, n, subject(path)+" is empty", "one of "+say.List(namesOf(fields)), "")
	default:
		d.fault(path, n, subject(path)+" has more than one form", "one of "+say.List(namesOf(fields)), "")
	}
}

// unknownKey notes a key that means nothing in the mapping at path. It returns
// the name that was probably meant, or "".
func (d *decoder) unknownKey(path string, key *yaml.Node, names []string) string {
	where := ""
	if path != "" {
		where = " in " + subject(path)
	}
	want := say.List(names)
	if len(names) == 0 {
		want = "no keys"
	}
	hint := near.Word(key.Value, names)
	d.fault(join(path, key.Value), key, fmt.Sprintf("unknown key %q%s", say.Clip(key.Value), where), want, hint)
	return hint
}

// kindOf says what n is, for a message.
func kindOf(n *yaml.Node) string {
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
