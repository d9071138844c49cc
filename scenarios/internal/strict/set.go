package strict

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

const WantOverride = "path=value, such as network.peers.servers.count=50"

// Override carries out one "path=value" on the tree of the file, before it is
// decoded: the new value is checked like the rest. Problems of the override
// have their place in its text.
func (d *Decoder) Override(root *yaml.Node, set string) {
	path, text, ok := strings.Cut(set, "=")
	file := "--set " + say.Clip(path)
	fault := func(offset int, message, want, hint string) {
		column := utf8.RuneCountInString(set[:offset]) + 1
		d.Note(Problem{File: file, Line: 1, Column: column, Message: message, Want: want, Hint: hint})
	}
	if !ok || path == "" || strings.ContainsFunc(path, func(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError }) {
		fault(0, fmt.Sprintf("%q is not an override", say.Clip(set)), WantOverride, "")
		return
	}
	value, ps := Parse(file, []byte(text))
	before := utf8.RuneCountInString(path) + 1
	for i := range ps {
		if ps[i].Line == 1 {
			ps[i].Column += before
		}
	}
	for _, p := range ps {
		d.Note(p)
	}
	if ps != nil {
		return
	}
	if value == nil {
		fault(len(path)+1, "the override has no value", WantOverride, "")
		return
	}
	d.Lines[file] = TextLines(set)
	d.Adopt(value, file, before)

	here, offset := root, 0
	names := strings.Split(path, ".")
	for i, name := range names {
		slot := d.slot(here, file, name, utf8.RuneCountInString(path[:offset])+1)
		if slot == nil {
			message, want, hint := noSlot(here, strings.Join(names[:i], "."), name)
			fault(offset, message, want, hint)
			return
		}
		if i == len(names)-1 {
			*slot = value
			return
		}
		if IsNull(*slot) { // a new key, or "ping:" without options
			*slot = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1, Column: offset + 1}
			d.Origin[*slot] = file
		}
		here = *slot
		offset += len(name) + 1
	}
}

// Adopt notes that n and all that it holds come from an override, whose value
// starts after the given number of characters.
func (d *Decoder) Adopt(n *yaml.Node, file string, before int) {
	d.Origin[n] = file
	if n.Line == 1 {
		n.Column += before
	}
	for _, c := range n.Content {
		d.Adopt(c, file, before)
	}
}

// slot returns the place of the value called name in n: a key, which it adds
// if need be, an index, or the group of a list element. It returns nil if n
// has no such place.
func (d *Decoder) slot(n *yaml.Node, file, name string, column int) **yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return &n.Content[i+1]
			}
		}
		key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name, Line: 1, Column: column}
		value := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: 1, Column: column}
		d.Origin[key], d.Origin[value] = file, file
		n.Content = append(n.Content, key, value)
		return &n.Content[len(n.Content)-1]
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.Content) {
			return &n.Content[i]
		}
		for i, group := range groupsIn(n) {
			if group == name && name != "" {
				return &n.Content[i]
			}
		}
	}
	return nil
}

// groupsIn returns the group of each element of list n, "" where there is none.
func groupsIn(n *yaml.Node) []string {
	groups := make([]string, len(n.Content))
	for i, item := range n.Content {
		for k := 0; item.Kind == yaml.MappingNode && k < len(item.Content); k += 2 {
			if item.Content[k].Value == "group" {
				groups[i] = item.Content[k+1].Value
			}
		}
	}
	return groups
}

// noSlot says why n, the value at path, has no place called name.
func noSlot(n *yaml.Node, path, name string) (message, want, hint string) {
	if path == "" {
		path = "the scenario"
	}
	if n.Kind != yaml.SequenceNode {
		return fmt.Sprintf("%s is %s, which has no %q in it", path, KindOf(n), say.Clip(name)), WantOverride, ""
	}
	message = fmt.Sprintf("%s has no element %q", path, say.Clip(name))
	if len(n.Content) == 0 {
		return message + ": it is empty", path + "=[…] to set the whole list", ""
	}
	want = fmt.Sprintf("an index 0 to %d", len(n.Content)-1)
	var names []string
	for _, g := range groupsIn(n) {
		if g != "" {
			names = append(names, g)
		}
	}
	if len(names) > 0 {
		want += ", or the group " + say.List(names)
	}
	return message, want, near.Word(name, names)
}
