package strict

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// CopyTree copies n, which overrides change.
func CopyTree(n *yaml.Node) *yaml.Node {
	c := *n
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, x := range n.Content {
		c.Content[i] = CopyTree(x)
	}
	return &c
}

// NodesIn counts the values of a tree: a measure of the work of reading it.
func NodesIn(n *yaml.Node) int {
	sum := 1
	for _, c := range n.Content {
		sum += NodesIn(c)
	}
	return sum
}

// LinesOf returns the lines of a text without the files that it holds.
func LinesOf(data []byte) []string {
	data, _ = TakeOut(data)
	return TextLines(string(data))
}

// EmptyProblem says that a text has no value where one is wanted.
func EmptyProblem(file string, data []byte, want string) Problem {
	p := Problem{File: file, Line: 1, Column: 1, Message: "the file is empty", Want: want}
	if strings.TrimSpace(string(data)) != "" {
		p.Message = "the file holds nothing but comments"
	}
	return p
}

// ValueAt returns the value of a key of mapping n, nil if there is none.
func ValueAt(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
