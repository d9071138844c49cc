package design

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/internal/input"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/say"
)

// Flags are the texts of a command line that add to a study or replace a part of it.
type Flags struct {
	Params   []string // "k=protocols.kademlia.bucket_size=10,20" or "…=1h..4h/1h"; the name may be left out
	Set      []string // "path=value", as for a scenario
	Seeds    string   // "1..20"
	Where    []string
	Measures []string
	Expect   []string
}

const wantParam = "name=path=values, such as k=protocols.kademlia.bucket_size=10,20,40 or loss=network.loss=0%..5%/1%"

// FromFlags returns the study that flags describe of one scenario, under the name
// of the scenario. File and data are the scenario's, as [Read] returns them. The
// error is of type [scenarios.Problems]; problems of a flag carry its name and the
// column in its text.
func FromFlags(file string, data []byte, f Flags, known []protocols.Protocol) (*Study, error) {
	s := newStudying("sim sweep", known)
	root := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	scenario, _ := strict.Parse(file, data)
	if name := strict.ValueAt(scenario, "name"); name != nil {
		put(root, strict.PlainNode("name"), input.Quoted(name.Value))
	}
	source := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	put(source, strict.PlainNode("name"), input.Quoted(file))
	put(source, strict.PlainNode("text"), input.Quoted(string(data)))
	put(root, strict.PlainNode("scenario"), source)
	partOf(root, "parameters", yaml.MappingNode, "!!map") // none is a cell alone
	s.addFlags(root, f)
	return s.study(root)
}

// put sets the value of a key in mapping n.
func put(n, key, value *yaml.Node) {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key.Value {
			n.Content[i], n.Content[i+1] = key, value
			return
		}
	}
	n.Content = append(n.Content, key, value)
}

// partOf returns the value of a key in mapping n, and adds a missing one as an
// empty value of a kind. It leaves a value of another kind, a mistake of the file,
// alone and returns a value outside of the tree.
func partOf(n *yaml.Node, key string, kind yaml.Kind, tag string) *yaml.Node {
	part := strict.ValueAt(n, key)
	if part == nil {
		part = &yaml.Node{Kind: kind, Tag: tag, Line: n.Line, Column: n.Column}
		put(n, strict.PlainNode(key), part)
	}
	if part.Kind != kind {
		return &yaml.Node{Kind: kind, Tag: tag}
	}
	return part
}

// addFlags adds the flags to the tree of a study.
func (s *studying) addFlags(root *yaml.Node, f Flags) {
	if root.Kind != yaml.MappingNode {
		return
	}
	for _, text := range f.Params {
		s.parameterFlag(partOf(root, "parameters", yaml.MappingNode, "!!map"), text)
	}
	for _, text := range f.Set {
		path, _, ok := strings.Cut(text, "=")
		if !ok || path == "" {
			s.Note(scenarios.Problem{File: "--set", Line: 1, Column: 1, Message: fmt.Sprintf("%q is not an override", say.Clip(text)), Want: strict.WantOverride})
			continue
		}
		flag := "--set " + say.Clip(path)
		if value := s.flagValue(flag, text, len(path)+1); value != nil {
			put(partOf(root, "set", yaml.MappingNode, "!!map"), s.flagText(flag, text, 0, len(path)), value)
		}
	}
	if f.Seeds != "" {
		seeds := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: 1, Column: 1}
		for at, rest := 0, f.Seeds; ; {
			part, more, ok := strings.Cut(rest, ",")
			seeds.Content = append(seeds.Content, s.flagText("--seeds", f.Seeds, at, at+len(part)))
			if at += len(part) + 1; !ok {
				break
			}
			rest = more
		}
		for i := 0; i < len(root.Content); i += 2 {
			if root.Content[i].Value == "repeat" {
				root.Content = append(root.Content[:i:i], root.Content[i+2:]...)
				break
			}
		}
		put(root, strict.PlainNode("seeds"), seeds)
	}
	for _, l := range []struct {
		key, flag string
		texts     []string
	}{{"where", "--where", f.Where}, {"measures", "--measure", f.Measures}, {"expect", "--expect", f.Expect}} {
		for _, text := range l.texts {
			items := partOf(root, l.key, yaml.SequenceNode, "!!seq")
			items.Content = append(items.Content, s.flagText(l.flag, text, 0, len(text)))
		}
	}
}

// flagText returns a part of a flag's text as a node.
func (s *studying) flagText(flag, text string, from, to int) *yaml.Node {
	s.Lines[flag] = strict.TextLines(text)
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text[from:to], Line: 1, Column: utf8.RuneCountInString(text[:from]) + 1}
	s.Origin[n] = flag
	return n
}

// flagValue parses the text behind an offset in a flag's text, or returns nil.
func (s *studying) flagValue(flag, text string, from int) *yaml.Node {
	n, ps := strict.Parse(flag, []byte(text[from:]))
	before := utf8.RuneCountInString(text[:from])
	for _, p := range ps {
		p.Column += before
		s.Note(p)
	}
	if n == nil {
		if ps == nil {
			s.Note(scenarios.Problem{File: flag, Line: 1, Column: before + 1, Message: "there is no value", Want: wantValue})
		}
		return nil
	}
	s.Lines[flag] = strict.TextLines(text)
	s.Adopt(n, flag, before)
	return n
}

var rangeFlag = regexp.MustCompile(`^([^,{}\[\]/]+?)\.\.([^,{}\[\]/]+?)(?:/([^,{}\[\]/]+))?$`)

// parameterFlag adds the parameter of one --param to the mapping of parameters.
func (s *studying) parameterFlag(parameters *yaml.Node, text string) {
	name, rest, ok := strings.Cut(text, "=")
	path, values, named := name, rest, false
	from := 0 // where the path begins
	if p, v, twice := strings.Cut(rest, "="); ok && twice && parameterName.MatchString(name) {
		path, values, named = p, v, true
		from = len(name) + 1
	}
	flag := "--param " + say.Clip(name)
	if !ok || path == "" {
		s.Note(scenarios.Problem{File: "--param", Line: 1, Column: 1, Message: fmt.Sprintf("%q varies nothing", say.Clip(text)), Want: wantParam})
		s.Bad["parameters"] = true
		return
	}
	key := s.flagText(flag, text, 0, len(name))
	if !named {
		key.Value = path[strings.LastIndexByte(path, '.')+1:]
	}
	how := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1, Column: 1}
	s.Origin[how] = flag
	how.Content = append(how.Content, strict.PlainNode("path"), s.flagText(flag, text, from, from+len(path)))
	at := from + len(path) + 1
	if m := rangeFlag.FindStringSubmatchIndex(values); m != nil {
		for i, key := range []string{"from", "to", "step"} {
			if a, b := m[2*i+2], m[2*i+3]; a >= 0 {
				how.Content = append(how.Content, strict.PlainNode(key), s.flagText(flag, text, at+a, at+b))
			}
		}
	} else {
		// A list without its brackets; the first bracket stands where the "=" does.
		list := s.flagValue(flag, text[:at-1]+"["+values+"]", at-1)
		if list == nil {
			s.Bad["parameters"] = true
			return
		}
		how.Content = append(how.Content, strict.PlainNode("values"), list)
	}
	put(parameters, key, how)
}
