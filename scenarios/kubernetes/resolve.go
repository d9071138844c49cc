package kubernetes

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

const (
	// maxDepth is how deep lists and mappings may nest.
	maxDepth = 100
	// maxCopies is how many values aliases may stand for, in all. A file of a
	// few hundred bytes can name billions.
	maxCopies = 100_000
)

// A resolver copies a tree of nodes with aliases and merge keys replaced by the
// nodes that they stand for, and keys as JSON has them: texts, each once.
type resolver struct {
	*faults
	active  []*yaml.Node // anchors being copied
	copies  int
	stopped bool // the tree is of no use
}

func (r *resolver) stop(n *yaml.Node, message, want string) *yaml.Node {
	if !r.stopped {
		r.add(placeOf(n), message, want, "")
	}
	r.stopped = true
	return n
}

func (r *resolver) resolve(n *yaml.Node, depth int) *yaml.Node {
	if depth > maxDepth {
		return r.stop(n, fmt.Sprintf("nested more than %d deep", maxDepth), "a manifest")
	}
	if len(r.active) > 0 {
		if r.copies++; r.copies > maxCopies {
			return r.stop(r.active[0], fmt.Sprintf("aliases repeat more than %d values", maxCopies), "fewer aliases")
		}
	}
	if r.stopped {
		return n
	}
	switch n.Kind {
	case yaml.AliasNode:
		return r.alias(n, depth)
	case yaml.MappingNode:
		return r.mapping(n, depth)
	case yaml.SequenceNode:
		c := bare(n)
		for _, item := range n.Content {
			c.Content = append(c.Content, r.resolve(item, depth+1))
		}
		return c
	}
	if _, err := scalar(n); err != nil {
		r.add(placeOf(n), err.Error(), "a plain value", "")
		c := bare(n)
		c.Tag = "!!null" // already wrong: no second complaint
		return c
	}
	return bare(n)
}

func bare(n *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: n.Kind, Style: n.Style, Tag: n.ShortTag(), Value: n.Value, Line: n.Line, Column: n.Column}
}

func (r *resolver) alias(n *yaml.Node, depth int) *yaml.Node {
	for _, open := range r.active {
		if open == n.Alias {
			return r.stop(n, fmt.Sprintf("*%s stands for something that contains it", n.Value), "an anchor that ends before it is used")
		}
	}
	r.active = append(r.active, n.Alias)
	c := r.resolve(n.Alias, depth+1)
	r.active = r.active[:len(r.active)-1]
	return c
}

// mapping copies the keys of n: the keys of the file first, then those that
// merge keys add.
func (r *resolver) mapping(n *yaml.Node, depth int) *yaml.Node {
	c := bare(n)
	first := map[string]int{} // the line of each key
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
			merged = append(merged, r.merge(value, depth)...)
			continue
		}
		if key.Kind == yaml.AliasNode {
			target := *key.Alias
			target.Line, target.Column = key.Line, key.Column
			key = &target
		}
		name, ok := keyText(key)
		if !ok {
			r.add(placeOf(key), "a key that is not a plain word", `"key: value"`, "")
			continue
		}
		if line, ok := first[name]; ok {
			r.add(placeOf(key), fmt.Sprintf("key %q is here twice, first in line %d", name, line), "each key once", "")
			continue
		}
		first[name] = key.Line
		k := bare(key)
		k.Value = name
		c.Content = append(c.Content, k, r.resolve(value, depth+1))
	}
	for i := 0; i < len(merged); i += 2 {
		if _, ok := first[merged[i].Value]; !ok {
			first[merged[i].Value] = merged[i].Line
			c.Content = append(c.Content, merged[i], merged[i+1])
		}
	}
	return c
}

// merge returns the keys and values that "<<: value" adds.
func (r *resolver) merge(value *yaml.Node, depth int) (pairs []*yaml.Node) {
	c := r.resolve(value, depth+1)
	if r.stopped {
		return nil
	}
	from := []*yaml.Node{c}
	if c.Kind == yaml.SequenceNode {
		from = c.Content
	}
	for _, m := range from {
		if m.Kind != yaml.MappingNode {
			r.add(placeOf(value), "<< merges something that is not a mapping", "an alias of a mapping", "")
			continue
		}
		pairs = append(pairs, m.Content...)
	}
	return pairs
}
