package scenarios

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
)

// StudyFlags are a study that a command line describes.
type StudyFlags struct {
	Params   []string // "k=protocols.kademlia.bucket_size=10,20" or "…=1h..4h/1h"; the name may be left out
	Set      []string // "path=value"
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
	put := func(n *yaml.Node, key string, value *yaml.Node) {
		n.Content = append(n.Content, plainNode(key), value)
	}
	scenario, _ := parseYAML(file, data)
	if name := valueAt(scenario, "name"); name != nil {
		put(root, "name", quoted(name.Value))
	}
	parameters := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, text := range f.Params {
		d.parameterFlag(parameters, text)
	}
	if len(parameters.Content) > 0 || len(f.Params) == 0 {
		put(root, "parameters", parameters)
	} else {
		d.bad["parameters"] = true // with problems of their own
	}
	if len(f.Set) > 0 {
		set := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, text := range f.Set {
			path, _, ok := strings.Cut(text, "=")
			if !ok {
				d.problems = d.problems.with(Problem{File: "--set", Line: 1, Column: 1, Message: fmt.Sprintf("%q is not an override", clip(text)), Want: wantOverride})
				continue
			}
			if value := d.flagValue("--set "+clip(path), text, len(path)+1); value != nil {
				set.Content = append(set.Content, d.flagText("--set "+clip(path), text, 0, len(path)), value)
			}
		}
		put(root, "set", set)
	}
	if f.Seeds != "" {
		seeds := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for at, rest := 0, f.Seeds; ; {
			part, more, ok := strings.Cut(rest, ",")
			seeds.Content = append(seeds.Content, d.flagText("--seeds", f.Seeds, at, at+len(part)))
			if at += len(part) + 1; !ok {
				break
			}
			rest = more
		}
		put(root, "seeds", seeds)
	}
	for _, l := range []struct {
		key, flag string
		texts     []string
	}{{"where", "--where", f.Where}, {"measures", "--measure", f.Measures}, {"expect", "--expect", f.Expect}} {
		items := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, text := range l.texts {
			items.Content = append(items.Content, d.flagText(l.flag, text, 0, len(text)))
		}
		if len(items.Content) > 0 {
			put(root, l.key, items)
		}
	}
	source := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	put(source, "name", quoted(file))
	put(source, "text", quoted(string(data)))
	put(root, "scenario", source)
	return d.study(root)
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
		d.problems = d.problems.with(p)
	}
	if n == nil {
		if ps == nil {
			d.problems = d.problems.with(Problem{File: flag, Line: 1, Column: before + 1, Message: "there is no value", Want: wantValue})
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
	flag := "--param " + clip(name)
	if !ok || path == "" {
		d.problems = d.problems.with(Problem{File: "--param", Line: 1, Column: 1, Message: fmt.Sprintf("%q varies nothing", clip(text)), Want: wantParam})
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
		// A list without its brackets; a space stands for the one that is added.
		list := d.flagValue(flag, text[:at-1]+"["+values+"]", at-1)
		if list == nil {
			return
		}
		how.Content = append(how.Content, plainNode("values"), list)
	}
	parameters.Content = append(parameters.Content, key, how)
}
