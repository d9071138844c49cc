package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode"
)

// numbers looks for those that a template has of itself.
type numbers struct {
	dir   string              // where links lead from
	asked map[string]bool     // variables that the results are asked with
	held  map[string][]string // numbers in variables, by their names
	found []string            // numbers that are nobody's
}

// checkNumbers refuses a number in the words of a template, and one in a text of
// its actions that the results are not asked with. A question is refused if the
// study has no such cell or measure, and the level of [paper.Smallest] decides on
// the answer: so a variable that names the choice may be written, too. Files that
// are linked may have numbers in their names.
func checkNumbers(t *template.Template, dir string) error {
	n := &numbers{dir: dir, asked: map[string]bool{}, held: map[string][]string{}}
	for _, t := range t.Templates() {
		n.visit(t.Root, "")
	}
	for name, texts := range n.held {
		if !n.asked[name] {
			n.found = append(n.found, texts...)
		}
	}
	if len(n.found) == 0 {
		return nil
	}
	slices.Sort(n.found)
	return fmt.Errorf("%s: %q is not from the results", t.Name(), n.found[0])
}

// asking is in place of a variable's name where the results are asked.
const asking = "."

// visit looks into a node whose value goes to a variable, to a question or, if
// holder is "", into the text.
func (n *numbers) visit(node parse.Node, holder string) {
	switch x := node.(type) {
	case *parse.ListNode:
		if x != nil {
			for _, y := range x.Nodes {
				n.visit(y, holder)
			}
		}
	case *parse.TextNode:
		n.words(string(x.Text))
	case *parse.ActionNode:
		n.visit(x.Pipe, holder)
	case *parse.IfNode:
		n.branch(&x.BranchNode)
	case *parse.RangeNode:
		n.branch(&x.BranchNode)
	case *parse.WithNode:
		n.branch(&x.BranchNode)
	case *parse.TemplateNode:
		n.visit(x.Pipe, holder)
	case *parse.PipeNode:
		if x == nil {
			return
		}
		for _, v := range x.Decl {
			holder = v.Ident[0]
		}
		for _, c := range x.Cmds {
			n.command(c, holder)
		}
	case *parse.ChainNode:
		n.visit(x.Node, holder)
	case *parse.VariableNode:
		if holder == asking {
			n.asked[x.Ident[0]] = true
		}
	case *parse.StringNode:
		n.literal(x.Text, holder)
	case *parse.NumberNode:
		n.literal(x.Text, holder)
	}
}

func (n *numbers) branch(b *parse.BranchNode) {
	n.visit(b.Pipe, "")
	n.visit(b.List, "")
	n.visit(b.ElseList, "")
}

func (n *numbers) command(c *parse.CommandNode, holder string) {
	to := holder
	switch x := c.Args[0].(type) {
	case *parse.FieldNode:
		to = asking
	case *parse.VariableNode:
		if len(x.Ident) > 1 { // $.Estimate
			to = asking
		}
	}
	n.visit(c.Args[0], holder)
	f, ok := c.Args[0].(*parse.IdentifierNode)
	index := ok && f.Ident == "index"
	for i, arg := range c.Args[1:] {
		if t := arg.Type(); index && i > 0 && (t == parse.NodeNumber || t == parse.NodeString) {
			continue // tells which of the results it is
		}
		n.visit(arg, to)
	}
}

func (n *numbers) literal(text, holder string) {
	switch {
	case holder == asking || !strings.ContainsFunc(text, unicode.IsNumber):
	case holder != "":
		n.held[holder] = append(n.held[holder], text)
	default:
		n.found = append(n.found, text)
	}
}

var link = regexp.MustCompile(`\]\(([^()\s]+)\)`)

// words are text as it is written.
func (n *numbers) words(text string) {
	text = link.ReplaceAllStringFunc(text, func(s string) string {
		if _, err := os.Stat(filepath.Join(n.dir, s[2:len(s)-1])); err == nil {
			return ""
		}
		return s
	})
	for line := range strings.Lines(strings.ReplaceAll(text, "libp2p", "")) {
		if strings.ContainsFunc(line, unicode.IsNumber) {
			n.found = append(n.found, strings.TrimSpace(line))
		}
	}
}
