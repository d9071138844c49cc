package scenarios

import (
	"fmt"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
)

// Load reads the scenario in data. File is the name that problems carry. Known
// are the protocols that the scenario may use. Each set is an override
// "path=value": a path of keys, indexes and group names with dots between, as
// in "network.peers.servers.count=50", and a value in YAML; later ones win.
//
// The error, if any, is of type [Problems] and holds everything that is wrong
// with the file and the overrides.
func Load(file string, data []byte, known []protocols.Protocol, set []string) (*Spec, error) {
	d := newDecoder(file, known)
	if ps := d.load(data, set); ps != nil {
		return nil, ps
	}
	return d.spec, nil
}

// load decodes and checks a scenario, and returns all that is wrong with it.
func (d *decoder) load(data []byte, set []string) Problems {
	root, ps := d.parse(data)
	if root == nil {
		return ps
	}
	return d.loadTree(root, d.lines[d.file], set)
}

// parse reads the tree of a text. It returns none if it cannot be made sense of;
// other problems it notes.
func (d *decoder) parse(data []byte) (*yaml.Node, Problems) {
	root, ps := parseYAML(d.file, data)
	if root == nil {
		if ps == nil {
			ps = Problems{emptyProblem(d.file, data)}
		}
		return nil, ps.sorted(d.file)
	}
	d.problems, d.faults = ps, len(ps)
	data, _ = takeOut(data)
	d.lines[d.file] = textLines(string(data))
	return root, nil
}

// loadTree decodes and checks the scenario of a tree, which it changes, and whose
// lines are given.
func (d *decoder) loadTree(root *yaml.Node, lines []string, set []string) Problems {
	d.lines[d.file] = lines
	for _, s := range set {
		d.override(root, s)
	}
	d.value("", root, field{}, reflect.ValueOf(d.spec).Elem())
	if root.Kind == yaml.MappingNode {
		d.check()
	}
	if d.faults == 0 {
		d.checkResolved(lines)
	}
	if d.faults > 0 {
		return d.problems.sorted(d.file)
	}
	return nil
}

// checkResolved refuses what grows too large with its defaults to be loaded again
// from its resolved form, as every run does.
func (d *decoder) checkResolved(lines []string) {
	size := d.samples + d.inputs
	for _, l := range lines {
		size += len(l)
	}
	if size < maxFile/16 {
		return // no key becomes more than a line of defaults
	}
	var held []string
	if n := len(marshal(withoutHeld(encode(reflect.ValueOf(*d.spec)), &held))); n > maxFile {
		d.fault("", d.node(""), fmt.Sprintf("with its defaults the scenario has %d bytes", n), fmt.Sprintf("at most %d, without the files that it holds", maxFile), "")
	}
}

func emptyProblem(file string, data []byte) Problem {
	p := Problem{File: file, Line: 1, Column: 1, Message: "the file is empty", Want: "a scenario with name, duration and network"}
	if strings.TrimSpace(string(data)) != "" {
		p.Message = "the file holds nothing but comments"
	}
	return p
}
