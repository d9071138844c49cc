package strict

import (
	"fmt"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

const (
	// MaxDepth is how deep lists and mappings may nest.
	MaxDepth = 32
	// maxCopies is how many values all aliases may stand for; a text counts once
	// more for each 64 bytes. A file of a few hundred bytes can name billions.
	maxCopies = 10_000
)

// An expander copies a tree of nodes with aliases and merge keys replaced by the
// nodes that they stand for. It reports constructs that a plain tree cannot have.
type expander struct {
	file     string
	lines    []string
	held     []string // large files that were taken out of the text
	problems Problems
	active   []*yaml.Node // anchors being expanded
	copies   int
	stopped  bool // the tree is of no use
}

func (x *expander) fault(n *yaml.Node, message, want, hint string) {
	x.problems = x.problems.with(Problem{File: x.file, Line: n.Line, Column: n.Column, Message: message, Want: want, Hint: hint})
}

func (x *expander) stop(n *yaml.Node, message, want string) {
	if !x.stopped {
		x.fault(n, message, want, "")
	}
	x.stopped = true
}

func (x *expander) expand(n *yaml.Node, depth int) *yaml.Node {
	if depth > MaxDepth {
		x.stop(n, fmt.Sprintf("nested more than %d deep", MaxDepth), "a flatter scenario")
	}
	if len(x.active) > 0 {
		if x.copies += 1 + len(n.Value)/64; x.copies > maxCopies {
			x.stop(x.active[0], fmt.Sprintf("aliases repeat more than %d values", maxCopies), "fewer aliases")
		}
	}
	if x.stopped {
		return n
	}
	if n.Kind == yaml.AliasNode {
		return x.alias(n, depth)
	}
	c := &yaml.Node{Kind: n.Kind, Style: n.Style, Tag: n.Tag, Value: PutBack(n.Value, x.held), Line: n.Line, Column: n.Column}
	if last := len(x.lines); c.Line > last { // the value that is missing after "---"
		c.Line, c.Column = last, utf8.RuneCountInString(x.lines[last-1])+1
	}
	if n.Style&yaml.TaggedStyle != 0 {
		x.fault(n, fmt.Sprintf("tag %s", n.Tag), "a value without a tag", "")
	}
	switch n.Kind {
	case yaml.MappingNode:
		x.mapping(n, c, depth)
	case yaml.SequenceNode:
		for _, item := range n.Content {
			c.Content = append(c.Content, x.expand(item, depth+1))
		}
	}
	return c
}

func (x *expander) alias(n *yaml.Node, depth int) *yaml.Node {
	for _, open := range x.active {
		if open == n.Alias {
			x.stop(n, fmt.Sprintf("*%s stands for something that contains it", n.Value), "an anchor that ends before it is used")
			return n
		}
	}
	x.active = append(x.active, n.Alias)
	c := x.expand(n.Alias, depth+1)
	x.active = x.active[:len(x.active)-1]
	return c
}

// mapping copies the keys of n to c: the keys of the file first, then those that
// merge keys add.
func (x *expander) mapping(n, c *yaml.Node, depth int) {
	seen := map[string]int{}
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			x.fault(key, "a key that is not a plain word", `"key: value"`, "")
			continue
		}
		if key.Tag == "!!merge" {
			merged = append(merged, x.merge(value, depth)...)
			continue
		}
		if key.Style&yaml.TaggedStyle != 0 {
			x.fault(key, fmt.Sprintf("tag %s", key.Tag), "a key without a tag", "")
			continue
		}
		if first, ok := seen[key.Value]; ok {
			x.fault(key, fmt.Sprintf("key %q is here twice, first in line %d", key.Value, first), "each key once", "")
			continue
		}
		seen[key.Value] = key.Line
		copied := &yaml.Node{Kind: key.Kind, Style: key.Style, Tag: key.Tag, Value: key.Value, Line: key.Line, Column: key.Column}
		c.Content = append(c.Content, copied, x.expand(value, depth+1))
	}
	for i := 0; i+1 < len(merged); i += 2 {
		if _, ok := seen[merged[i].Value]; !ok {
			seen[merged[i].Value] = merged[i].Line
			c.Content = append(c.Content, merged[i], merged[i+1])
		}
	}
}

// merge returns the keys and values that "<<: value" adds.
func (x *expander) merge(value *yaml.Node, depth int) []*yaml.Node {
	c := x.expand(value, depth+1)
	if x.stopped {
		return nil
	}
	from := []*yaml.Node{c}
	if c.Kind == yaml.SequenceNode {
		from = c.Content
	}
	var pairs []*yaml.Node
	for _, m := range from {
		if m.Kind != yaml.MappingNode {
			x.fault(value, "<< merges something that is not a mapping", "an alias of a mapping", "")
			continue
		}
		pairs = append(pairs, m.Content...)
	}
	return pairs
}
