package design

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/say"
)

// makeCells fills in Cells: all choices of values, but for those that a
// condition excludes, each with its scenario.
func (s *studying) makeCells(conditions []condition) {
	rows := s.choices()
	if rows == nil {
		return
	}
	if each := s.tree.Values() + len(s.Set) + len(s.Parameters); len(rows)*each > maxCellValues {
		s.Fault("parameters", s.Node("parameters"), fmt.Sprintf("%d cells of a scenario of %d values are more than %d values", len(rows), each, maxCellValues), "fewer cells, or a smaller scenario", "")
		return
	}
	ids := map[string][]Value{}
	for _, values := range rows {
		if !slices.ContainsFunc(conditions, func(c condition) bool { return !c(values) }) {
			s.addCell(values, ids)
		}
		if s.Problems.Full() {
			return
		}
	}
	seeds := max(len(s.Seeds), s.Repeat)
	switch {
	case len(s.Cells) == 0 && s.Faults == 0:
		s.Fault("where", s.Node("where"), "where leaves no cell", "conditions that some cell meets", "")
	case s.Sound("seeds", "repeat") && len(s.Cells)*seeds > maxRuns:
		s.Fault("seeds", s.Node("seeds"), fmt.Sprintf("%d cells with %d seeds each are more than %d runs", len(s.Cells), seeds, maxRuns), "fewer of either", "")
	}
}

// choices returns all choices of values. Zipped parameters move together, and
// the last parameter moves fastest.
func (s *studying) choices() [][]Value {
	// An axis is a parameter, or several that move together.
	var axes [][]int
	placed := map[int]bool{}
	for i, p := range s.Parameters {
		if placed[i] {
			continue
		}
		axis := []int{i}
		for _, group := range s.Zip {
			if slices.Contains(group, p.Name) {
				axis = nil
				for j, q := range s.Parameters {
					if slices.Contains(group, q.Name) {
						axis = append(axis, j)
					}
				}
			}
		}
		for _, j := range axis {
			placed[j] = true
		}
		axes = append(axes, axis)
	}
	rows := [][]Value{make([]Value, len(s.Parameters))}
	for _, axis := range axes {
		n := len(s.Parameters[axis[0]].Values)
		if len(rows)*n > maxCells {
			s.Fault("parameters", s.Node("parameters"), fmt.Sprintf("the parameters make more than %d cells", maxCells), "fewer values", "")
			return nil
		}
		var next [][]Value
		for _, row := range rows {
			for i := range n {
				c := slices.Clone(row)
				for _, j := range axis {
					c[j] = s.Parameters[j].Values[i]
				}
				next = append(next, c)
			}
		}
		rows = next
	}
	return rows
}

func (s *studying) addCell(values []Value, ids map[string][]Value) {
	set := s.settings()
	for i, p := range s.Parameters {
		set = append(set, p.Path+"="+string(values[i]))
	}
	spec, read, ps := s.tree.Load(set)
	if ps != nil {
		s.adoptProblems(ps, values, "cell "+s.name(values)+": ")
		return
	}
	maps.Copy(s.inputs, read)
	id := scenarios.ConfigHash(spec)
	if twin, ok := ids[id]; ok {
		s.Fault("parameters", s.Node("parameters"), fmt.Sprintf("cells %s and %s are the same scenario", s.name(twin), s.name(values)), "cells that differ", "")
		return
	}
	ids[id] = values
	s.Cells = append(s.Cells, Cell{id, values, spec})
}

// name says in words which cell has the values.
func (s *Study) name(values []Value) string {
	var parts []string
	for i, p := range s.Parameters {
		parts = append(parts, p.Name+"="+string(values[i]))
	}
	return strings.Join(parts, " ")
}

// CellName says in words which cell c is: "k=10 session=1h".
func (s *Study) CellName(c Cell) string { return s.name(c.Values) }

// adoptProblems notes the problems of the scenario, seen from the study: a
// problem of an override has its place in the study.
func (s *studying) adoptProblems(ps scenarios.Problems, values []Value, prefix string) {
	for _, p := range ps {
		if path, value := s.culprit(p.File, values); value != nil {
			n, shift := value, p.Column-len([]rune(path))-2
			if shift < 0 {
				n, shift = s.placeNode(path), p.Column-1
			}
			if n.Style != 0 || n.Kind != yaml.ScalarNode || p.Line > 1 || !strings.HasPrefix(s.rest(n), n.Value) {
				shift = 0
			}
			s.FaultAt("parameters", n, shift, p.Message, p.Want, p.Hint)
			continue
		}
		if p.File != s.Scenario.Name {
			p.Message = p.File + ": " + p.Message
		}
		if values != nil { // the cell is at fault, not the scenario by itself
			n := s.Node("parameters")
			s.Fault("parameters", n, prefix+p.Message, p.Want, p.Hint)
			continue
		}
		s.Note(p)
	}
}

// rest returns the line of n from the place where n begins.
func (s *studying) rest(n *yaml.Node) string {
	lines := s.Lines[s.FileOf(n)]
	if n.Line < 1 || n.Line > len(lines) {
		return ""
	}
	line := []rune(lines[n.Line-1])
	return string(line[min(len(line), max(0, n.Column-1)):])
}

// culprit finds the path and the value of the override whose problems carry the
// name file.
func (s *studying) culprit(file string, values []Value) (path string, value *yaml.Node) {
	for _, c := range s.Set {
		if file == "--set "+say.Clip(c.Path) {
			return c.Path, s.valueNode(c.Path, 0)
		}
	}
	for i, p := range s.Parameters {
		if values != nil && file == "--set "+say.Clip(p.Path) {
			return p.Path, s.valueNode(p.Path, slices.Index(p.Values, values[i]))
		}
	}
	return "", nil
}

// placeNode returns the node at which the study names path.
func (s *studying) placeNode(path string) *yaml.Node {
	for _, p := range s.Parameters {
		if p.Path == path {
			return s.Node("parameters." + p.Name + ".path")
		}
	}
	n := s.Node("set")
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == path {
			return n.Content[i]
		}
	}
	return n
}

// valueNode returns the node at which the study has the value of path with number i.
func (s *studying) valueNode(path string, i int) *yaml.Node {
	for _, p := range s.Parameters {
		if p.Path == path {
			at := "parameters." + p.Name
			if s.Given(strict.Join(at, "from")) {
				return s.Node(strict.Join(at, "from"))
			}
			return s.Node(fmt.Sprintf("%s.values.%d", at, i))
		}
	}
	n := s.Node("set")
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == path {
			return n.Content[i+1]
		}
	}
	return n
}
