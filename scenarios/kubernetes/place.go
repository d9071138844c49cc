package kubernetes

import (
	"strconv"

	"gopkg.in/yaml.v3"
)

// A place is a position in a file: line and column, from 1.
type place struct{ line, column int }

func placeOf(n *yaml.Node) place { return place{n.Line, n.Column} }

// nodeAt finds the value at path, such as ("spec", "containers", "0"), or the
// nearest value around it. The root is a tree that resolve has made.
func nodeAt(root *yaml.Node, path ...string) *yaml.Node {
	n := root
	for _, name := range path {
		next := child(n, name)
		if next == nil {
			break
		}
		n = next
	}
	return n
}

// placeAt returns the place of nodeAt.
func placeAt(root *yaml.Node, path ...string) place { return placeOf(nodeAt(root, path...)) }

// child returns the value of a key or the item with an index, or nil.
func child(n *yaml.Node, name string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}

// keyOf returns a key of a mapping, or the mapping.
func keyOf(n *yaml.Node, name string) *yaml.Node {
	if n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return n.Content[i]
			}
		}
	}
	return n
}
