package scenarios

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim/say"
)

// StudyFlags are what a command line adds to a study, or puts in its place.
type StudyFlags struct {
	Params   []string // "k=protocols.kademlia.bucket_size=10,20" or "…=1h..4h/1h"; the name may be left out
	Set      []string // "path=value", as for a scenario
	Seeds    string   // "1..20"
	Where    []string
	Measures []string
	Expect   []string
}

const wantParam = "name=path=values, such as k=protocols.kademlia.bucket_size=10,20,40 or loss=network.loss=0%..5%/1%"

// FlagStudy returns the study of a scenario that flags describe; it is called
// like the scenario. File and data are the scenario's, as [Read] returns them. The
// error is of type [Problems]; those of a flag carry its name and the column in
// its text.
func FlagStudy(file string, data []byte, f StudyFlags, known []protocols.Protocol) (*Study, error) {
	d := newDecoder("sim sweep", known)
	root := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	scenario, _ := parseYAML(file, data)
	if name := valueAt(scenario, "name"); name != nil {
		put(root, plainNode("name"), quoted(name.Value))
	}
	source := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	put(source, plainNode("name"), quoted(file))
	put(source, plainNode("text"), quoted(string(data)))
	put(root, plainNode("scenario"), source)
	partOf(root, "parameters", yaml.MappingNode, "!!map") // none is a cell alone
	d.addFlags(root, f)
	return d.study(root)
}

// put gives a key of mapping n a value, in place of one that is there.
func put(n, key, value *yaml.Node) {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key.Value {
			n.Content[i], n.Content[i+1] = key, value
			return
		}
	}
	n.Content = append(n.Content, key, value)
}

// partOf returns the value of a key in mapping n, which it adds if need be as
// an empty value of a kind. A value of another kind, a mistake of the file, it
// leaves alone and returns one that leads nowhere.
func partOf(n *yaml.Node, key string, kind yaml.Kind, tag string) *yaml.Node {
	part := valueAt(n, key)
	if part == nil {
		part = &yaml.Node{Kind: kind, Tag: tag, Line: n.Line, Column: n.Column}
		put(n, plainNode(key), part)
	}
	if part.Kind != kind {
		return &yaml.Node{Kind: kind, Tag: tag}
	}
	return part
}

// addFlags puts what flags say into the tree of a study.
func (d *decoder) addFlags(root *yaml.Node, f StudyFlags) {
	if root.Kind != yaml.MappingNode {
		return
	}
	for _, text := range f.Params {
		d.parameterFlag(partOf(root, "parameters", yaml.MappingNode, "!!map"), text)
	}
	for _, text := range f.Set {
		path, _, ok := strings.Cut(text, "=")
		if !ok || path == "" {
			d.note(Problem{File: "--set", Line: 1, Column: 1, Message: fmt.Sprintf("%q is not an override", say.Clip(text)), Want: wantOverride})
			continue
		}
		flag := "--set " + say.Clip(path)
		if value := d.flagValue(flag, text, len(path)+1); value != nil {
			put(partOf(root, "set", yaml.MappingNode, "!!map"), d.flagText(flag, text, 0, len(path)), value)
		}
	}
	if f.Seeds != "" {
		seeds := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: 1, Column: 1}
		for at, rest := 0, f.Seeds; ; {
			part, more, ok := strings.Cut(rest, ",")
			seeds.Content = append(seeds.Content, d.flagText("--seeds", f.Seeds, at, at+len(part)))
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
		put(root, plainNode("seeds"), seeds)
	}
	for _, l := range []struct {
		key, flag string
		texts     []string
	}{{"where", "--where", f.Where}, {"measures", "--measure", f.Measures}, {"expect", "--expect", f.Expect}} {
		for _, text := range l.texts {
			items := partOf(root, l.key, yaml.SequenceNode, "!!seq")
			items.Content = append(items.Content, d.flagText(l.flag, text, 0, len(text)))
		}
	}
}

// flagText is a part of a flag's text as a node.
func (d *decoder) flagText(flag, text string, from, to int) *yaml.Node {
	d.lines[flag] = textLines(text)
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text[from:to], Line: 1, Column: utf8.RuneCountInString(text[:from]) + 1}
	d.origin[n] = flag
	return n
}

// flagValue parses what is behind an offset in a flag's text, or returns nil.
func (d *decoder) flagValue(flag, text string, from int) *yaml.Node {
	n, ps := parseYAML(flag, []byte(text[from:]))
	before := utf8.RuneCountInString(text[:from])
	for _, p := range ps {
		p.Column += before
		d.note(p)
	}
	if n == nil {
		if ps == nil {
			d.note(Problem{File: flag, Line: 1, Column: before + 1, Message: "there is no value", Want: wantValue})
		}
		return nil
	}
	d.lines[flag] = textLines(text)
	d.adopt(n, flag, before)
	return n
}

var rangeFlag = regexp.MustCompile(`^([^,{}\[\]/]+?)\.\.([^,{}\[\]/]+?)(?:/([^,{}\[\]/]+))?$`)

// parameterFlag adds what --param says to the mapping of parameters.
func (d *decoder) parameterFlag(parameters *yaml.Node, text string) {
	name, rest, ok := strings.Cut(text, "=")
	path, values, named := name, rest, false
	from := 0 // where the path begins
	if p, v, twice := strings.Cut(rest, "="); ok && twice && parameterName.MatchString(name) {
		path, values, named = p, v, true
		from = len(name) + 1
	}
	flag := "--param " + say.Clip(name)
	if !ok || path == "" {
		d.note(Problem{File: "--param", Line: 1, Column: 1, Message: fmt.Sprintf("%q varies nothing", say.Clip(text)), Want: wantParam})
		d.bad["parameters"] = true
		return
	}
	key := d.flagText(flag, text, 0, len(name))
	if !named {
		key.Value = path[strings.LastIndexByte(path, '.')+1:]
	}
	how := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1, Column: 1}
	d.origin[how] = flag
	how.Content = append(how.Content, plainNode("path"), d.flagText(flag, text, from, from+len(path)))
	at := from + len(path) + 1
	if m := rangeFlag.FindStringSubmatchIndex(values); m != nil {
		for i, key := range []string{"from", "to", "step"} {
			if a, b := m[2*i+2], m[2*i+3]; a >= 0 {
				how.Content = append(how.Content, plainNode(key), d.flagText(flag, text, at+a, at+b))
			}
		}
	} else {
		// A list without its brackets; the first stands where the "=" does.
		list := d.flagValue(flag, text[:at-1]+"["+values+"]", at-1)
		if list == nil {
			d.bad["parameters"] = true
			return
		}
		how.Content = append(how.Content, plainNode("values"), list)
	}
	put(parameters, key, how)
}
